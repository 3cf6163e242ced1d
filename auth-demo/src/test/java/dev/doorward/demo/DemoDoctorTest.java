package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.Finding;
import dev.doorward.auth.Finding.Grade;
import dev.doorward.auth.NamedSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class DemoDoctorTest {
    @TempDir
    Path directory;

    private List<Finding> findings(Duration later, String... more) {
        Map<String, String> environment = new HashMap<>();
        environment.put("DOORWARD_DATA_DIR", directory.resolve("data").toString());
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return new DemoDoctor(() -> NamedSettings.of(environment), Clock.offset(Clock.systemUTC(), later)).get();
    }

    private static Finding finding(List<Finding> findings, String subject) {
        return findings.stream()
                .filter(finding -> finding.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_fresh_demo_has_nothing_that_fails_and_keeps_its_directory_to_itself() throws Exception {
        List<Finding> findings = findings(Duration.ZERO);
        assertFalse(
                findings.stream()
                        .anyMatch(finding -> finding.grade() == Grade.FAILING
                                && !List.of("hashing", "memory").contains(finding.subject())),
                findings.toString());
        assertEquals(
                PosixFilePermissions.fromString("rwx------"), Files.getPosixFilePermissions(directory.resolve("data")));
    }

    @Test
    void no_database_is_made_where_others_may_look() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        Finding failing = findings(Duration.ZERO).get(0);
        assertEquals(Grade.FAILING, failing.grade());
        assertTrue(String.valueOf(failing.remedy()).contains("chmod 700"));
        try (var files = Files.list(data)) {
            assertFalse(files.findAny().isPresent());
        }
    }

    @Test
    void a_certificate_is_told_of_three_weeks_before_it_expires() throws Exception {
        new Authority().issue(directory, Authority.pair("EC", 256), "localhost");
        String[] tls = {
            "DOORWARD_TLS_CERTIFICATE",
            directory.resolve("fullchain.pem").toString(),
            "DOORWARD_TLS_KEY",
            directory.resolve("privkey.pem").toString()
        };
        assertEquals(Grade.GOOD, finding(findings(Duration.ZERO, tls), "tls").grade());
        assertEquals(
                Grade.FAIR, finding(findings(Duration.ofDays(75), tls), "tls").grade());
        assertEquals(
                Grade.FAILING,
                finding(findings(Duration.ofDays(100), tls), "tls").grade());
    }

    @Test
    void a_certificate_that_an_authority_issued_and_that_is_damaged_fails() throws Exception {
        String server = "https://acme.example/directory";
        AcmeFiles files = new AcmeFiles(directory.resolve("data"), URI.create(server));
        files.make();
        Files.writeString(files.certificateFile(), "nonsense");
        Finding tls = finding(findings(Duration.ZERO, "DOORWARD_ACME_DIRECTORY", server), "tls");
        assertEquals(Grade.FAILING, tls.grade());
        assertEquals(files.certificateFile() + ": it holds no certificate", tls.text());
    }

    @Test
    void bad_settings_of_the_demo_are_findings_beside_the_others() throws Exception {
        List<Finding> findings =
                findings(Duration.ZERO, "DOORWARD_HTTPS_PORT", "x", "DOORWARD_APP_NAME", "x".repeat(61));
        assertEquals(
                2,
                findings.stream()
                        .filter(finding -> finding.subject().equals("settings") && finding.grade() == Grade.FAILING)
                        .count());
        assertEquals(Grade.GOOD, finding(findings, "tables").grade());
        assertEquals(
                PosixFilePermissions.fromString("rwx------"), Files.getPosixFilePermissions(directory.resolve("data")));
    }
}
