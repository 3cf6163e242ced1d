package dev.doorward.auth.mail;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where a mail server is and who we are to it, as one URL says it.
 *
 * @param tls from the first byte, else by STARTTLS
 * @param user null where the server asks for none
 * @param plaintext whether it may go without encryption
 */
record SmtpServer(
        boolean tls,
        String host,
        int port,
        @Nullable String user,
        @Nullable String password,
        boolean plaintext) {
    private static final String PLAINTEXT = "allowPlaintext";
    private static final int SUBMISSION = 587;
    private static final int SUBMISSION_TLS = 465;
    private static final int HIGHEST_PORT = 65_535;

    /** @throws IllegalArgumentException saying what is wrong, and nothing of what the URL holds */
    static SmtpServer of(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("it is not a URL; a password's special characters are written as %40");
        }
        boolean tls = "smtps".equalsIgnoreCase(url.getScheme());
        if (!tls && !"smtp".equalsIgnoreCase(url.getScheme())) {
            throw new IllegalArgumentException("it begins with neither smtp:// nor smtps://");
        }
        boolean plaintext = PLAINTEXT.equals(url.getRawQuery());
        if (url.getHost() == null
                || url.getPort() == 0
                || url.getPort() > HIGHEST_PORT
                || !(url.getRawPath().isEmpty() || url.getRawPath().equals("/"))
                || url.getRawFragment() != null
                || (url.getRawQuery() != null && !plaintext)) {
            throw new IllegalArgumentException("it is more or less than scheme, user, password, host and port");
        }
        if (tls && plaintext) {
            throw new IllegalArgumentException("it asks for TLS and allows to go without");
        }
        int port = url.getPort() != -1 ? url.getPort() : tls ? SUBMISSION_TLS : SUBMISSION;
        String userInfo = url.getRawUserInfo();
        if (userInfo == null) {
            return new SmtpServer(tls, url.getHost(), port, null, null, plaintext);
        }
        String[] parts = userInfo.split(":", 2);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new IllegalArgumentException("it has a user without a password, or a password without a user");
        }
        return new SmtpServer(tls, url.getHost(), port, decoded(parts[0]), decoded(parts[1]), plaintext);
    }

    private static String decoded(String text) {
        // In a form a plus would be a space; in a URL's user and password it is a plus.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    SmtpServer withPlaintext() {
        return new SmtpServer(tls, host, port, user, password, true);
    }

    /** Without user and password. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
