package dev.doorward.auth.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts values for one purpose with AES-256-GCM (NIST SP 800-38D) under a random 96-bit nonce.
 *
 * <p>Guaranteed: who has the database but not the key ring learns a sealed value's length and nothing more, can neither
 * change it nor make one, and cannot move it to another place: it opens only with the associated data it was sealed
 * with, which names its table, column and account. Not guaranteed: that a value is the newest one; an older sealed
 * value put back in the same place opens. At most 2<sup>32</sup> values may be sealed under one key and purpose (SP
 * 800-38D section 8.3).
 *
 * <p>Instances are immutable and may be shared between threads.
 */
public final class Sealer {

    private static final int NONCE_LENGTH = 12;
    private static final int TAG_LENGTH = 16;

    private final KeyRing ring;
    private final String purpose;
    private final SecureRandom random;
    private final byte @Nullable [] binding;

    /** @param purpose a constant of the program that no other sealer, MAC or signer uses */
    public Sealer(KeyRing ring, String purpose, SecureRandom random) {
        this(ring, purpose, random, null);
    }

    private Sealer(KeyRing ring, String purpose, SecureRandom random, byte @Nullable [] binding) {
        this.ring = ring;
        this.purpose = purpose;
        this.random = random;
        this.binding = binding;
    }

    /**
     * A sealer for the same purpose whose keys depend on {@code secret} too: without it not even the key ring opens
     * what it sealed. For a value that only the bearer of a token may bring back.
     */
    public Sealer boundTo(byte[] secret) {
        if (secret.length < 16) {
            throw new IllegalArgumentException("A secret of " + secret.length + " bytes can be guessed");
        }
        return new Sealer(ring, purpose, random, secret.clone());
    }

    /**
     * Seals {@code plain} under the current key.
     *
     * @param associatedData where the value will be kept, for instance its table, column and account; not secret
     */
    public Sealed seal(byte[] plain, String associatedData) {
        int number = ring.current();
        byte[] nonce = new byte[NONCE_LENGTH];
        random.nextBytes(nonce);
        byte[] bytes = new byte[NONCE_LENGTH + plain.length + TAG_LENGTH];
        System.arraycopy(nonce, 0, bytes, 0, NONCE_LENGTH);
        try {
            cipher(Cipher.ENCRYPT_MODE, number, bytes, associatedData)
                    .doFinal(plain, 0, plain.length, bytes, NONCE_LENGTH);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM refused to encrypt", e);
        }
        return new Sealed(number, bytes);
    }

    /**
     * The plain value, or empty if it was not sealed by this ring for this purpose and place: changed, forged or
     * swapped.
     *
     * @throws UnknownKeyException if the ring does not hold the key that the value names
     */
    public Optional<byte[]> open(Sealed sealed, String associatedData) {
        byte[] bytes = sealed.bytes();
        Cipher cipher;
        try {
            if (bytes.length < NONCE_LENGTH + TAG_LENGTH) {
                // Asked all the same, so that a missing key never looks like a forged value.
                ring.derived(sealed.keyNumber(), purpose);
                return Optional.empty();
            }
            cipher = cipher(Cipher.DECRYPT_MODE, sealed.keyNumber(), bytes, associatedData);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is not to be had", e);
        }
        try {
            return Optional.of(cipher.doFinal(bytes, NONCE_LENGTH, bytes.length - NONCE_LENGTH));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM refused to decrypt", e);
        }
    }

    private Cipher cipher(int mode, int number, byte[] bytes, String associatedData) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(key(number), "AES"),
                new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, bytes, 0, NONCE_LENGTH));
        cipher.updateAAD(associatedData.getBytes(UTF_8));
        return cipher;
    }

    private byte[] key(int number) {
        byte[] key = ring.derived(number, purpose);
        // RFC 5869 section 3.1: the purpose's key as salt makes the secret the keying material of its own extraction.
        return binding == null
                ? key
                : Hkdf.expand(Hkdf.extract(key, binding), purpose.getBytes(UTF_8), KeyRing.KEY_LENGTH);
    }

    @Override
    public String toString() {
        return "Sealer[" + purpose + "]";
    }
}
