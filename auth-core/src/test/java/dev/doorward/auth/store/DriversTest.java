package dev.doorward.auth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class DriversTest {

    @Test
    void a_driver_that_nobody_has_registered_is_found_as_in_a_servlet_container() throws SQLException {
        String url = "jdbc:h2:mem:" + UUID.randomUUID();
        Driver registered = DriverManager.getDriver(url);
        DriverManager.deregisterDriver(registered);
        try (Database database = Database.pooled(new DatabaseSettings(url, "sa", "", "doorward"))) {
            assertEquals(
                    1,
                    database.<Integer>read(handle ->
                            handle.createQuery("select 1").mapTo(Integer.class).one()));
        } finally {
            DriverManager.registerDriver(registered);
        }
    }

    @Test
    void a_missing_driver_is_refused_with_what_to_add() {
        ClassLoader without = ClassLoader.getPlatformClassLoader();
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Drivers.of("jdbc:postgresql://db/app", without));
        assertTrue(refused.getMessage().contains("org.postgresql:postgresql"), refused.getMessage());
    }

    @Test
    void a_url_of_another_kind_is_left_to_whoever_connects() {
        assertEquals(Optional.empty(), Drivers.of("jdbc:other:x", ClassLoader.getPlatformClassLoader()));
    }
}
