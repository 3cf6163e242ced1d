package dev.doorward.auth.mail;

import dev.doorward.auth.mail.OutboxTable.Row;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.Sealed;
import dev.doorward.auth.secret.SealedRows;
import dev.doorward.auth.store.Database;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The waiting mails by the key they need. */
final class SealedMails implements SealedRows {
    private final Database database;
    private final KeyRing ring;
    private final MailSealer sealer;

    SealedMails(Database database, KeyRing ring, MailSealer sealer) {
        this.database = database;
        this.ring = ring;
        this.sealer = sealer;
    }

    @Override
    public String name() {
        return "mails that wait to be sent";
    }

    @Override
    public long under(int keyNumber) {
        return database.read(handle -> OutboxTable.countUnder(handle, keyNumber));
    }

    /** A row that does not open stays as it is: it is given up when it should be sent. */
    @Override
    public int reseal(int atMost) {
        int current = ring.current();
        int resealed = 0;
        for (int number : ring.numbers()) {
            // A newer key is one that other nodes make use of a moment earlier.
            if (number < current) {
                int limit = atMost - resealed;
                resealed += database.inTransaction(handle -> reseal(handle, number, limit));
            }
        }
        return resealed;
    }

    private int reseal(Handle handle, int number, int limit) {
        int resealed = 0;
        for (Row row : OutboxTable.lockUnder(handle, number, limit)) {
            Optional<Sealed> anew = sealer.reseal(row.id(), row.sealed());
            if (anew.isPresent()) {
                OutboxTable.replace(handle, row.id(), anew.get());
                resealed++;
            }
        }
        return resealed;
    }
}
