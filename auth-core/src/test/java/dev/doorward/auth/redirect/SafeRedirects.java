package dev.doorward.auth.redirect;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;

/** What {@link SafeRedirect} says of its value, whatever it was made of. */
final class SafeRedirects {

    private SafeRedirects() {}

    static void assertKeepsItsPromise(String next, String value) {
        assertFalse(Browser.leavesOrigin(value), () -> next + " became " + value);
        assertTrue(value.startsWith("/") && !value.startsWith("//"), () -> next + " became " + value);
        assertTrue(value.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\'), () -> next + " became " + value);
        URI reference = assertDoesNotThrow(() -> new URI(value), () -> next + " became " + value);
        URI resolved = URI.create(Browser.ORIGIN + "/a/b/login?x").resolve(reference);
        assertEquals("app.example", resolved.getRawAuthority(), () -> next + " became " + value);
    }
}
