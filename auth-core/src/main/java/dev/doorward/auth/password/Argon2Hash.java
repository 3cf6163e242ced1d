package dev.doorward.auth.password;

import static java.nio.charset.StandardCharsets.US_ASCII;

import de.mkammerer.argon2.Argon2Factory.Argon2Types;
import de.mkammerer.argon2.Argon2Version;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * A hash as its PHC string spells it: {@code $argon2id$v=19$m=19456,t=2,p=1$salt$tag}.
 *
 * <p>Read by our own parser, because what is in a row decides how much memory and time the native code takes
 * (CVE-2022-22976, CVE-2026-33306: a stored cost that overflows): everything is bounded before anything is computed.
 */
final class Argon2Hash {

    static final int SALT_LENGTH = 16;
    static final int TAG_LENGTH = 32;

    private static final int MINIMUM_SALT_LENGTH = 8;
    private static final int MINIMUM_TAG_LENGTH = 16;
    private static final int MAXIMUM_LENGTH = 64;
    private static final int MAXIMUM_TEXT_LENGTH = 256;
    private static final int MAXIMUM_DIGITS = 9;
    private static final String BASE64_ALPHABET = "[A-Za-z0-9+/]*";
    private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();

    private final Argon2Types type;
    private final Argon2Version version;
    private final Argon2Parameters parameters;
    private final byte[] salt;
    private final byte[] tag;

    private Argon2Hash(Argon2Types type, Argon2Version version, Argon2Parameters parameters, byte[] salt, byte[] tag) {
        this.type = type;
        this.version = version;
        this.parameters = parameters;
        this.salt = salt;
        this.tag = tag;
    }

    /** A hash of today's kind. */
    static Argon2Hash of(Argon2Parameters parameters, byte[] salt, byte[] tag) {
        return new Argon2Hash(Argon2Types.ARGON2id, Argon2Version.V13, parameters, salt, tag);
    }

    /** The hash that {@code phc} spells, or empty if it is not spelt in the one right way or out of bounds. */
    static Optional<Argon2Hash> parse(String phc) {
        if (phc.length() > MAXIMUM_TEXT_LENGTH) {
            return Optional.empty();
        }
        String[] parts = phc.split("\\$", -1);
        // Before there were versions there was no field for it either.
        boolean versioned = parts.length == 6;
        if ((!versioned && parts.length != 5) || !parts[0].isEmpty()) {
            return Optional.empty();
        }
        Optional<Argon2Types> type = type(parts[1]);
        Optional<Argon2Version> version = versioned ? version(parts[2]) : Optional.of(Argon2Version.V10);
        Optional<Argon2Parameters> parameters = parameters(parts[parts.length - 3]);
        Optional<byte[]> salt = bytes(parts[parts.length - 2], MINIMUM_SALT_LENGTH);
        Optional<byte[]> tag = bytes(parts[parts.length - 1], MINIMUM_TAG_LENGTH);
        if (type.isEmpty() || version.isEmpty() || parameters.isEmpty() || salt.isEmpty() || tag.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Argon2Hash(type.get(), version.get(), parameters.get(), salt.get(), tag.get()));
    }

    private static Optional<Argon2Types> type(String name) {
        return switch (name) {
            case "argon2id" -> Optional.of(Argon2Types.ARGON2id);
            case "argon2i" -> Optional.of(Argon2Types.ARGON2i);
            case "argon2d" -> Optional.of(Argon2Types.ARGON2d);
            default -> Optional.empty();
        };
    }

    private static Optional<Argon2Version> version(String field) {
        return switch (field) {
            case "v=19" -> Optional.of(Argon2Version.V13);
            case "v=16" -> Optional.of(Argon2Version.V10);
            default -> Optional.empty();
        };
    }

    private static Optional<Argon2Parameters> parameters(String field) {
        String[] parts = field.split(",", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        int memory = number(parts[0], "m=");
        int iterations = number(parts[1], "t=");
        int parallelism = number(parts[2], "p=");
        return Argon2Parameters.areWithinBounds(memory, iterations, parallelism)
                ? Optional.of(new Argon2Parameters(memory, iterations, parallelism))
                : Optional.empty();
    }

    /** The decimal number after {@code name}, without sign or leading zero; else 0, which is in nobody's bounds. */
    private static int number(String field, String name) {
        if (!field.startsWith(name)) {
            return 0;
        }
        String digits = field.substring(name.length());
        if (digits.isEmpty() || digits.length() > MAXIMUM_DIGITS || digits.charAt(0) == '0') {
            return 0;
        }
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return 0;
            }
        }
        return Integer.parseInt(digits);
    }

    private static Optional<byte[]> bytes(String text, int minimum) {
        if (!text.matches(BASE64_ALPHABET) || text.length() % 4 == 1) {
            return Optional.empty();
        }
        byte[] bytes = Base64.getDecoder().decode(text.getBytes(US_ASCII));
        boolean canonical = ENCODER.encodeToString(bytes).equals(text);
        return canonical && bytes.length >= minimum && bytes.length <= MAXIMUM_LENGTH
                ? Optional.of(bytes)
                : Optional.empty();
    }

    Argon2Types type() {
        return type;
    }

    Argon2Version version() {
        return version;
    }

    Argon2Parameters parameters() {
        return parameters;
    }

    byte[] salt() {
        return salt;
    }

    byte[] tag() {
        return tag;
    }

    /** Whether a hash made today under {@code current} would be harder to guess against. */
    boolean isWeakerThan(Argon2Parameters current) {
        return type != Argon2Types.ARGON2id
                || version != Argon2Version.V13
                || parameters.isWeakerThan(current)
                || salt.length < SALT_LENGTH
                || tag.length < TAG_LENGTH;
    }

    String toPhc() {
        return "$" + type.name().toLowerCase(Locale.ROOT) + "$v=" + version.getVersion() + "$m="
                + parameters.memoryKib() + ",t="
                + parameters.iterations() + ",p=" + parameters.parallelism() + "$" + ENCODER.encodeToString(salt) + "$"
                + ENCODER.encodeToString(tag);
    }
}
