package dev.doorward.auth.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.servlet.page.FlashMessage;
import dev.doorward.auth.servlet.page.FlashMessage.Kind;
import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.servlet.server.WebServer;
import dev.doorward.auth.testing.TestDoorward;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FlashTest {

    private static TestDoorward test;
    private static WebServer server;

    @BeforeAll
    static void start() {
        test = TestDoorward.inMemory();
        server = new WebServer()
                .install(test.doorward(), guards -> guards.open("/*"))
                .page("/add", (request, response) -> {
                    for (String text : request.getParameterValues("text")) {
                        Flash.add(request, response, Kind.NOTE, text);
                    }
                    response.sendRedirect("show");
                })
                .page("/long", (request, response) -> {
                    try {
                        Flash.add(
                                request, response, Kind.DONE, "x".repeat(Integer.parseInt(request.getParameter("n"))));
                    } catch (IllegalArgumentException e) {
                        response.getWriter().print("refused");
                    }
                })
                .page("/late", (request, response) -> {
                    response.flushBuffer();
                    try {
                        Flash.add(request, response, Kind.DONE, "too late");
                    } catch (IllegalStateException e) {
                        response.getWriter().print("refused");
                    }
                })
                .page("/show", FlashTest::show)
                .page("/other", "does not look")
                .start();
    }

    private static void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setCharacterEncoding("UTF-8");
        response.getWriter()
                .print(Flash.of(request).stream().map(FlashMessage::toString).collect(Collectors.joining("; ")));
    }

    @AfterAll
    static void stop() {
        server.close();
        test.close();
    }

    private static String cookie(Reply reply) {
        return "Cookie: __Host-flash=" + reply.cookie("__Host-flash");
    }

    @Test
    void a_message_is_shown_after_one_redirect_and_never_again() {
        Reply added = server.get("/add?text=Saved");
        Reply shown = server.get("/show", cookie(added));

        assertEquals(302, added.status());
        assertEquals("FlashMessage[kind=NOTE, text=Saved]", shown.body());
        assertEquals("__Host-flash=; Secure; HttpOnly; SameSite=Lax; Path=/; Max-Age=0", shown.header("Set-Cookie"));
        assertEquals("", server.get("/show").body());
    }

    @Test
    void what_does_not_look_at_messages_does_not_use_them_up() {
        assertNull(server.get("/other", cookie(server.get("/add?text=Saved"))).header("Set-Cookie"));
    }

    @Test
    void several_messages_come_in_their_order() {
        Reply shown = server.get("/show", cookie(server.get("/add?text=One&text=Two%0ALines&text=%C3%A4%F0%9F%9A%AA")));

        assertEquals(
                "FlashMessage[kind=NOTE, text=One]; FlashMessage[kind=NOTE, text=Two Lines];"
                        + " FlashMessage[kind=NOTE, text=\u00e4\ud83d\udeaa]",
                shown.body());
    }

    @Test
    void an_old_message_is_not_shown() {
        String cookie = cookie(server.get("/add?text=Saved"));
        test.clock().turn(Duration.ofSeconds(61));

        assertEquals("", server.get("/show", cookie).body());
    }

    @Test
    void nobody_can_make_up_a_message() {
        String signed = server.get("/add?text=Saved").cookie("__Host-flash");

        for (String forged : new String[] {"", "x", "1.QQ.QQ", signed + "A", signed.replace(".", ".A"), "9" + signed}) {
            Reply reply = server.get("/show", "Cookie: __Host-flash=" + forged);
            assertEquals(200, reply.status(), forged);
            assertEquals("", reply.body(), forged);
        }
    }

    @Test
    void a_message_of_another_instance_is_not_shown() {
        try (TestDoorward other = TestDoorward.inMemory();
                WebServer elsewhere = new WebServer()
                        .install(other.doorward(), guards -> guards.open("/*"))
                        .page("/add", (request, response) -> Flash.add(request, response, Kind.DONE, "elsewhere"))
                        .start()) {
            assertEquals("", server.get("/show", cookie(elsewhere.get("/add"))).body());
        }
    }

    @Test
    void what_a_browser_would_not_keep_is_refused_or_makes_room() {
        assertEquals("refused", server.get("/long?n=2501").body());
        Reply added = server.get("/add?" + ("text=" + "m".repeat(900) + "&").repeat(4) + "text=last");
        assertTrue(added.header("Set-Cookie").length() < 4096, "one cookie, however many messages");
        assertTrue(server.get("/show", cookie(added)).body().endsWith("text=last]"));
    }

    @Test
    void a_message_that_comes_too_late_is_refused() {
        assertEquals("refused", server.get("/late").body().replaceAll("[\\r\\n0-9a-f]*(refused)[\\s\\S]*", "$1"));
    }
}
