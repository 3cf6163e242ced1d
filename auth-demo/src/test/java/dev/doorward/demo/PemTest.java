package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class PemTest {
    @TempDir
    Path directory;

    private Authority authority;
    private Path chain;
    private Path key;

    @BeforeEach
    void certificate() throws Exception {
        authority = new Authority();
        authority.issue(
                directory, Authority.pair("EC", 256), "app.example", "*.shop.example", "192.0.2.7", "2001:db8::7");
        chain = directory.resolve("fullchain.pem");
        key = directory.resolve("privkey.pem");
    }

    private String refusedKey() {
        return assertThrows(
                        PemException.class,
                        () -> Pem.key(key, Pem.certificates(chain).get(0)))
                .getMessage();
    }

    private String refusedChain() {
        return assertThrows(PemException.class, () -> Pem.certificates(chain)).getMessage();
    }

    @Test
    void keys_of_elliptic_curves_and_of_rsa_are_read() throws Exception {
        for (Map.Entry<String, Integer> kind :
                List.of(Map.entry("EC", 256), Map.entry("EC", 384), Map.entry("RSA", 2048))) {
            authority.issue(directory, Authority.pair(kind.getKey(), kind.getValue()), "app.example");
            List<X509Certificate> read = Pem.certificates(chain);
            assertEquals(2, read.size());
            assertEquals(kind.getKey(), Pem.key(key, read.get(0)).getAlgorithm());
        }
    }

    @Test
    void a_weak_key_is_refused() throws Exception {
        for (Map.Entry<String, Integer> kind :
                List.of(Map.entry("RSA", 1024), Map.entry("EC", 521), Map.entry("Ed25519", 255))) {
            authority.issue(directory, Authority.pair(kind.getKey(), kind.getValue()), "app.example");
            assertTrue(refusedChain().contains("neither P-256"), kind.toString());
        }
    }

    @Test
    void the_key_of_another_certificate_is_refused() throws Exception {
        for (String algorithm : List.of("EC", "RSA")) {
            byte[] other = Authority.pair(algorithm, algorithm.equals("EC") ? 256 : 2048)
                    .getPrivate()
                    .getEncoded();
            Files.writeString(key, Authority.pem("PRIVATE KEY", other));
            assertThrows(
                    PemException.class,
                    () -> Pem.key(key, Pem.certificates(chain).get(0)),
                    algorithm);
        }
    }

    @Test
    void a_key_that_every_user_may_read_is_refused() throws Exception {
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertTrue(refusedKey().contains("every user"));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        Pem.key(key, Pem.certificates(chain).get(0));
    }

    @Test
    void a_key_that_others_may_replace_is_refused() throws Exception {
        for (String mode : List.of("rw-----w-", "rw--w----", "rw-rw----")) {
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(mode));
            assertTrue(refusedKey().contains("may replace it"), mode);
        }
    }

    @Test
    void a_key_in_a_directory_where_others_may_put_another_in_its_place_is_refused() throws Exception {
        for (String mode : List.of("rwxrwx---", "rwx---rwx", "rwx----w-")) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
            assertTrue(refusedKey().contains("in its place"), mode);
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Pem.key(key, Pem.certificates(chain).get(0));
    }

    @Test
    void a_directory_where_everybody_has_files_of_their_own_is_no_reason() throws Exception {
        Files.setAttribute(directory, "unix:mode", 01777);
        Pem.key(key, Pem.certificates(chain).get(0));
    }

    @Test
    void a_link_is_looked_at_and_so_is_what_it_leads_to() throws Exception {
        Path live = Files.createDirectories(directory.resolve("live"));
        Path archive = Files.createDirectories(directory.resolve("archive"));
        Files.move(key, archive.resolve("privkey1.pem"));
        key = Files.createSymbolicLink(live.resolve("privkey.pem"), Path.of("../archive/privkey1.pem"));
        Files.setPosixFilePermissions(live, PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(archive, PosixFilePermissions.fromString("rwx------"));
        Pem.key(key, Pem.certificates(chain).get(0)); // as certbot has it
        for (Path open : List.of(live, archive)) {
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwx---"));
            assertTrue(refusedKey().contains("in its place"), open.toString());
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void a_key_of_another_user_is_refused() throws Exception {
        try {
            Files.setAttribute(key, "unix:uid", 4242);
        } catch (IOException e) {
            assumeTrue(false, "only root gives files away");
        }
        assertTrue(refusedKey().contains("belongs to another user"));
    }

    @Test
    void a_key_in_another_form_is_refused_with_the_command_that_converts_it() throws Exception {
        for (String label : List.of("EC PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY")) {
            Files.writeString(key, Authority.pem(label, new byte[] {1, 2, 3}));
            PemException refused = assertThrows(
                    PemException.class,
                    () -> Pem.key(key, Pem.certificates(chain).get(0)));
            assertTrue(refused.remedy().contains("openssl pkcs8"), label);
        }
    }

    @Test
    void a_chain_in_the_wrong_order_is_refused() throws Exception {
        String leafFirst = Files.readString(chain);
        Files.writeString(chain, authority.pem() + leafFirst);
        assertTrue(refusedChain().contains("not signed by the one after it"));
    }

    @Test
    void what_is_no_such_file_is_refused_and_never_quoted() throws Exception {
        assertTrue(assertThrows(PemException.class, () -> Pem.certificates(key))
                .getMessage()
                .contains("certificate"));
        for (String content :
                List.of("", "hunter2", "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n")) {
            Files.writeString(key, content);
            assertFalse(refusedKey().contains("hunter2"));
            Files.writeString(chain, content);
            assertFalse(refusedChain().contains("hunter2"));
            authority.issue(directory, Authority.pair("EC", 256), "app.example");
        }
        Files.delete(chain);
        assertTrue(refusedChain().contains("cannot be read"));
        Files.writeString(chain, "x".repeat(300_000));
        assertTrue(refusedChain().contains("too large"));
    }

    @Test
    void a_certificate_is_for_the_names_in_it_and_no_others() throws Exception {
        X509Certificate certificate = Pem.certificates(chain).get(0);
        for (String host : List.of("app.example", "APP.example", "a.shop.example", "192.0.2.7", "[2001:db8::7]")) {
            assertTrue(CertificateNames.cover(certificate, host), host);
        }
        for (String host : List.of(
                "example",
                "evil.example",
                "app.example.evil.example",
                "a.app.example",
                "shop.example",
                "a.b.shop.example",
                "server", // its common name
                "192.0.2.8",
                "[2001:db8::8]")) {
            assertFalse(CertificateNames.cover(certificate, host), host);
        }
    }
}
