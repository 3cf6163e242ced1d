package dev.doorward.auth.store;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the database is, for a pool of Doorward's own.
 *
 * @param url a JDBC URL of H2 or PostgreSQL, without a user in front of its host; the application brings the driver
 * @param user the database user, or null where the URL says it or none is needed
 * @param password the user's password, likewise
 * @param schema the schema of Doorward's tables: {@code [a-z][a-z0-9_]*}, at most 63 characters
 * @param patience how long a caller waits for a connection before the database counts as away; at least 250 ms
 */
public record DatabaseSettings(
        String url, @Nullable String user, @Nullable String password, String schema, Duration patience) {

    private static final Duration SHORTEST_PATIENCE = Duration.ofMillis(250);

    /**
     * @throws IllegalArgumentException if the URL has a user or a password in front of its host or a relative path of
     *     H2's, the schema is not a plain name or the patience is too short
     */
    public DatabaseSettings {
        Objects.requireNonNull(url, "url");
        DatabaseUrl.check(url);
        SchemaName.check(schema);
        if (patience.compareTo(SHORTEST_PATIENCE) < 0) {
            throw new IllegalArgumentException("patience must be at least 250 ms, not " + patience);
        }
    }

    /** The same with a patience of five seconds. */
    public DatabaseSettings(String url, @Nullable String user, @Nullable String password, String schema) {
        this(url, user, password, schema, Duration.ofSeconds(5));
    }

    /** Without anything that may be a password: a URL can carry one among its parameters. */
    @Override
    public String toString() {
        return "DatabaseSettings[url=" + url.replaceFirst("[?;].*", "") + ", schema=" + schema + "]";
    }
}
