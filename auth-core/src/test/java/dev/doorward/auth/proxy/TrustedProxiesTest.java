package dev.doorward.auth.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    private static final String PROXY = "10.0.0.1";
    private static final List<String> NETWORKS = List.of("10.0.0.0/24", "2001:db8:ffff::/48");
    private static final TrustedProxies X_FORWARDED = TrustedProxies.of(HeaderFamily.X_FORWARDED, NETWORKS);
    private static final TrustedProxies FORWARDED = TrustedProxies.of(HeaderFamily.FORWARDED, NETWORKS);

    private static Origin origin(TrustedProxies proxies, Map<String, List<String>> headers) {
        return proxies.originOf(PROXY, name -> headers.getOrDefault(name, List.of()))
                .orElseThrow();
    }

    private static Origin xForwarded(String addresses, String schemes) {
        return origin(
                X_FORWARDED, Map.of("X-Forwarded-For", List.of(addresses), "X-Forwarded-Proto", List.of(schemes)));
    }

    private static Origin forwarded(String... lines) {
        return origin(FORWARDED, Map.of("Forwarded", List.of(lines)));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"192.0.2.9", "10.0.1.1", "::1", "", "unix:", "/run/app.sock", "localhost", "010.0.0.1"})
    void a_stranger_is_not_believed(String peer) {
        Map<String, List<String>> headers = Map.of(
                "X-Forwarded-For", List.of("127.0.0.1"),
                "X-Forwarded-Proto", List.of("https"),
                "Forwarded", List.of("for=127.0.0.1;proto=https"));
        HeaderLines lines = name -> headers.getOrDefault(name, List.of());
        assertEquals(Optional.empty(), X_FORWARDED.originOf(peer, lines));
        assertEquals(Optional.empty(), FORWARDED.originOf(peer, lines));
        assertEquals(Optional.empty(), TrustedProxies.none().originOf(peer, lines));
        assertFalse(X_FORWARDED.include(peer));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "::ffff:10.0.0.1",
                "[::ffff:a00:1]",
                "2001:db8:ffff::5%eth0",
                "[2001:DB8:FFFF:0:0:0:0:1]"
            })
    void a_proxy_is_known_by_every_spelling_of_its_address(String peer) {
        assertTrue(X_FORWARDED.include(peer));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.7                                  | 192.0.2.7",
                "192.0.2.7:4711                             | 192.0.2.7",
                "::ffff:192.0.2.7                           | 192.0.2.7",
                "2001:db8::7                                | 2001:db8:0:0:0:0:0:7",
                "[2001:db8::7]                              | 2001:db8:0:0:0:0:0:7",
                "[2001:db8::7]:4711                         | 2001:db8:0:0:0:0:0:7",
                "192.0.2.7, 10.0.0.2,10.0.0.3               | 192.0.2.7",
                "192.0.2.7, 2001:db8:ffff::2                | 192.0.2.7",
                "10.0.0.9, 10.0.0.2                         | 10.0.0.9",
            })
    void the_nearest_address_that_is_no_proxy_sent_the_request(String addresses, String address) {
        assertEquals(address, xForwarded(addresses, "https").address());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1, 192.0.2.7",
                "10.0.0.2, 192.0.2.7",
                "127.0.0.1, 192.0.2.7, 10.0.0.2",
                "\"127.0.0.1, 192.0.2.7",
                "unknown, 192.0.2.7",
                ",,, 192.0.2.7 ",
            })
    void what_a_client_wrote_itself_counts_for_nothing(String addresses) {
        assertEquals("192.0.2.7", xForwarded(addresses, "http").address());
    }

    @Test
    void nor_does_a_line_of_its_own() {
        Map<String, List<String>> headers = Map.of("X-Forwarded-For", List.of("127.0.0.1", "192.0.2.7, 10.0.0.2"));
        assertEquals("192.0.2.7", origin(X_FORWARDED, headers).address());
        assertEquals(
                "192.0.2.7",
                forwarded("for=127.0.0.1", "for=192.0.2.7, for=10.0.0.2").address());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "unknown",
                "localhost",
                "null",
                "*",
                "0177.0.0.1",
                "127.1",
                "2130706433",
                "0x7f.0.0.1",
                "127.0.0.1.",
                "256.0.0.1",
                "fe80::1%eth0",
                "[::1",
                "::1]",
                "[127.0.0.1",
                "\"127.0.0.1\"",
                "127.0.0.1 192.0.2.7",
                "127.0.0.1;x",
                "127.0.0.1:",
                "127.0.0.1:http",
                "127.0.0.1:123456",
                "for=127.0.0.1",
                "::ffff:0177.0.0.1",
                "1::2::3",
                "١٢٧.0.0.1",
            })
    void nonsense_is_counted_with_the_proxy_that_passed_it_on(String text) {
        assertEquals("10.0.0.2", xForwarded(text + ", 10.0.0.2", "http").address());
        assertEquals(PROXY, xForwarded(text, "http").address());
        assertEquals(PROXY, xForwarded("127.0.0.1," + text, "http").address());
    }

    @Test
    void a_proxy_that_says_nothing_is_its_own_client() {
        assertEquals(new Origin(PROXY, null), origin(X_FORWARDED, Map.of()));
        assertEquals(new Origin(PROXY, null), origin(FORWARDED, Map.of()));
        assertEquals(new Origin(PROXY, "https"), origin(X_FORWARDED, Map.of("X-Forwarded-Proto", List.of("https"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "192.0.2.7           | https        | https",
                "192.0.2.7           | HTTPS        | https",
                "192.0.2.7           | wss          | https",
                "192.0.2.7           | http         | http",
                "192.0.2.7           | ftp          | none",
                "192.0.2.7           | ''           | none",
                "192.0.2.7           | https, http  | http",
                "1.1.1.1, 192.0.2.7  | https, http  | http",
                "192.0.2.7, 10.0.0.2 | https, http  | https",
                "192.0.2.7, 10.0.0.2 | https        | https",
                "192.0.2.7, 10.0.0.2 | https,http,http | http",
            })
    void the_scheme_is_what_the_proxy_says_that_was_asked(String addresses, String schemes, String scheme) {
        assertEquals(scheme, xForwarded(addresses, schemes).scheme());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "for=192.0.2.7                                          | 192.0.2.7            | none",
                "For=192.0.2.7;Proto=HTTPS                              | 192.0.2.7            | https",
                "for=\"192.0.2.7:80\" ; proto=http                      | 192.0.2.7            | http",
                "for=\"[2001:db8::7]\"                                  | 2001:db8:0:0:0:0:0:7 | none",
                "for=\"[2001:db8::7]:_port\";proto=\"https\"            | 2001:db8:0:0:0:0:0:7 | https",
                "for=192.0.2.7;by=10.0.0.2;host=\"a,b;c\";proto=https   | 192.0.2.7            | https",
                "for=192.0.2.7;proto=https, for=10.0.0.2;proto=http     | 192.0.2.7            | https",
                "for=127.0.0.1;proto=https, for=192.0.2.7;proto=http    | 192.0.2.7            | http",
                "for=\"127.0.0.1, for=192.0.2.7;proto=http              | 192.0.2.7            | http",
                "for=127.0.0.1;x=\", for=192.0.2.7;proto=http           | 192.0.2.7            | http",
                "x=\"\\, for=192.0.2.7;proto=http                       | 192.0.2.7            | http",
                "proto=https                                            | 10.0.0.1             | https",
            })
    void the_standard_header_is_read_from_its_end_too(String line, String address, String scheme) {
        assertEquals(new Origin(address, scheme), forwarded(line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for=_hidden",
                "for=unknown",
                "for=\"_hidden:80\"",
                "for=127.0.0.1:80",
                "for=[::1]",
                "for=\"127.0.0.1",
                "for=127.0.0.1\"",
                "for=127.0.0.1;for=192.0.2.7",
                "for=\"127.0\\.0.1\"",
                "for = 127.0.0.1",
                "for=127.0.0.1;",
                ";for=127.0.0.1",
                "127.0.0.1",
                "for=\"fe80::1%eth0\"",
                "",
                ",",
            })
    void what_is_hidden_or_broken_is_counted_with_the_proxy_that_passed_it_on(String element) {
        assertEquals(PROXY, forwarded(element).address());
        assertEquals("10.0.0.2", forwarded(element + ", for=10.0.0.2").address());
    }

    @Test
    void only_the_one_family_is_read() {
        Map<String, List<String>> both = Map.of(
                "X-Forwarded-For", List.of("127.0.0.1"),
                "X-Forwarded-Proto", List.of("https"),
                "Forwarded", List.of("for=192.0.2.7;proto=http"));
        assertEquals(new Origin("127.0.0.1", "https"), origin(X_FORWARDED, both));
        assertEquals(new Origin("192.0.2.7", "http"), origin(FORWARDED, both));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0/0",
                "::/0",
                "0.0.0.0/1",
                "128.0.0.0/1",
                "10.0.0.0/7",
                "2000::/3",
                "fc00::/6",
                "::ffff:0:0/96",
                "::ffff:0.0.0.0/96",
                "::ffff:10.0.0.1",
                "10.0.0.1/8",
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "10.0.0.0/08",
                "10.0.0.0/255.0.0.0",
                "10.0.0",
                "10.0.0.256",
                "010.0.0.1",
                "2001:db8::1/64",
                "2001:db8::/129",
                "[::1]",
                "*",
                "localhost",
                "10.*",
                "10.0.0.1-10.0.0.9",
                "",
            })
    void a_network_that_would_trust_strangers_is_refused(String network) {
        assertThrows(
                IllegalArgumentException.class, () -> TrustedProxies.of(HeaderFamily.X_FORWARDED, List.of(network)));
    }

    @Test
    void all_that_is_wrong_is_told_at_once() {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> TrustedProxies.of(HeaderFamily.X_FORWARDED, List.of("0.0.0.0/0", "127.0.0.1", "nginx")));
        assertTrue(refusal.getMessage().contains("0.0.0.0/0 trusts the whole Internet"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("nginx is no IP address"), refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/8",
                "127.0.0.1",
                "::1",
                "fc00::/7",
                "fd00::/8",
                "172.16.0.0/12",
                "2400:cb00::/32",
                "10.0.0.1/32"
            })
    void a_network_that_somebody_owns_is_taken(String network) {
        assertFalse(
                TrustedProxies.of(HeaderFamily.X_FORWARDED, List.of(network)).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "10.128.0.0/9, 10.128.0.1, 10.127.255.255",
        "172.16.0.0/12, 172.31.255.255, 172.32.0.0",
        "192.0.2.4/31, 192.0.2.5, 192.0.2.6",
        "2001:db8::/33, 2001:db8:7fff::1, 2001:db8:8000::1",
        "192.0.2.4, 192.0.2.4, 192.0.2.5",
    })
    void a_network_ends_where_its_length_says(String network, String inside, String outside) {
        TrustedProxies proxies = TrustedProxies.of(HeaderFamily.X_FORWARDED, List.of(network));
        assertTrue(proxies.include(inside));
        assertFalse(proxies.include(outside));
    }

    /** However long the part is that clients may write. */
    @Test
    void nothing_is_read_of_what_stands_before_the_client() {
        List<String> lines = new AbstractList<>() {
            @Override
            public String get(int index) {
                if (index == 0) {
                    throw new AssertionError("the client's line is read");
                }
                return "for=10.0.0.3, for=192.0.2.7, for=10.0.0.2";
            }

            @Override
            public int size() {
                return 2;
            }
        };
        assertEquals(
                "192.0.2.7",
                TrustedProxies.of(HeaderFamily.FORWARDED, List.of("10.0.0.0/8"))
                        .originOf("10.0.0.1", name -> lines)
                        .orElseThrow()
                        .address());
    }
}
