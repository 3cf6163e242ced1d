package dev.doorward.auth.store;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatabaseUrlTest {
    @TempDir
    private Path directory;

    private static String refusal(String url) {
        return assertThrows(
                        IllegalArgumentException.class,
                        () -> new DatabaseSettings(url, "app", "other", "doorward"),
                        url)
                .getMessage();
    }

    @Test
    void a_user_or_a_password_in_front_of_the_host_is_refused_and_not_repeated() {
        for (String url : List.of(
                "jdbc:postgresql://shop:hunter2@db.example/shop",
                "jdbc:postgresql://shop:hun/ter2@db.example/shop?ssl=true",
                "jdbc:postgresql://one.example,shop:hunter2@two.example:5432/shop",
                "jdbc:p6spy:postgresql://shop:hunter2@db.example")) {
            String refusal = refusal(url);
            assertTrue(refusal.contains("DOORWARD_DATABASE_USER and DOORWARD_DATABASE_PASSWORD"), refusal);
            assertFalse(refusal.contains("ter2") || refusal.contains("example"), refusal);
        }
    }

    @Test
    void an_at_sign_elsewhere_is_no_user() {
        for (String url : List.of(
                "jdbc:postgresql://db.example/shop?user=shop@db&password=p@ss",
                "jdbc:postgresql:shop",
                "jdbc:h2:file:/srv/shop@home/data",
                "jdbc:h2:file:///srv/shop@home/data")) {
            assertDoesNotThrow(() -> new DatabaseSettings(url, null, null, "doorward"), url);
        }
    }

    @Test
    void a_relative_path_that_h2_would_refuse_later_is_refused_with_what_to_write() {
        for (String url : List.of("jdbc:h2:file:data/x", "jdbc:h2:data/x;WRITE_DELAY=0", "jdbc:h2:x")) {
            assertEquals("H2 takes no relative path: begin it with / or ./.", refusal(url));
        }
    }

    @Test
    void every_path_that_h2_takes_is_taken() {
        for (String url : List.of(
                "jdbc:h2:./data/x",
                "jdbc:h2:file:./data/x;WRITE_DELAY=0",
                "jdbc:h2:../x",
                "jdbc:h2:data/./x",
                "jdbc:h2:~/x",
                "jdbc:h2:/srv/x",
                "jdbc:h2:file:/srv/x",
                "jdbc:h2:C:/srv/x",
                "jdbc:h2:file:C:\\srv\\x",
                "jdbc:h2:mem:x",
                "jdbc:h2:mem:",
                "jdbc:h2:tcp://db.example/x",
                "jdbc:h2:nioMapped:./x",
                "jdbc:h2:zip:x.zip!/x")) {
            assertDoesNotThrow(() -> new DatabaseSettings(url, null, null, "doorward"), url);
        }
    }

    @Test
    void a_file_that_another_process_has_open_is_told_as_such() throws Exception {
        String url = "jdbc:h2:file:" + directory.resolve("x");
        URL driver = org.h2.Driver.class.getProtectionDomain().getCodeSource().getLocation();
        // A second H2 beside the one here knows as little of it as one in another process.
        try (URLClassLoader other = new URLClassLoader(new URL[] {driver}, ClassLoader.getPlatformClassLoader());
                Connection holding = ((Driver) other.loadClass("org.h2.Driver")
                                .getDeclaredConstructor()
                                .newInstance())
                        .connect(url, new Properties());
                Database database = Database.pooled(new DatabaseSettings(url, "", "", "doorward"))) {
            assertFalse(holding.isClosed());
            for (DatabaseException told : List.of(
                    assertThrows(DatabaseException.class, database::migrate),
                    assertThrows(DatabaseException.class, () -> database.read(handle -> handle.execute("select 1"))))) {
                assertEquals(
                        "Another process has the database's file open: stop it, or add ;AUTO_SERVER=TRUE to the URL of"
                                + " both",
                        told.getMessage());
            }
        }
    }
}
