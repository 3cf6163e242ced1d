package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.servlet.server.WebServer;
import dev.doorward.auth.testing.TestDoorward;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A program that speaks JSON and keeps the cookies it is given. */
final class Program {
    static final String JSON = "Content-Type: application/json";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final WebServer server;
    private final Jar jar = new Jar();

    Program(WebServer server) {
        this.server = server;
    }

    Map<String, String> cookies() {
        return jar.cookies();
    }

    Reply get(String path) {
        return send("GET", path, "");
    }

    Reply post(String path, Map<String, ?> members) {
        return post(path, MAPPER.writeValueAsString(members));
    }

    Reply post(String path, String json) {
        if (jar.isEmpty()) {
            return send("POST", path, json, JSON);
        }
        return send("POST", path, json, JSON, "X-CSRF-Token: " + token());
    }

    Reply send(String method, String path, String body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Accept: application/json");
        if (!jar.isEmpty()) {
            all.add(jar.header());
        }
        Reply reply = server.send(method, path, body, all.toArray(String[]::new));
        return jar.take(path.contains("/auth/") ? Contract.holds(reply) : reply);
    }

    String token() {
        return Contract.json(get("/auth/csrf")).get("token").asString();
    }

    JsonNode logIn(String login) {
        Reply reply = post("/auth/login", Map.of("login", login, "password", TestDoorward.PASSWORD));
        assertEquals(200, reply.status(), reply.body());
        return Contract.json(reply);
    }

    /** The code of a problem. */
    static String code(Reply reply) {
        return Contract.json(reply).path("code").asString("");
    }
}
