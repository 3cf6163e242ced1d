package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** CVE-2015-5143: strangers fill no table. */
final class AnonymousTest {
    private static final int TIMES = 25;

    @Test
    void ten_thousand_requests_without_a_cookie_write_no_row() {
        try (Site site = new Site()) {
            site.test.registered("ada");
            Map<String, Integer> before = site.store.rows();
            StringBuilder requests = new StringBuilder();
            for (String path : List.of(
                    "/auth/login", "/auth/register", "/auth/logout", "/auth/csrf", "/dashboard", "/auth/account")) {
                requests.append(
                        ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n").repeat(TIMES));
            }
            String last = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            int sent = 0;
            while (sent < 10_000) {
                String replies = site.server.pipelined(requests + last);
                sent += 6 * TIMES + 1;
                assertEquals(6 * TIMES + 1, replies.split("HTTP/1\\.1 (?=[2-4])", -1).length - 1);
            }
            assertEquals(before, site.store.rows());
        }
    }
}
