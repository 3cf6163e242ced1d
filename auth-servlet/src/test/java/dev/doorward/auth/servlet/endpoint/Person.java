package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.servlet.server.WebServer;
import dev.doorward.auth.testing.TestDoorward;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Somebody in front of a browser: keeps cookies, sends forms with their tokens. */
final class Person {
    static final String PAGES = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";
    static final String FORM = "Content-Type: application/x-www-form-urlencoded";

    private static final String OWN = "Sec-Fetch-Site: same-origin";
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    private final WebServer server;
    private final Jar jar = new Jar();
    private final String contextPath;

    Person(WebServer server) {
        this.server = server;
        this.contextPath = server.context().getContextPath().equals("/")
                ? ""
                : server.context().getContextPath();
    }

    Map<String, String> cookies() {
        return jar.cookies();
    }

    List<String> everSet() {
        return jar.everSet();
    }

    String cookieHeader() {
        return jar.header();
    }

    /** @param path with the context path, as it stands in a link */
    Reply get(String path) {
        return checked(path, server.get(path, PAGES, "Sec-Fetch-Dest: document", jar.header()));
    }

    /** Opens the form and sends it with its token. */
    Reply submit(String path, Map<String, String> fields) {
        String token = token(path);
        int query = path.indexOf('?');
        return send(query < 0 ? path : path.substring(0, query), fields, token);
    }

    /** Sends a form without opening it first. */
    Reply send(String path, Map<String, String> fields, String token) {
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.put("_csrf", token);
        return post(path, encoded(all));
    }

    Reply post(String path, String body, String... headers) {
        String[] all = new String[headers.length + 4];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = PAGES;
        all[headers.length + 1] = FORM;
        all[headers.length + 2] = OWN;
        all[headers.length + 3] = jar.header();
        return checked(path, server.post(path, body, all));
    }

    /** The token of the form at this path. */
    String token(String path) {
        Reply page = get(path);
        Matcher token = TOKEN.matcher(page.body());
        assertTrue(token.find(), () -> "a form at " + path + ", not " + page.status());
        return token.group(1);
    }

    void logIn(String login) {
        Reply reply = submit(contextPath + "/auth/login", Map.of("login", login, "password", TestDoorward.PASSWORD));
        assertEquals(303, reply.status(), reply.body());
    }

    void logInAndBeRemembered(String login) {
        Reply reply = submit(
                contextPath + "/auth/login",
                Map.of("login", login, "password", TestDoorward.PASSWORD, "remember", "on"));
        assertEquals(303, reply.status(), reply.body());
    }

    static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private Reply checked(String path, Reply reply) {
        boolean own = path.startsWith(contextPath + "/auth/") || path.startsWith(contextPath + "/.well-known/");
        return jar.take(own ? Contract.holds(reply) : reply);
    }
}
