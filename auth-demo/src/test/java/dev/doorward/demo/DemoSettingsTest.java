package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.InvalidSettingsException;
import dev.doorward.auth.InvalidSettingsException.Problem;
import dev.doorward.auth.LibrarySetting;
import dev.doorward.auth.NamedSettings;
import dev.doorward.auth.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoSettingsTest {
    private static DemoSettings demo(Map<String, String> environment) {
        return DemoSettings.of(NamedSettings.of(environment));
    }

    private static String named(DemoSettings settings, Setting setting) {
        return settings.named().text(setting).orElse("");
    }

    @Test
    void a_command_that_takes_no_port_has_a_base_url_without_one() {
        assertEquals("https://localhost", demo(Map.of()).baseUrlAt(0).toString());
    }

    @Test
    void nothing_set_is_a_demo_on_this_machine_in_this_directory() {
        DemoSettings settings = demo(Map.of());
        Path here = Path.of("").toAbsolutePath();
        assertTrue(settings.development());
        assertEquals("127.0.0.1", settings.bind().getHostAddress());
        assertEquals(8443, settings.httpsPort());
        assertEquals(8080, settings.httpPort());
        assertEquals("https://localhost:8443", settings.baseUrlAt(8443).toString());
        assertEquals(here.resolve("data"), settings.dataDirectory());
        assertEquals(here.resolve("logs"), settings.logDirectory());
        assertEquals("development", named(settings, LibrarySetting.DOORWARD_MODE));
        assertEquals(here.resolve("data/keys.json").toString(), named(settings, LibrarySetting.DOORWARD_KEYS_FILE));
        assertEquals("/dashboard", named(settings, LibrarySetting.DOORWARD_DEFAULT_PAGE));
        assertEquals(
                "jdbc:h2:file:" + here.resolve("data/doorward") + ";WRITE_DELAY=0;AUTO_SERVER=TRUE",
                settings.database().url());
        assertEquals("doorward", settings.database().schema());
    }

    @Test
    void blank_is_as_good_as_unset() {
        assertEquals(8443, demo(Map.of("DOORWARD_HTTPS_PORT", " ")).httpsPort());
    }

    @Test
    void what_is_set_is_taken() {
        DemoSettings settings = demo(Map.of(
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
        assertEquals("/etc/doorward/keys.json", named(settings, LibrarySetting.DOORWARD_KEYS_FILE));
        assertEquals("Shop", named(settings, LibrarySetting.DOORWARD_APP_NAME));
        assertEquals("/enter", named(settings, LibrarySetting.DOORWARD_LOGIN_PAGE));
    }

    @Test
    void the_database_password_is_not_printed() {
        DemoSettings settings = demo(Map.of(
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
            assertRefused("DOORWARD_BASE_URL", url, "development mode is for this machine alone");
        }
        for (String address : List.of("127.0.0.1", "::1", "127.0.0.2", "localhost")) {
            assertTrue(demo(Map.of("DOORWARD_BIND", address)).bind().isLoopbackAddress());
        }
    }

    @Test
    void a_mode_that_is_none_is_refused() {
        assertRefused("DOORWARD_MODE", "testing", "Use development or production");
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
            assertRefused("DOORWARD_BASE_URL", url, "Write it like https://");
        }
        for (String port : List.of("65536", "-1", "http", "999999", "٨٤٤٣")) {
            assertRefused("DOORWARD_HTTPS_PORT", port, "a port from 1 to 65535");
        }
        assertRefused("DOORWARD_DATA_DIR", "/tmp/a;INIT=RUNSCRIPT FROM 'x'", "semicolon");
    }

    @Test
    void a_certificate_comes_from_one_place_and_an_acme_server_is_asked_over_tls() {
        for (String url :
                List.of("http://acme.example/dir", "acme.example", "https://", "acme://letsencrypt.org", "x y")) {
            assertRefused("DOORWARD_ACME_DIRECTORY", url, "it is no https URL");
        }
        assertRefused("DOORWARD_ACME_EMAIL", "admin@app.example", "there is no ACME server");
        Map<String, String> both = new HashMap<>();
        both.put("DOORWARD_ACME_DIRECTORY", "https://acme.example/dir");
        assertInstanceOf(CertificateSource.Acme.class, demo(both).certificate());
        both.put("DOORWARD_ACME_EMAIL", "nobody");
        both.put("DOORWARD_TLS_KEY", "privkey.pem");
        both.put("DOORWARD_BASE_URL", "https://127.0.0.1:8443");
        InvalidSettingsException refused = assertThrows(InvalidSettingsException.class, () -> demo(both));
        assertEquals(
                List.of("DOORWARD_ACME_DIRECTORY", "DOORWARD_ACME_EMAIL", "DOORWARD_BASE_URL"),
                refused.problems().stream().map(Problem::setting).toList());
    }

    @Test
    void everything_that_is_wrong_is_told_in_one_list_the_librarys_too() {
        Map<String, String> wrong = new HashMap<>();
        wrong.put("DOORWARD_BIND", "0.0.0.0");
        wrong.put("DOORWARD_HTTPS_PORT", "x");
        wrong.put("DOORWARD_HTTPS_PROT", "8443");
        wrong.put("DOORWARD_BASE_URL", "nonsense");
        wrong.put("DOORWARD_APP_NAME", "x".repeat(61));
        wrong.put("DOORWARD_DATABASE_URL", "jdbc:nonsense:");
        InvalidSettingsException refused = assertThrows(InvalidSettingsException.class, () -> demo(wrong));
        assertEquals(
                List.of(
                        "DOORWARD_HTTPS_PROT",
                        "DOORWARD_BIND",
                        "DOORWARD_HTTPS_PORT",
                        "appName (DOORWARD_APP_NAME)",
                        "baseUrl (DOORWARD_BASE_URL)",
                        "database (DOORWARD_DATABASE_URL)"),
                refused.problems().stream().map(Problem::setting).toList());
    }

    @Test
    void a_misspelt_name_of_the_demos_own_is_refused_with_the_name_it_resembles() {
        assertRefused("DOORWARD_HTTP_PROT", "8080", "DOORWARD_HTTP_PORT if that is what you mean");
        assertRefused("DOORWARD_APPNAME", "Shop", "DOORWARD_APP_NAME if that is what you mean");
    }

    @Test
    void looking_at_the_settings_makes_no_file(@TempDir Path directory) throws Exception {
        demo(Map.of("DOORWARD_DATA_DIR", directory.resolve("data").toString()));
        try (var files = Files.list(directory)) {
            assertEquals(0, files.count());
        }
    }

    private static void assertRefused(String name, String value, String reason) {
        InvalidSettingsException refused =
                assertThrows(InvalidSettingsException.class, () -> demo(Map.of(name, value)), value);
        assertTrue(refused.getMessage().contains(name), refused.getMessage());
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }
}
