package dev.doorward.demo;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody with a browser: keeps cookies, follows no redirect by itself, fills in forms with their CSRF token. */
final class Visitor {
    static final String PASSWORD = "four wet otters sing";

    private static final Pattern LINK = Pattern.compile("(/auth/[a-z-]+[?]token=[A-Za-z0-9_.-]+)");
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    private static final Set<String> PUBLIC_FIELDS = Set.of("username", "remember", "next", "title", "text");

    private final String address;
    /** The JDK's own jar speaks RFC 2965 to a cookie with a Max-Age, as no browser does. */
    private final Map<String, String> cookies = new LinkedHashMap<>();

    private final HttpClient client;
    private final Set<String> secrets = new TreeSet<>();

    Visitor(String address, SSLContext trusting) {
        this.address = address;
        this.client = HttpClient.newBuilder().sslContext(trusting).build();
    }

    /** The same person's cookies at another address of the same machine. */
    Visitor at(String otherAddress, SSLContext trusting) {
        Visitor same = new Visitor(otherAddress, trusting);
        same.cookies.putAll(cookies);
        return same;
    }

    /** All that was typed but for names and notes, and all that the server handed out to be kept or sent back. */
    Set<String> secrets() {
        return secrets;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(page(path));
    }

    /** Opens the form's page, then posts these fields, given as names and values in turn, with its token. */
    HttpResponse<String> submit(String formPath, String action, String... fields)
            throws IOException, InterruptedException {
        Matcher token = TOKEN.matcher(get(formPath).body());
        if (!token.find()) {
            throw new IOException("No form at " + formPath);
        }
        for (int i = 0; i < fields.length; i += 2) {
            if (!PUBLIC_FIELDS.contains(fields[i])) {
                secrets.add(fields[i + 1]);
            }
        }
        return post(action, "_csrf", token.group(1), fields);
    }

    HttpResponse<String> post(String path, String firstName, String firstValue, String... more)
            throws IOException, InterruptedException {
        StringBuilder body = new StringBuilder(encode(firstName) + "=" + encode(firstValue));
        for (int i = 0; i < more.length; i += 2) {
            body.append('&').append(encode(more[i])).append('=').append(encode(more[i + 1]));
        }
        return send(page(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    /** A form that another site made this browser send: the cookies are there, the token is not. */
    HttpResponse<String> crossSitePost(String path, String name, String value)
            throws IOException, InterruptedException {
        return send(page(path)
                .setHeader("Sec-Fetch-Site", "cross-site")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(encode(name) + "=" + encode(value))));
    }

    /** As a program posts, with the token that {@code /auth/csrf} gave it. */
    HttpResponse<String> postJson(String path, String token, String json) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(address + path))
                .header("Accept", "application/json")
                .header("Content-Type", "application/json")
                .header("X-CSRF-Token", token)
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    HttpResponse<String> json(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(address + path)).header("Accept", "application/json"));
    }

    /** Registers, reads the mail and presses the button that its link leads to. */
    void registers(String username) throws IOException, InterruptedException {
        asksToRegister(username);
        String link = mailedLink(username + "@example.org", "/auth/verify-email");
        String token = link.substring(link.indexOf('=') + 1);
        expect(303, submit(link, "/auth/verify-email", "token", token));
    }

    /** The path and query of the newest link to a page that was mailed to an address, as soon as it is there. */
    String mailedLink(String address, String page) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < deadline) {
            for (JsonNode mail :
                    JsonMapper.shared().readTree(json("/dev/mail").body()).get("messages")) {
                Matcher link = LINK.matcher(mail.get("text").asString());
                if (mail.get("to").asString().equals(address)
                        && link.find()
                        && link.group(1).startsWith(page + "?")) {
                    return link.group(1);
                }
            }
        }
        throw new IOException("No mail for " + address);
    }

    void asksToRegister(String username) throws IOException, InterruptedException {
        expect(
                303,
                submit(
                        "/auth/register",
                        "/auth/register",
                        "username",
                        username,
                        "email",
                        username + "@example.org",
                        "password",
                        PASSWORD));
    }

    void logsIn(String username) throws IOException, InterruptedException {
        expect(303, submit("/auth/login", "/auth/login", "login", username, "password", PASSWORD));
    }

    private static void expect(int status, HttpResponse<String> response) throws IOException {
        if (response.statusCode() != status) {
            throw new IOException(response + " with " + response.body());
        }
    }

    private HttpRequest.Builder page(String path) {
        return HttpRequest.newBuilder(URI.create(address + path))
                .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
                .header("Sec-Fetch-Dest", "document")
                .header("Sec-Fetch-Mode", "navigate")
                .header("Sec-Fetch-Site", "same-origin");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        response.headers().allValues("Set-Cookie").forEach(this::keep);
        TOKEN.matcher(response.body()).results().forEach(token -> secrets.add(token.group(1)));
        return response;
    }

    private void keep(String setCookie) {
        String[] pair = setCookie.split(";", 2)[0].split("=", 2);
        if (setCookie.contains("Max-Age=0")) {
            cookies.remove(pair[0]);
        } else {
            secrets.add(pair[1]);
            cookies.put(pair[0], pair[1]);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
