package dev.doorward.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * What is kept of the dealings with one ACME server, in a directory of its own below the data directory: a staging
 * server's certificate is never taken for the real one's.
 */
final class AcmeFiles {
    private static final String CERTIFICATE = "certificate.pem";
    private static final String ACCOUNT_KEY = "account-key.pem";
    private static final String NEXT_ATTEMPT = "next-attempt";

    private final Path directory;

    AcmeFiles(Path dataDirectory, URI server) {
        String name = (server.getRawAuthority() + server.getRawPath()).replaceAll("[^A-Za-z0-9.-]", "_");
        this.directory = dataDirectory.resolve("acme").resolve(name);
    }

    /** Makes the directory, for its owner alone. */
    void make() throws IOException {
        PrivateFiles.directory(directory);
    }

    Path certificateFile() {
        return directory.resolve(CERTIFICATE);
    }

    /**
     * The certificate with its key; empty where none was kept yet.
     *
     * @throws PemException if the one that was kept is damaged, is for another host or has a key that others may read
     */
    Optional<TlsIdentity> identity(String host) throws PemException {
        Path file = certificateFile();
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        var chain = Pem.certificates(file);
        if (!CertificateNames.cover(chain.get(0), host)) {
            throw new PemException(
                    "it is not for the host of the base URL, " + host,
                    "Have one issued for that name, or correct DOORWARD_BASE_URL");
        }
        return Optional.of(new TlsIdentity(Pem.key(file, chain.get(0)), chain));
    }

    /** Key and certificate in one file, which is written whole or not at all, so that they cannot come apart. */
    void keep(TlsIdentity identity) throws IOException {
        PrivateFiles.write(certificateFile(), Pem.write(identity).getBytes(StandardCharsets.US_ASCII));
    }

    /** Empty where no account was opened yet. */
    Optional<String> accountKey() throws IOException {
        Path file = directory.resolve(ACCOUNT_KEY);
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    void keepAccountKey(String pem) throws IOException {
        PrivateFiles.write(directory.resolve(ACCOUNT_KEY), pem.getBytes(StandardCharsets.US_ASCII));
    }

    Path nextAttemptFile() {
        return directory.resolve(NEXT_ATTEMPT);
    }

    /**
     * When the server may be asked next, and how often it was asked in vain.
     *
     * @param failures in a row; a certificate that came to nothing, because it could not be kept or served, is one too
     */
    record NextAttempt(Instant notBefore, int failures) {
        static final NextAttempt NOW = new NextAttempt(Instant.EPOCH, 0);
    }

    /** {@link NextAttempt#NOW} where nothing, or nothing sensible, is kept: an operator removes the file to say so. */
    NextAttempt nextAttempt() {
        try {
            String[] words = Files.readString(nextAttemptFile()).strip().split(" ");
            return new NextAttempt(Instant.parse(words[0]), Integer.parseInt(words[1]));
        } catch (IOException | DateTimeException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return NextAttempt.NOW;
        }
    }

    void keep(NextAttempt next) throws IOException {
        PrivateFiles.write(
                nextAttemptFile(),
                (next.notBefore() + " " + next.failures() + "\n").getBytes(StandardCharsets.US_ASCII));
    }
}
