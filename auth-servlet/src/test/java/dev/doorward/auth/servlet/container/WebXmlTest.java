package dev.doorward.auth.servlet.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.servlet.server.Wire;
import dev.doorward.auth.testing.TestDoorward;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An application of files alone, in production mode behind a proxy, with the {@code web.xml} of docs/filter.md. On both
 * Tomcats and the newer Jetty: of the containers here, the others read none without a further library.
 */
@ParameterizedClass(allowZeroInvocations = true)
@MethodSource("containers")
final class WebXmlTest {

    private static final String[] PERSON = {"Accept: text/html", "X-Forwarded-Proto: https"};
    private static final String[] PROGRAM = {"Accept: application/json", "X-Forwarded-Proto: https"};
    private static final String JSON = "Content-Type: application/json";

    @TempDir
    static Path temporary;

    private static Path directory;
    private static Wire wire;

    /** JUnit closes it. */
    @Parameter
    WebApplication container;

    static Stream<WebApplication> containers() {
        return switch (System.getProperty("containers", "all")) {
            case "all" -> Stream.of(new TomcatContainer(), new JettyWebApplication());
            case "tomcat" -> Stream.of(new TomcatContainer());
            default -> Stream.empty();
        };
    }

    @BeforeParameterizedClassInvocation
    static void start(WebApplication container) throws Exception {
        directory = Files.createTempDirectory(temporary, "application");
        for (String file : List.of("admin/page.txt", "staff/page.txt", "public/page.txt", "page.txt")) {
            Path path = directory.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, "this is " + file);
        }
        Files.createDirectories(directory.resolve("WEB-INF"));
        Files.writeString(directory.resolve("WEB-INF/web.xml"), webXml());
        wire = new Wire(container.start(directory));
    }

    private static String webXml() throws IOException {
        Map<String, String> settings = Map.of(
                "DOORWARD_BASE_URL",
                "https://app.example",
                "DOORWARD_DATABASE_URL",
                "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
                "DOORWARD_KEYS_FILE",
                directory.resolve("WEB-INF/keys.json").toString());
        String documented = Pattern.compile("```xml\\R(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/filter.md")))
                .results()
                .map(snippet -> snippet.group(1))
                .collect(Collectors.joining("\n"));
        String filled = Pattern.compile("(<param-name>(DOORWARD_\\w+)</param-name>\\s*<param-value>)([^<]*)")
                .matcher(documented)
                .replaceAll(param -> Matcher.quoteReplacement(
                        param.group(1) + settings.getOrDefault(param.group(2), param.group(3))));
        return "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\" metadata-complete=\"true\">\n"
                + filled.replace(
                        "</filter-class>",
                        "</filter-class>"
                                + params(Map.of(
                                        "DOORWARD_EMAIL_VERIFICATION", "optional",
                                        "DOORWARD_TRUSTED_PROXIES", "127.0.0.1")))
                + "\n</web-app>";
    }

    private static String params(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> "<init-param><param-name>" + setting.getKey() + "</param-name><param-value>"
                        + setting.getValue() + "</param-value></init-param>")
                .collect(Collectors.joining());
    }

    @Test
    void without_a_line_of_code_files_are_guarded_and_people_log_in() {
        assertEquals(
                "this is public/page.txt", wire.get("/public/page.txt", PROGRAM).body());
        for (String path : List.of("/page.txt", "/staff/page.txt", "/admin/page.txt", "/ADMIN/page.txt")) {
            assertEquals(401, wire.get(path, PROGRAM).status(), path);
            assertTrue(wire.get(path, PERSON).header("Location").startsWith("/auth/login?next="), path);
        }
        String registration =
                "{\"username\":\"ada\",\"email\":\"ada@example.com\",\"password\":\"" + TestDoorward.PASSWORD + "\"}";
        assertEquals(
                201,
                wire.post("/auth/register", registration, JSON, PROGRAM[0], PROGRAM[1])
                        .status());
        Reply login = wire.post(
                "/auth/login",
                "{\"login\":\"ada\",\"password\":\"" + TestDoorward.PASSWORD + "\"}",
                JSON,
                PROGRAM[0],
                PROGRAM[1]);
        assertEquals(200, login.status(), login.body());
        String session = "Cookie: __Host-session=" + login.cookie("__Host-session");
        assertEquals(
                "this is page.txt",
                wire.get("/page.txt", session, PERSON[0], PERSON[1]).body());
        assertEquals(
                403, wire.get("/staff/page.txt", session, PERSON[0], PERSON[1]).status());
    }

    @Test
    void what_came_in_the_clear_is_led_to_https_at_the_base_url() {
        Reply reply = wire.get("/page.txt?a=b", PERSON[0], "X-Forwarded-Proto: http", "X-Forwarded-Host: evil.example");
        assertEquals(308, reply.status());
        assertEquals("https://app.example/page.txt?a=b", reply.header("Location"));
    }

    @Test
    void the_containers_error_pages_are_ours() {
        Reply reply = wire.get("/public/nothing.txt", PERSON);
        assertEquals(404, reply.status());
        assertTrue(reply.body().contains(reply.header("X-Request-Id")), reply.body());
    }
}
