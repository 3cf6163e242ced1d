package dev.doorward.auth.redirect;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides where a browser may be sent that asked to be sent somewhere.
 *
 * <p>Taken are references that begin with exactly one slash, and addresses that spell this origin as browsers do
 * ({@code https://app.example/...}: lower case, default port left out), of which only the part behind the origin is
 * kept. What is taken is rewritten into the plain form {@link SafeRedirect} promises. Refused is anything else, also
 * what a browser might still resolve to this origin: relative paths, user information, a written default port,
 * backslashes, control characters, and encoded slashes, backslashes and control characters in the path, which a
 * decoding proxy would turn into the real ones. The longest text taken, and the longest given out, is
 * {@value #MAXIMUM_LENGTH} characters.
 *
 * <p>The whole origin is taken and not only the application's context path. The path is no border: pages of one origin
 * read and script each other whatever their paths, so an application that shares its host with another trusts it
 * already, and a login in front of several applications must lead back into each.
 *
 * <p>Immutable.
 */
public final class RedirectValidator {

    static final int MAXIMUM_LENGTH = 2048;

    private final String origin;

    /**
     * @param baseUrl where this application stands, of which only the origin counts
     * @throws IllegalArgumentException if that is not {@code http} or {@code https} with a host and without user
     *     information
     */
    public RedirectValidator(URI baseUrl) {
        this.origin = originOf(baseUrl);
    }

    /**
     * @param next what the browser asked for, if anything
     * @param defaultPage where to go otherwise: the application's own setting, never what a request says
     * @return {@code next} where that is safe, else {@code defaultPage}
     * @throws IllegalArgumentException if {@code defaultPage} is itself not on this origin, whatever {@code next} is,
     *     so that the mistake shows at the first login and not at the first attack
     */
    public SafeRedirect check(@Nullable String next, String defaultPage) {
        SafeRedirect otherwise = accept(defaultPage)
                .orElseThrow(() -> new IllegalArgumentException(
                        "the default page must be a path on " + origin + ", such as /home: " + defaultPage));
        return accept(next).orElse(otherwise);
    }

    /** Empty where {@code next} is missing or not provably on this origin. */
    public Optional<SafeRedirect> accept(@Nullable String next) {
        if (next == null || next.length() > MAXIMUM_LENGTH) {
            return Optional.empty();
        }
        String reference = withoutOrigin(next);
        return PathReference.normalise(reference)
                .filter(plain -> plain.length() <= MAXIMUM_LENGTH)
                .map(SafeRedirect::new);
    }

    /** Cutting is safe whatever follows, as {@code .evil.example} or {@code @evil.example} begin with no slash. */
    private String withoutOrigin(String next) {
        if (!next.startsWith(origin)) {
            return next;
        }
        return next.length() == origin.length() ? "/" : next.substring(origin.length());
    }

    private static String originOf(URI baseUrl) {
        String scheme = baseUrl.getScheme() == null ? "" : baseUrl.getScheme().toLowerCase(Locale.ROOT);
        boolean https = scheme.equals("https");
        if ((!https && !scheme.equals("http")) || baseUrl.getHost() == null || baseUrl.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the base URL must look like https://app.example or https://app.example/shop");
        }
        String host = baseUrl.getHost().toLowerCase(Locale.ROOT);
        int port = baseUrl.getPort();
        boolean defaultPort = port == -1 || port == (https ? 443 : 80);
        return scheme + "://" + host + (defaultPort ? "" : ":" + port);
    }
}
