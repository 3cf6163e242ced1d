package dev.doorward.auth.servlet.cookie;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;

class CookiesTest {

    private final Cookies cookies = new Cookies(URI.create("https://app.example"));

    private static String session(Cookies cookies, String... headers) {
        HttpServletRequest request = mock(HttpServletRequest.class);
        when(request.getHeaders("Cookie")).thenReturn(Collections.enumeration(List.of(headers)));
        return cookies.read(request, CookieName.SESSION);
    }

    private String session(String... headers) {
        return session(cookies, headers);
    }

    private static String written(Consumer<HttpServletResponse> writing) {
        HttpServletResponse response = mock(HttpServletResponse.class);
        writing.accept(response);
        ArgumentCaptor<String> header = ArgumentCaptor.forClass(String.class);
        verify(response).addHeader(eq("Set-Cookie"), header.capture());
        return header.getValue();
    }

    @Test
    void a_cookie_is_found_wherever_it_stands() {
        assertEquals("v", session("__Host-session=v"));
        assertEquals("v", session("a=b; __Host-session=v"));
        assertEquals("v", session("a=b;__Host-session=v ; c=d"));
        assertEquals("v", session("a=b", "c=d; __Host-session=v"));
        assertEquals("", session("__Host-session="));
        assertEquals("a=b", session("__Host-session=a=b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                ";;; ;",
                "=",
                "__Host-session",
                "__Host-session;",
                "x__Host-session=v",
                "__Host-sessio=v",
                "__host-session=v",
                "__Host-session_shop=v",
                "a=__Host-session=v",
                "a=\"; b=\"",
                "=__Host-session=v"
            })
    void another_cookie_is_never_taken_for_it(String header) {
        assertNull(session(header));
    }

    @Test
    void a_repeated_cookie_counts_as_none() {
        assertNull(session("__Host-session=a; __Host-session=b"));
        assertNull(session("__Host-session=a; x=y; __Host-session=a"));
        assertNull(session("__Host-session=a", "__Host-session=b"));
        assertNull(session("__Host-session=;__Host-session=b"));
    }

    @Test
    void an_overlong_cookie_counts_as_none() {
        assertEquals(4096, session("__Host-session=" + "a".repeat(4096)).length());
        assertNull(session("__Host-session=" + "a".repeat(4097)));
    }

    @Test
    void a_container_that_hides_headers_has_no_cookies() {
        HttpServletRequest request = mock(HttpServletRequest.class);
        when(request.getHeaders("Cookie")).thenReturn(null);

        assertNull(cookies.read(request, CookieName.SESSION));
    }

    @Test
    void applications_on_one_host_do_not_share_cookies() {
        Cookies shop = new Cookies(URI.create("https://app.example/shop"));
        String both = "__Host-session=root; __Host-session_shop=shop";

        assertEquals("root", session(both));
        assertEquals("shop", session(shop, both));
    }

    @Test
    void different_paths_never_share_a_name() {
        List<String> bases = List.of(
                "https://a.example",
                "https://a.example/a",
                "https://a.example/A",
                "https://a.example/a/b",
                "https://a.example/a_b",
                "https://a.example/a.b",
                "https://a.example/a-b",
                "https://a.example/a.2fb",
                "https://a.example/%C3%A4");
        List<String> names = bases.stream()
                .map(base -> new Cookies(URI.create(base)).nameOf(CookieName.SESSION))
                .toList();

        assertEquals(bases.size(), names.stream().distinct().count());
        names.forEach(name -> assertTrue(name.matches("__Host-session(_[A-Za-z0-9.-]+)?"), name));
        assertEquals("__Host-session", names.get(0));
        assertEquals("__Host-session_a.2fb", names.get(3));
        assertNotEquals(names.get(3), names.get(7));
    }

    @Test
    void a_final_slash_of_the_base_url_makes_no_other_name() {
        assertEquals("__Host-csrf", new Cookies(URI.create("https://a.example/")).nameOf(CookieName.CSRF));
        assertEquals("__Host-csrf_shop", new Cookies(URI.create("https://a.example/shop/")).nameOf(CookieName.CSRF));
    }

    @ParameterizedTest
    @EnumSource(CookieName.class)
    void every_cookie_is_secure_and_bound_to_the_host(CookieName name) {
        String sameSite = name == CookieName.CSRF ? "Strict" : "Lax";
        String rest = "; Secure; HttpOnly; SameSite=" + sameSite + "; Path=/";
        String label = "__Host-" + name.name().toLowerCase(Locale.ROOT);

        assertEquals(label + "=v" + rest, written(response -> cookies.write(response, name, "v")));
        assertEquals(
                label + "=v" + rest + "; Max-Age=2592000",
                written(response -> cookies.write(response, name, "v", Duration.ofDays(30))));
        assertEquals(label + "=" + rest + "; Max-Age=0", written(response -> cookies.expire(response, name)));
    }

    @Test
    void a_cookie_set_again_takes_the_place_of_the_first_and_of_no_other() {
        List<String> headers = new ArrayList<>(List.of("theirs=1", "__Host-flash=1; Path=/", "__Host-flash_shop=1"));
        HttpServletResponse response = mock(HttpServletResponse.class);
        when(response.getHeaders("Set-Cookie")).thenAnswer(call -> headers);
        doAnswer(call -> {
                    headers.clear();
                    return headers.add(call.getArgument(1));
                })
                .when(response)
                .setHeader(eq("Set-Cookie"), anyString());
        doAnswer(call -> headers.add(call.getArgument(1))).when(response).addHeader(eq("Set-Cookie"), anyString());

        cookies.write(response, CookieName.FLASH, "2");

        assertEquals(
                List.of("theirs=1", "__Host-flash_shop=1", "__Host-flash=2; Secure; HttpOnly; SameSite=Lax; Path=/"),
                headers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a;b", "a b", "a,b", "a\"b", "a\\b", "a\r\nSet-Cookie: x=y", "a\u0000", "\u007f", "\u00e4"})
    void a_value_that_would_break_out_of_the_header_is_refused(String value) {
        HttpServletResponse response = mock(HttpServletResponse.class);

        assertThrows(IllegalArgumentException.class, () -> cookies.write(response, CookieName.SESSION, value));
    }
}
