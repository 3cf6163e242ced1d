package dev.doorward.auth.password;

import static java.nio.charset.StandardCharsets.US_ASCII;

import de.mkammerer.argon2.Argon2Advanced;
import de.mkammerer.argon2.Argon2Factory;
import de.mkammerer.argon2.Argon2Factory.Argon2Types;
import de.mkammerer.argon2.Argon2Version;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;

/** The reference implementation in C, by way of argon2-jvm. */
final class NativeArgon2 implements Argon2Function {

    private final Map<Argon2Types, Argon2Advanced> functions = new EnumMap<>(Argon2Types.class);

    /** Loads the library and asks it one question, so that a machine where it does not work is found at start. */
    NativeArgon2() {
        try {
            for (Argon2Types type : Argon2Types.values()) {
                functions.put(type, Argon2Factory.createAdvanced(type));
            }
            refuseUnlessRight();
        } catch (LinkageError e) {
            throw new IllegalStateException(
                    "The native Argon2 library cannot be loaded on this machine. Remedy: let the service's user run"
                            + " programs from its temporary directory, or name another one with -Djna.tmpdir; on"
                            + " processors for which none is bundled, install libargon2.",
                    e);
        }
    }

    /** A vector of the reference implementation (phc-winner-argon2, src/test.c). */
    private void refuseUnlessRight() {
        byte[] tag = hash(
                Argon2Types.ARGON2id,
                Argon2Version.V13,
                new Argon2Parameters(256, 2, 1),
                "password".getBytes(US_ASCII),
                "somesalt".getBytes(US_ASCII),
                Argon2Hash.TAG_LENGTH);
        byte[] right = HexFormat.of().parseHex("9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe");
        if (!MessageDigest.isEqual(tag, right)) {
            throw new IllegalStateException(
                    "The native Argon2 library computes wrong hashes. Remedy: remove the libargon2 that jna.library.path"
                            + " leads to.");
        }
    }

    @Override
    public byte[] hash(
            Argon2Types type,
            Argon2Version version,
            Argon2Parameters parameters,
            byte[] password,
            byte[] salt,
            int tagLength) {
        Argon2Advanced function = functions.get(type);
        if (function == null) {
            throw new IllegalArgumentException("No Argon2 of type " + type);
        }
        return function.rawHashAdvanced(
                parameters.iterations(),
                parameters.memoryKib(),
                parameters.parallelism(),
                password,
                salt,
                null,
                null,
                tagLength,
                version);
    }
}
