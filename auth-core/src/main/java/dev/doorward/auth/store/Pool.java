package dev.doorward.auth.store;

import com.zaxxer.hikari.HikariConfig;
import java.time.Duration;

/**
 * How Doorward sets up a pool of its own. What the URL says about a driver's properties wins over what is said here.
 */
final class Pool {
    /** A server that vanished without a word is given up after this; the slowest statement of ours takes far less. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private Pool() {}

    static HikariConfig of(DatabaseSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("doorward");
        config.setJdbcUrl(settings.url());
        // Hikari looks for the class in the same two places.
        Drivers.of(
                        settings.url(),
                        Pool.class.getClassLoader(),
                        Thread.currentThread().getContextClassLoader())
                .ifPresentOrElse(config::setDriverClassName, () -> Drivers.requireRegistered(settings.url()));
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setConnectionTimeout(settings.patience().toMillis());
        config.setValidationTimeout(settings.patience().toMillis());
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        // A server may start before its database.
        config.setInitializationFailTimeout(-1);
        if (Drivers.POSTGRESQL.takes(settings.url())) {
            config.addDataSourceProperty("connectTimeout", seconds(settings.patience()));
            config.addDataSourceProperty("socketTimeout", seconds(SILENCE));
            config.addDataSourceProperty("tcpKeepAlive", "true");
            // Else a refused row's values, an address of mail among them, are in the exception's message.
            config.addDataSourceProperty("logServerErrorDetail", "false");
        } else if (Drivers.H2.takes(settings.url())) {
            // Whoever inserts a name that another transaction holds waits for its end, as on PostgreSQL, and is told
            // that the name is taken; H2 by itself gives up after two seconds and calls it a failure.
            config.setConnectionInitSql("set lock_timeout " + SILENCE.toMillis());
        }
        return config;
    }

    private static String seconds(Duration duration) {
        return Long.toString(Math.max(1, duration.toSeconds()));
    }
}
