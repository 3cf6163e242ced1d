package dev.doorward.auth.servlet.filter;

import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.Mac;
import dev.doorward.auth.secret.TextMac;
import dev.doorward.auth.servlet.cookie.CookieName;
import dev.doorward.auth.servlet.cookie.Cookies;
import dev.doorward.auth.session.Session;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Makes and checks CSRF tokens: {@code key.base64url(mask, MAC xor mask)}, where the MAC is over what the browser is
 * known by. That is its session, or before there is one a random cookie, so a token dies with a login or logout and is
 * of no use to another browser.
 *
 * <p>The mask is fresh for each response, so that compression gives nothing away about the token (BREACH,
 * CVE-2013-3587). Nothing is stored.
 */
final class CsrfTokens {

    private static final String PURPOSE = "csrf";
    private static final int MAC_LENGTH = 32;
    private static final int COOKIE_BYTES = 24;
    private static final int COOKIE_LENGTH = 32;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    private final TextMac macs;
    private final Cookies cookies;
    private final SecureRandom random;

    CsrfTokens(KeyRing keys, Cookies cookies, SecureRandom random) {
        this.macs = new TextMac(keys, PURPOSE);
        this.cookies = cookies;
        this.random = random;
    }

    /** A token for this browser; a stranger without the cookie it is bound to is given one. */
    String issue(HttpServletRequest request, HttpServletResponse response, @Nullable Session session) {
        String holder = holder(request, session);
        if (holder == null) {
            String value = ENCODER.encodeToString(randomBytes(COOKIE_BYTES));
            response.setHeader("Cache-Control", "no-store");
            cookies.write(response, CookieName.CSRF, value);
            holder = ofStranger(value);
        }
        Mac mac = macs.sign(holder);
        byte[] bytes = mac.bytes();
        byte[] masked = new byte[2 * MAC_LENGTH];
        System.arraycopy(randomBytes(MAC_LENGTH), 0, masked, 0, MAC_LENGTH);
        for (int i = 0; i < MAC_LENGTH; i++) {
            masked[MAC_LENGTH + i] = (byte) (bytes[i] ^ masked[i]);
        }
        return mac.keyNumber() + "." + ENCODER.encodeToString(masked);
    }

    /** Whether the token was issued to this browser, in its present session if it has one. */
    boolean fits(HttpServletRequest request, @Nullable Session session, @Nullable String token) {
        String holder = holder(request, session);
        if (holder == null || token == null) {
            return false;
        }
        int dot = token.indexOf('.');
        if (dot < 0) {
            return false;
        }
        byte[] masked = decoded(token.substring(dot + 1));
        if (masked == null || masked.length != 2 * MAC_LENGTH) {
            return false;
        }
        byte[] mac = new byte[MAC_LENGTH];
        for (int i = 0; i < MAC_LENGTH; i++) {
            mac[i] = (byte) (masked[i] ^ masked[MAC_LENGTH + i]);
        }
        return macs.verify(new Mac(keyNumber(token.substring(0, dot)), mac), holder);
    }

    private @Nullable String holder(HttpServletRequest request, @Nullable Session session) {
        if (session != null) {
            return "session " + session.id();
        }
        String cookie = cookies.read(request, CookieName.CSRF);
        return cookie == null || cookie.length() != COOKIE_LENGTH ? null : ofStranger(cookie);
    }

    private static String ofStranger(String cookie) {
        return "stranger " + cookie;
    }

    /** The key's number in its one spelling, or 0, which no key has. */
    private static int keyNumber(String text) {
        return text.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(text) : 0;
    }

    private static byte @Nullable [] decoded(String text) {
        try {
            return DECODER.decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
