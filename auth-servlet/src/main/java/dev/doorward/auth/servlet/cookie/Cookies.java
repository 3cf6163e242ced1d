package dev.doorward.auth.servlet.cookie;

import dev.doorward.auth.device.Devices;
import dev.doorward.auth.device.IssuedDevice;
import dev.doorward.auth.session.IssuedSession;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the library's cookies for one application.
 *
 * <p>A {@code __Host-} cookie must have the path {@code /}, so two applications on one host would share it. The names
 * therefore carry the base URL's path: {@code __Host-session} at the root, {@code __Host-session_shop} under
 * {@code /shop}. Two different paths never get the same name.
 *
 * <p>{@code Set-Cookie} is written as a header of its own, because containers differ in what they do to a
 * {@link jakarta.servlet.http.Cookie} (Undertow drops its {@code SameSite}).
 */
public final class Cookies {

    /** The header that sets cookies (RFC 6265 section 4.1). */
    public static final String SET_COOKIE = "Set-Cookie";

    private static final CookieName[] NAMES = CookieName.values();

    private final Map<CookieName, String> names = new EnumMap<>(CookieName.class);

    /** For the application at this base URL, whose path is what the browser sees as the context path. */
    public Cookies(URI baseUrl) {
        String suffix = suffix(baseUrl);
        for (CookieName name : NAMES) {
            names.put(name, name.base() + suffix);
        }
    }

    /** The name as the browser knows it. */
    public String nameOf(CookieName cookie) {
        // Every constant is put in by the constructor.
        return Objects.requireNonNull(names.get(cookie));
    }

    /** The cookie's value, or null when the request has none or more than one of that name. */
    public @Nullable String read(HttpServletRequest request, CookieName cookie) {
        return CookieScan.value(request, nameOf(cookie));
    }

    /**
     * Sets a cookie that ends with the browser.
     *
     * @throws IllegalArgumentException if the value has a character that RFC 6265 section 4.1.1 does not allow
     */
    public void write(HttpServletResponse response, CookieName cookie, String value) {
        set(response, cookie, checked(value) + cookie.attributes());
    }

    /**
     * Sets a cookie the browser keeps for so long, in whole seconds.
     *
     * @throws IllegalArgumentException if the value has a character that RFC 6265 section 4.1.1 does not allow
     */
    public void write(HttpServletResponse response, CookieName cookie, String value, Duration maxAge) {
        set(response, cookie, checked(value) + cookie.attributes() + "; Max-Age=" + maxAge.toSeconds());
    }

    /** Makes the browser forget the cookie. */
    public void expire(HttpServletResponse response, CookieName cookie) {
        set(response, cookie, cookie.attributes() + "; Max-Age=0");
    }

    /** A cookie that is set again takes the place of the first (RFC 6265 section 4.1.1); all others stay. */
    private void set(HttpServletResponse response, CookieName cookie, String valueAndAttributes) {
        String start = nameOf(cookie) + '=';
        List<String> all = new ArrayList<>(response.getHeaders(SET_COOKIE));
        boolean again = all.removeIf(header -> header.startsWith(start));
        if (!response.containsHeader("Cache-Control")) {
            response.setHeader("Cache-Control", "no-store");
        }
        if (!again) {
            response.addHeader(SET_COOKIE, start + valueAndAttributes);
            return;
        }
        all.add(start + valueAndAttributes);
        response.setHeader(SET_COOKIE, all.get(0));
        all.subList(1, all.size()).forEach(header -> response.addHeader(SET_COOKIE, header));
    }

    /**
     * Hands the browser the tokens of a session just opened or renewed, and with a login that of its device. Where the
     * login is not remembered, a remember-me cookie that is there already stays as it is. The answer is kept out of
     * caches.
     */
    public void writeLogin(HttpServletResponse response, IssuedSession issued, Clock clock) {
        response.setHeader("Cache-Control", "no-store");
        write(response, CookieName.SESSION, issued.token().text());
        issued.remembered()
                .ifPresent(remembered -> write(
                        response,
                        CookieName.REMEMBER,
                        remembered.token().text(),
                        Duration.between(clock.instant(), remembered.expiresAt())));
        issued.device().ifPresent(device -> writeDevice(response, device));
    }

    /** Whether the value of a {@link #SET_COOKIE} sets one of the cookies here, whichever application's. */
    public static boolean areIn(String setCookie) {
        for (CookieName name : NAMES) {
            int end = name.base().length();
            if (setCookie.startsWith(name.base())
                    && (setCookie.startsWith("=", end) || setCookie.startsWith("_", end))) {
                return true;
            }
        }
        return false;
    }

    /** Has the browser keep what makes it known to an account, for as long as browsers keep anything. */
    public void writeDevice(HttpServletResponse response, IssuedDevice device) {
        write(response, CookieName.DEVICE, device.cookie(), Devices.LIFETIME);
    }

    /** Makes the browser forget who was logged in. It stays known to their accounts. */
    public void expireLogin(HttpServletResponse response) {
        expire(response, CookieName.SESSION);
        expire(response, CookieName.REMEMBER);
        expire(response, CookieName.CSRF);
    }

    private static String checked(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean allowed = c > ' ' && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\';
            if (!allowed) {
                // The value is left out of the message: it may be a secret.
                throw new IllegalArgumentException("A cookie's value cannot hold the character at index " + i);
            }
        }
        return value;
    }

    /**
     * Letters, digits and "-" stand for themselves and every other byte is ".xx", so different paths stay different.
     */
    private static String suffix(URI baseUrl) {
        String path = baseUrl.getPath() == null ? "" : baseUrl.getPath();
        int start = path.startsWith("/") ? 1 : 0;
        int end = path.endsWith("/") ? path.length() - 1 : path.length();
        if (end <= start) {
            return "";
        }
        StringBuilder suffix = new StringBuilder("_");
        for (byte b : path.substring(start, end).getBytes(StandardCharsets.UTF_8)) {
            boolean plain = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '-';
            if (plain) {
                suffix.append((char) b);
            } else {
                suffix.append('.').append(String.format(Locale.ROOT, "%02x", b));
            }
        }
        return suffix.toString();
    }
}
