package dev.doorward.auth.mail;

import dev.doorward.auth.identity.Client;
import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.Sealed;
import dev.doorward.auth.secret.Sealer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Turns a mail into what its row holds, and back: all of it sealed, and filled up to whole blocks. Whoever reads the
 * database learns from a row that something waits, and neither whom it is for nor what it is about, nor whether it is a
 * mail at all.
 */
final class MailSealer {
    /** Longer than any mail of usual parts, so that nearly all rows have one length. */
    private static final int BLOCK = 2048;

    private static final int LONGEST = 4 * BLOCK;

    private static final int NOTHING = 0;
    private static final int LETTER = 1;

    private final Sealer sealer;

    MailSealer(KeyRing ring, SecureRandom random) {
        sealer = new Sealer(ring, "mail outbox", random);
    }

    /** What a row turns out to be. */
    sealed interface Opened {
        record Letter(Mail mail) implements Opened {}

        /** Written for the sake of equal work. */
        record Nothing() implements Opened {}
    }

    /** @throws IllegalArgumentException if the mail is longer than 8 KiB */
    Sealed seal(UUID id, Opened what) {
        byte[] written = write(what);
        int blocks = (written.length + BLOCK - 1) / BLOCK;
        byte[] filled = Arrays.copyOf(written, blocks * BLOCK);
        if (filled.length > LONGEST) {
            throw new IllegalArgumentException("A mail's parts are longer than " + LONGEST + " bytes");
        }
        return sealer.seal(filled, place(id));
    }

    /**
     * What the row is, or empty if it was changed by other means or put here from another row.
     *
     * @throws dev.doorward.auth.secret.UnknownKeyException if it is sealed under a key that the ring does not hold
     */
    Optional<Opened> open(UUID id, Sealed sealed) {
        return sealer.open(sealed, place(id)).map(MailSealer::read);
    }

    /** The same under the current key, or empty if it does not open. */
    Optional<Sealed> reseal(UUID id, Sealed sealed) {
        return sealer.open(sealed, place(id)).map(plain -> sealer.seal(plain, place(id)));
    }

    private static String place(UUID id) {
        return "auth_mail_outbox.sealed " + id;
    }

    private static byte[] write(Opened what) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(BLOCK);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            if (what instanceof Opened.Letter letter) {
                out.writeByte(LETTER);
                write(letter.mail(), out);
            } else {
                out.writeByte(NOTHING);
            }
        } catch (IOException e) {
            // Of a text longer than 64 KiB; memory itself does not fail.
            throw new IllegalArgumentException("A mail's parts are too long", e);
        }
        return bytes.toByteArray();
    }

    private static void write(Mail mail, DataOutputStream out) throws IOException {
        out.writeUTF(mail.template().name());
        out.writeUTF(mail.to().value());
        writeNullable(mail.ticket(), out);
        out.writeUTF(mail.client().address());
        out.writeUTF(mail.client().userAgent());
        out.writeUTF(mail.at().toString());
        writeNullable(Objects.toString(mail.expiresAt(), null), out);
        out.writeByte(mail.facts().size());
        for (Map.Entry<String, String> fact : mail.facts().entrySet()) {
            out.writeUTF(fact.getKey());
            out.writeUTF(fact.getValue());
        }
    }

    private static Opened read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return in.readByte() == NOTHING ? new Opened.Nothing() : new Opened.Letter(readMail(in));
        } catch (IOException e) {
            throw new UncheckedIOException("What was sealed here cannot be read back", e);
        }
    }

    private static Mail readMail(DataInputStream in) throws IOException {
        MailTemplate template = MailTemplate.valueOf(in.readUTF());
        EmailAddress to = EmailAddress.stored(in.readUTF());
        String ticket = readNullable(in);
        Client client = new Client(in.readUTF(), in.readUTF());
        Instant at = Instant.parse(in.readUTF());
        String expiresAt = readNullable(in);
        Map<String, String> facts = new HashMap<>();
        for (int left = in.readByte(); left > 0; left--) {
            facts.put(in.readUTF(), in.readUTF());
        }
        return new Mail(template, to, ticket, client, at, expiresAt == null ? null : Instant.parse(expiresAt), facts);
    }

    private static void writeNullable(@Nullable String text, DataOutputStream out) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            out.writeUTF(text);
        }
    }

    private static @Nullable String readNullable(DataInputStream in) throws IOException {
        return in.readBoolean() ? in.readUTF() : null;
    }
}
