package dev.doorward.auth.store;

import java.util.regex.Pattern;

/** What a JDBC URL shows to be wrong before anything is opened. The URL, which may hold a password, is not repeated. */
final class DatabaseUrl {
    /** Between the slashes and the parameters, since a password may have a slash itself. */
    private static final Pattern USER_BEFORE_HOST = Pattern.compile("[^?;]*?//[^?;]*@.*", Pattern.DOTALL);

    /** No root, no home directory, no prefix of another file system or server, and no dot as H2 asks for. */
    private static final Pattern RELATIVE_FILE =
            Pattern.compile("jdbc:h2:(file:)?(?![~/\\\\])(?![^;]*\\.[/\\\\])[^:;]+(;.*)?", Pattern.DOTALL);

    private DatabaseUrl() {}

    /** @throws IllegalArgumentException saying what is wrong and what to write */
    static void check(String url) {
        // In a path of H2's an @ is a letter like any other.
        if (!Drivers.H2.takes(url) && USER_BEFORE_HOST.matcher(url).matches()) {
            // The drivers take all of it for the name of a host, which they repeat in what they say and log.
            throw new IllegalArgumentException("The URL has a user or a password in front of its host: they go into"
                    + " DOORWARD_DATABASE_USER and DOORWARD_DATABASE_PASSWORD.");
        }
        if (RELATIVE_FILE.matcher(url).matches()) {
            throw new IllegalArgumentException("H2 takes no relative path: begin it with / or ./.");
        }
    }
}
