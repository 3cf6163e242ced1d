package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoSettingsTest {
    @Test
    void a_command_that_takes_no_port_has_a_base_url_without_one() {
        assertEquals("https://localhost", DemoSettings.of(Map.of()).baseUrlAt(0).toString());
    }

    @Test
    void nothing_set_is_a_demo_on_this_machine_in_this_directory() {
        DemoSettings settings = DemoSettings.of(Map.of());
        Path here = Path.of("").toAbsolutePath();
        assertTrue(settings.development());
        assertEquals("127.0.0.1", settings.bind().getHostAddress());
        assertEquals(8443, settings.httpsPort());
        assertEquals(8080, settings.httpPort());
        assertEquals("https://localhost:8443", settings.baseUrlAt(8443).toString());
        assertEquals(here.resolve("data"), settings.dataDirectory());
        assertEquals(here.resolve("logs"), settings.logDirectory());
        assertEquals(
                Map.of(
                        "DOORWARD_MODE", "development",
                        "DOORWARD_KEYS_FILE", here.resolve("data/keys.json").toString(),
                        "DOORWARD_DEFAULT_PAGE", "/dashboard"),
                settings.named());
        assertEquals(
                "jdbc:h2:file:" + here.resolve("data/doorward") + ";WRITE_DELAY=0;AUTO_SERVER=TRUE",
                settings.database().url());
        assertEquals("doorward", settings.database().schema());
    }

    @Test
    void blank_is_as_good_as_unset() {
        assertEquals(8443, DemoSettings.of(Map.of("DOORWARD_HTTPS_PORT", " ")).httpsPort());
    }

    @Test
    void what_is_set_is_taken() {
        DemoSettings settings = DemoSettings.of(Map.of(
                "DOORWARD_DATABASE_URL", "jdbc:postgresql://db/app",
                "DOORWARD_DATABASE_USER", "app",
                "DOORWARD_DATABASE_PASSWORD", "secret",
                "DOORWARD_DATABASE_SCHEMA", "accounts",
                "DOORWARD_KEYS_FILE", "/etc/doorward/keys.json",
                "DOORWARD_BASE_URL", "https://localhost/shop/",
                "DOORWARD_APP_NAME", "Shop",
                "DOORWARD_LOGIN_PAGE", "/enter"));
        assertEquals("jdbc:postgresql://db/app", settings.database().url());
        assertEquals("app", settings.database().user());
        assertEquals("accounts", settings.database().schema());
        assertEquals("https://localhost/shop", settings.baseUrlAt(1234).toString());
        assertEquals("/etc/doorward/keys.json", settings.named().get("DOORWARD_KEYS_FILE"));
        assertEquals("Shop", settings.named().get("DOORWARD_APP_NAME"));
        assertEquals("/enter", settings.named().get("DOORWARD_LOGIN_PAGE"));
    }

    @Test
    void the_database_password_is_not_printed() {
        DemoSettings settings = DemoSettings.of(Map.of(
                "DOORWARD_DATABASE_URL", "jdbc:postgresql://db/app?password=a-secret",
                "DOORWARD_DATABASE_PASSWORD", "a-secret"));
        assertFalse(settings.toString().contains("a-secret"));
        assertFalse(settings.database().toString().contains("a-secret"));
    }

    @Test
    void development_mode_refuses_to_be_seen_by_other_machines() {
        for (String address : List.of("0.0.0.0", "::", "192.0.2.1")) {
            assertRefused("DOORWARD_BIND", address, "development mode serves this machine only");
        }
        for (String url : List.of("https://app.example", "https://192.0.2.1:8443", "https://localhost.evil.example")) {
            assertRefused("DOORWARD_BASE_URL", url, "development mode serves this machine only");
        }
        for (String address : List.of("127.0.0.1", "::1", "127.0.0.2", "localhost")) {
            assertTrue(DemoSettings.of(Map.of("DOORWARD_BIND", address)).bind().isLoopbackAddress());
        }
    }

    @Test
    void production_is_refused_with_a_certificate_made_by_itself() {
        assertRefused("DOORWARD_MODE", "production", "a certificate it made itself");
        assertRefused("DOORWARD_MODE", "testing", "Set it to development");
    }

    @Test
    void values_that_make_no_sense_are_refused() {
        for (String url : List.of(
                "http://localhost:8080",
                "localhost:8443",
                "https://",
                "https://u@localhost",
                "https://localhost/?a",
                "https://localhost/#a",
                "https://local host")) {
            assertRefused("DOORWARD_BASE_URL", url, "https://localhost:8443");
        }
        for (String port : List.of("65536", "-1", "http", "999999", "٨٤٤٣")) {
            assertRefused("DOORWARD_HTTPS_PORT", port, "a port from 1 to 65535");
        }
        assertRefused("DOORWARD_DATA_DIR", "/tmp/a;INIT=RUNSCRIPT FROM 'x'", "semicolon");
    }

    @Test
    void every_problem_is_told_at_once() {
        Map<String, String> wrong = new HashMap<>();
        wrong.put("DOORWARD_BIND", "0.0.0.0");
        wrong.put("DOORWARD_HTTPS_PORT", "x");
        wrong.put("DOORWARD_BASE_URL", "nonsense");
        CannotStartException refused = assertThrows(CannotStartException.class, () -> DemoSettings.of(wrong));
        assertEquals(3, refused.getMessage().lines().count());
    }

    private static void assertRefused(String name, String value, String reason) {
        CannotStartException refused =
                assertThrows(CannotStartException.class, () -> DemoSettings.of(Map.of(name, value)), value);
        assertTrue(refused.getMessage().contains(name), refused.getMessage());
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }
}
