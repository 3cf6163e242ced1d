package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdHocCertificateTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    Path directory;

    private TlsIdentity at(Instant instant) throws Exception {
        return AdHocCertificate.keptIn(directory, Clock.fixed(instant, ZoneOffset.UTC), new SecureRandom());
    }

    @Test
    void it_names_this_machine_and_nothing_else() throws Exception {
        X509Certificate certificate = at(NOW).certificate();
        Set<List<?>> names = certificate.getSubjectAlternativeNames().stream()
                .map(name -> List.of(name.get(0), name.get(1)))
                .collect(Collectors.toSet());
        assertEquals(Set.of(List.of(2, "localhost"), List.of(7, "127.0.0.1"), List.of(7, "0:0:0:0:0:0:0:1")), names);
    }

    @Test
    void it_can_neither_sign_certificates_nor_log_in_as_a_client() throws Exception {
        X509Certificate certificate = at(NOW).certificate();
        assertEquals(-1, certificate.getBasicConstraints());
        assertEquals(List.of("1.3.6.1.5.5.7.3.1"), certificate.getExtendedKeyUsage());
        assertArrayEquals(
                new boolean[] {true, false, false, false, false, false, false, false, false},
                certificate.getKeyUsage());
        assertTrue(certificate.getCriticalExtensionOIDs().containsAll(Set.of("2.5.29.19", "2.5.29.15")));
    }

    @Test
    void it_is_p256_and_short_enough_for_browsers() throws Exception {
        X509Certificate certificate = at(NOW).certificate();
        ECPublicKey key = assertInstanceOf(ECPublicKey.class, certificate.getPublicKey());
        assertEquals(256, key.getParams().getOrder().bitLength());
        assertEquals("SHA256withECDSA", certificate.getSigAlgName());
        Duration lifetime = Duration.between(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
        assertTrue(lifetime.compareTo(Duration.ofDays(397)) <= 0);
        certificate.verify(certificate.getPublicKey());
    }

    @Test
    void nobody_else_may_read_the_key() throws Exception {
        at(NOW);
        assertEquals(
                PosixFilePermissions.fromString("rw-------"),
                Files.getPosixFilePermissions(directory.resolve(AdHocCertificate.KEY_FILE)));
    }

    @Test
    void a_restart_serves_the_same_certificate() throws Exception {
        assertEquals(at(NOW).certificate(), at(NOW.plus(Duration.ofDays(300))).certificate());
    }

    @Test
    void it_is_renewed_a_month_before_it_expires() throws Exception {
        TlsIdentity first = at(NOW);
        Instant late = first.certificate().getNotAfter().toInstant().minus(Duration.ofDays(30));
        TlsIdentity second = at(late);
        assertNotEquals(first.certificate(), second.certificate());
        assertNotEquals(first.key(), second.key());
        assertEquals(second.certificate(), at(late).certificate());
    }

    @Test
    void a_certificate_from_the_future_is_not_served() throws Exception {
        TlsIdentity made = at(NOW);
        assertNotEquals(made.certificate(), at(NOW.minus(Duration.ofDays(1))).certificate());
    }

    @Test
    void a_key_that_belongs_to_another_certificate_is_replaced_with_it(@TempDir Path elsewhere) throws Exception {
        TlsIdentity first = at(NOW);
        AdHocCertificate.keptIn(elsewhere, Clock.fixed(NOW, ZoneOffset.UTC), new SecureRandom());
        Files.copy(
                elsewhere.resolve(AdHocCertificate.KEY_FILE),
                directory.resolve(AdHocCertificate.KEY_FILE),
                StandardCopyOption.REPLACE_EXISTING);
        assertNotEquals(first.certificate(), at(NOW).certificate());
    }

    @Test
    void damaged_files_are_made_anew() throws Exception {
        for (String file : List.of(AdHocCertificate.KEY_FILE, AdHocCertificate.CERTIFICATE_FILE)) {
            for (String content : List.of("", "no PEM", "-----BEGIN PRIVATE KEY-----\nAAAA\n")) {
                X509Certificate before = at(NOW).certificate();
                Files.writeString(directory.resolve(file), content);
                assertNotEquals(before, at(NOW).certificate(), file + " with '" + content + "'");
            }
        }
    }
}
