package dev.doorward.auth.servlet.filter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.servlet.cookie.CookieName;
import dev.doorward.auth.servlet.cookie.Cookies;
import dev.doorward.auth.session.Session;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
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

    private final KeyRing keys;
    private final Cookies cookies;
    private final SecureRandom random;

    CsrfTokens(KeyRing keys, Cookies cookies, SecureRandom random) {
        this.keys = keys;
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
        int key = keys.current();
        byte[] mac = mac(key, holder);
        byte[] masked = new byte[2 * MAC_LENGTH];
        System.arraycopy(randomBytes(MAC_LENGTH), 0, masked, 0, MAC_LENGTH);
        for (int i = 0; i < MAC_LENGTH; i++) {
            masked[MAC_LENGTH + i] = (byte) (mac[i] ^ masked[i]);
        }
        return key + "." + ENCODER.encodeToString(masked);
    }

    /** Whether the token was issued to this browser, in its present session if it has one. */
    boolean fits(HttpServletRequest request, @Nullable Session session, @Nullable String token) {
        String holder = holder(request, session);
        if (holder == null || token == null) {
            return false;
        }
        int dot = token.indexOf('.');
        int key = dot < 0 ? 0 : keyNumbered(token.substring(0, dot));
        byte[] masked = key == 0 ? null : decoded(token.substring(dot + 1));
        if (masked == null || masked.length != 2 * MAC_LENGTH) {
            return false;
        }
        byte[] mac = new byte[MAC_LENGTH];
        for (int i = 0; i < MAC_LENGTH; i++) {
            mac[i] = (byte) (masked[i] ^ masked[MAC_LENGTH + i]);
        }
        return MessageDigest.isEqual(mac, mac(key, holder));
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

    /** The key's number, or 0, which no key has: a number from a browser is nothing to be alarmed about. */
    private int keyNumbered(String text) {
        for (int number : keys.numbers()) {
            if (text.equals(Integer.toString(number))) {
                return number;
            }
        }
        return 0;
    }

    private static byte @Nullable [] decoded(String text) {
        try {
            return DECODER.decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private byte[] mac(int key, String holder) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(keys.derive(key, PURPOSE), "HmacSHA256"));
            return mac.doFinal(holder.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
