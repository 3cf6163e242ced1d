package dev.doorward.auth.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;

/**
 * Names for texts that must be recognised and not be stored: an HMAC-SHA256 under a key of the ring.
 *
 * <p>Guaranteed: who reads the database and has not the ring cannot tell what a pseudonym stands for, nor try texts
 * until one fits. One text has one pseudonym for each purpose, on every node, and keeps it when a key is added to the
 * ring: it is made under the oldest one. Not guaranteed: that it outlives that key's removal. So it is for what is of
 * use for some time, and never for what has to be found again.
 *
 * <p>Instances are immutable and may be shared between threads.
 */
public final class Pseudonyms {
    private final KeyRing ring;
    private final String purpose;

    /** @param purpose a constant of the program that no other sealer, MAC or signer uses */
    public Pseudonyms(KeyRing ring, String purpose) {
        this.ring = ring;
        this.purpose = purpose;
    }

    /** In 64 hexadecimal digits of one case, which every database compares alike. */
    public String of(String text) {
        int oldest = ring.numbers().iterator().next();
        return HexFormat.of().formatHex(Hmac.sha256(ring.derived(oldest, purpose), text.getBytes(UTF_8)));
    }

    @Override
    public String toString() {
        return "Pseudonyms[" + purpose + "]";
    }
}
