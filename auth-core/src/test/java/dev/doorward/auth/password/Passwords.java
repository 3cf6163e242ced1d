package dev.doorward.auth.password;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import de.mkammerer.argon2.Argon2Factory.Argon2Types;
import de.mkammerer.argon2.Argon2Version;
import dev.doorward.auth.identity.Client;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the tests of this package share. */
final class Passwords {

    static final SecureRandom RANDOM = new SecureRandom();
    static final Argon2Parameters CHEAP = new Argon2Parameters(64, 1, 1);
    static final Client CLIENT = new Client("192.0.2.1", "test");
    static final Asker ASKER = Asker.stranger(CLIENT);
    static final Duration LONG = Duration.ofMinutes(10);

    private static final Argon2Function NATIVE = new NativeArgon2();

    private Passwords() {}

    static PasswordHasher hasher(Argon2Parameters parameters) {
        return new PasswordHasher(parameters, RANDOM, 2, 64, LONG, NATIVE);
    }

    static PasswordHasher hasher(Argon2Parameters parameters, Argon2Function argon2) {
        return new PasswordHasher(parameters, RANDOM, 2, 64, LONG, argon2);
    }

    static String hash(PasswordHasher hasher, String password) {
        return hasher.hash(password, CLIENT) instanceof HashResult.Hashed hashed ? hashed.phc() : fail("busy");
    }

    static boolean matches(PasswordHasher hasher, String password, String phc) {
        return hasher.check(password, phc, ASKER) instanceof CheckResult.Match;
    }

    /** A file of the corpora, which live outside the project. */
    static Path corpus(String name) {
        String directory = System.getProperty("corpora.dir", "");
        assumeTrue(!directory.isEmpty() && !directory.startsWith("${"), "set -Dcorpora.dir to run the corpora");
        return Path.of(directory, name);
    }

    /** The real thing, with a list of what it was asked to compute. */
    static final class Counting implements Argon2Function {

        final List<Argon2Parameters> asked = new CopyOnWriteArrayList<>();

        @Override
        public byte[] hash(
                Argon2Types type,
                Argon2Version version,
                Argon2Parameters parameters,
                byte[] password,
                byte[] salt,
                int tagLength) {
            asked.add(parameters);
            return NATIVE.hash(type, version, parameters, password, salt, tagLength);
        }

        /** KiB-passes since the last call. */
        int work() {
            int work = asked.stream().mapToInt(Argon2Parameters::work).sum();
            asked.clear();
            return work;
        }
    }
}
