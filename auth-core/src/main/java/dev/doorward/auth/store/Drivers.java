package dev.doorward.auth.store;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The driver of a JDBC URL, by its class. A driver that comes with a web application is unknown to the
 * {@code DriverManager}: containers have it look for drivers once, before any application is there.
 */
enum Drivers {
    H2("jdbc:h2:", "org.h2.Driver", "com.h2database:h2"),
    POSTGRESQL("jdbc:postgresql:", "org.postgresql.Driver", "org.postgresql:postgresql");

    private final String prefix;
    private final String type;
    private final String artifact;

    Drivers(String prefix, String type, String artifact) {
        this.prefix = prefix;
        this.type = type;
        this.artifact = artifact;
    }

    /**
     * The class name, or empty for a URL of another kind.
     *
     * @param loaders of which at least one must know the class
     * @throws IllegalArgumentException if none does
     */
    static Optional<String> of(String url, ClassLoader... loaders) {
        for (Drivers driver : values()) {
            if (driver.takes(url)) {
                if (Arrays.stream(loaders).noneMatch(driver::isKnownTo)) {
                    throw new IllegalArgumentException(
                            "The driver is missing: add " + driver.artifact + " to the application's dependencies.");
                }
                return Optional.of(driver.type);
            }
        }
        return Optional.empty();
    }

    /**
     * For a URL of another kind, such as a driver that wraps one of these.
     *
     * @throws IllegalArgumentException if no driver takes it; the URL, which can hold a password, is not repeated
     */
    static void requireRegistered(String url) {
        try {
            DriverManager.getDriver(url);
        } catch (SQLException e) {
            throw new IllegalArgumentException("No driver takes the URL: it must be of H2 or PostgreSQL.", e);
        }
    }

    boolean takes(String url) {
        return url.startsWith(prefix);
    }

    private boolean isKnownTo(ClassLoader loader) {
        try {
            Class.forName(type, false, loader);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
