package dev.doorward.auth.servlet.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.servlet.server.Corpora;
import dev.doorward.auth.servlet.server.Reply;
import java.io.IOException;
import java.util.List;

/** Who is asking is the connection's peer, unless that is a trusted proxy. */
class ProxiesTest {

    private static final String NEIGHBOUR = "127.0.0.7";
    private static final String SEEN_BY_NEIGHBOUR = "127.0.0.7 127.0.0.7 http false GET /seen/page /seen /page a=b";

    @EveryContainer
    void a_trusted_proxy_says_who_asks_and_how(RunningContainer server) {
        assertEquals(
                "192.0.2.7 192.0.2.7 https true GET /seen/page /seen /page a=b",
                seen(server, Application.PROXY, "X-Forwarded-For: 10.9.9.9, 192.0.2.7", "X-Forwarded-Proto: https"));
        assertTrue(seen(server, Application.PROXY, "X-Forwarded-For: 10.9.9.9", "X-Forwarded-For: [2001:db8::7]:80")
                .startsWith("2001:db8:0:0:0:0:0:7 "));
        assertTrue(seen(server, Application.PROXY, "X-Forwarded-For: 192.0.2.7, unknown")
                .startsWith(Application.PROXY + " "));
    }

    @EveryContainer
    void a_stranger_is_who_the_connection_is_with(RunningContainer server) {
        assertEquals(SEEN_BY_NEIGHBOUR, seen(server, NEIGHBOUR, "Accept: */*"));
        for (String header : List.of(
                "X-Forwarded-For: 127.0.0.1",
                "X-Forwarded-Proto: https",
                "Forwarded: for=127.0.0.1;proto=https;host=evil.example",
                "X-Original-URL: /admin",
                "X-Rewrite-URL: /admin",
                "X-HTTP-Method-Override: DELETE")) {
            assertEquals(SEEN_BY_NEIGHBOUR, seen(server, NEIGHBOUR, header), header);
        }
    }

    @EveryContainer
    void a_stranger_who_writes_https_in_the_request_line_still_came_in_the_clear(RunningContainer server) {
        String request = "GET https://localhost/seen/page?a=b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

        assertEquals(SEEN_BY_NEIGHBOUR, server.wire().from(NEIGHBOUR, request).body());
    }

    @EveryContainer
    void no_header_of_the_corpus_changes_who_a_stranger_is_or_what_is_asked(RunningContainer server)
            throws IOException {
        List<String> addresses = Corpora.lines("spoofed_ips.txt");
        for (String line : Corpora.lines("proxy_headers.txt")) {
            String[] words = line.strip().split(" ", 2);
            if (words[0].isEmpty()) {
                continue;
            }
            for (String value : words.length > 1 ? List.of(words[1]) : addresses) {
                String header = words[0] + ": " + value;
                Reply reply = ask(server, NEIGHBOUR, header);
                boolean isNoHost = words[0].equals("Host") && reply.status() == 400;
                assertTrue(isNoHost || reply.body().equals(SEEN_BY_NEIGHBOUR), header + " made it " + reply.body());
            }
        }
    }

    @EveryContainer
    void no_header_of_the_corpus_opens_a_guarded_page(RunningContainer server) throws IOException {
        for (String line : Corpora.lines("proxy_headers.txt")) {
            String[] words = line.strip().split(" ", 2);
            if (words[0].isEmpty() || words[0].equals("Host")) {
                continue;
            }
            for (String target : List.of(Application.SERVLET, Application.FILE, "/", "/public/page.txt")) {
                String value = words.length > 1 ? words[1] : Application.SERVLET;
                String reply =
                        server.wire().get(target, words[0] + ": " + value).body();
                assertTrue(!reply.contains(Application.SECRET), line + " at " + target);
            }
        }
    }

    private static String seen(RunningContainer server, String peer, String... headers) {
        return ask(server, peer, headers).body();
    }

    private static Reply ask(RunningContainer server, String peer, String... headers) {
        boolean namesHost = headers[0].startsWith("Host:");
        return server.wire()
                .from(
                        peer,
                        "GET /seen/page?a=b HTTP/1.1\r\n" + (namesHost ? "" : "Host: localhost\r\n")
                                + String.join("\r\n", headers) + "\r\nConnection: close\r\n\r\n");
    }
}
