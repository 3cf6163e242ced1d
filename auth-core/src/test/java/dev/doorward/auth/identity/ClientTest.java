package dev.doorward.auth.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "2001:db8:0:1:2:3:4:5, 2001:db8:0:1::/64",
        "2001:DB8:0:1::5, 2001:db8:0:1::/64",
        "2001:0db8:0000:0001:ffff:ffff:ffff:ffff, 2001:db8:0:1::/64",
        "[2001:db8:0:1::5], 2001:db8:0:1::/64",
        "::1, 0:0:0:0::/64",
        "fe80::1%eth0, fe80:0:0:0::/64",
        "fe80::1%25no-such-interface, fe80:0:0:0::/64",
        "::ffff:192.0.2.7, 192.0.2.7",
        "::ffff:c000:207, 192.0.2.7",
    })
    void spellings_of_one_network_share_a_limit(String address, String network) {
        assertEquals(network, new Client(address, "").network());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "unknown",
                "localhost",
                "1:2",
                ":::",
                "dead:beef",
                "2001:db8::1::2",
                ".:1",
                "a.example:80",
                "g::1",
                "::1]x",
                "]:[",
                "::1/64",
                "::1 ",
                "192.0.2.7:80"
            })
    void what_is_no_address_stands_for_itself_and_is_never_looked_up(String address) {
        assertEquals(address, new Client(address, "").network());
    }

    @Test
    void a_user_agent_cannot_break_a_log_line_or_a_database_row() {
        assertEquals("a??b?c?d?e?f?g", new Client("", "a\r\nb\u0000c\u2028d\u202ee\ud800f\u0085g").userAgent());
    }

    @Test
    void an_address_cannot_break_a_log_line() {
        assertEquals("192.0.2.7??x", new Client("192.0.2.7\r\nx", "").address());
    }

    @Test
    void both_parts_are_cut_to_what_the_database_holds() {
        Client client = new Client("9".repeat(46), "a".repeat(301));
        assertEquals(45, client.address().length());
        assertEquals(300, client.userAgent().length());
        assertEquals("0000:0000:0000:0000:0000:ffff:255.255.255.255".length(), 45);
    }

    @Test
    void a_pair_of_surrogates_is_not_cut_in_half() {
        String cut = new Client("", "a".repeat(299) + "😀").userAgent();
        assertEquals("a".repeat(299), cut);
        assertEquals("a".repeat(298) + "😀", new Client("", "a".repeat(298) + "😀").userAgent());
    }

    @Test
    void bounding_twice_changes_nothing() {
        Client once = new Client("[fe80::1%x]", "a\u0007" + "😀".repeat(200));
        assertEquals(once, new Client(once.address(), once.userAgent()));
    }

    @Test
    void neither_part_is_null() {
        assertThrows(NullPointerException.class, () -> new Client(null, ""));
        assertThrows(NullPointerException.class, () -> new Client("", null));
        assertTrue(Client.unknown().network().isEmpty());
    }

    @Test
    void a_device_cookie_that_is_too_long_is_none() {
        Client client = new Client("192.0.2.7", "browser");
        assertEquals("x".repeat(300), client.withDevice("x".repeat(300)).device());
        assertNull(client.withDevice("x".repeat(301)).device());
        assertNull(client.device());
    }

    @Test
    void a_device_cookie_is_not_shown() {
        assertFalse(new Client("192.0.2.7", "browser", "s3cret").toString().contains("s3cret"));
    }
}
