package dev.doorward.auth;

import dev.doorward.auth.account.EmailVerification;
import dev.doorward.auth.proxy.TrustedProxies;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was decided when Doorward was built, as far as pages and filters need to know.
 *
 * @param baseUrl where browsers find the application: scheme, host, port and context path, without a slash at the end.
 *     Links and redirects are built from it, never from what a request says of itself
 * @param appName on pages and mails
 * @param prefix below the context path, where the flows stand: {@code /auth}
 * @param loginPage the application's own login page below the context path, or null for the built-in one
 * @param defaultPage below the context path, where a login leads that was not on its way anywhere
 * @param usernameOptional whether an account may have an address only
 * @param minimumPasswordLength in code points, for hints on pages
 * @param emailVerification whether an address must be proved before there is an account
 * @param loginLink whether people may log in by a mailed link
 * @param trustedProxies whose word on a request's sender and scheme is taken; none in development mode
 * @param sendsMail whether mails are sent, by this node or by others; where none are, nobody can reset a password
 * @param developmentInbox below the context path, where a developer reads the mails, or null where there is none
 * @param headers the security headers of the application's own answers
 */
public record Settings(
        Mode mode,
        URI baseUrl,
        String appName,
        String prefix,
        @Nullable String loginPage,
        String defaultPage,
        boolean usernameOptional,
        int minimumPasswordLength,
        EmailVerification emailVerification,
        boolean loginLink,
        TrustedProxies trustedProxies,
        boolean sendsMail,
        @Nullable String developmentInbox,
        Headers headers) {

    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    /** {@link #baseUrl} without its path, as browsers write an origin (RFC 6454 section 6.2). */
    public String origin() {
        return baseUrl.getScheme() + "://" + baseUrl.getRawAuthority();
    }

    /** Whether the base URL leads to the machine that a browser runs on. */
    public boolean isLocal() {
        return isLocal(baseUrl.getHost());
    }

    /** @param host of a URL, in lower case */
    static boolean isLocal(String host) {
        return LOCAL.contains(host);
    }

    /** The path of {@link #baseUrl}: {@code /shop}, or empty at the root. */
    public String contextPath() {
        return baseUrl.getPath();
    }
}
