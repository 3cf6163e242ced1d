package dev.doorward.auth.account;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.store.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The statements on {@code auth_former_email}. */
final class FormerEmailTable {
    private static final String SELECT = """
            select id, account_id, email, epoch, expires_at
              from {s}auth_former_email
            """;

    /**
     * An address that an account had before a change, and may have again until it expires.
     *
     * @param id also that of the ticket that undoes the change
     * @param epoch the account's since the change
     */
    record FormerEmail(UUID id, AccountId account, EmailAddress email, int epoch, Instant expiresAt) {}

    void insert(Handle handle, FormerEmail former) {
        handle.createUpdate("""
                        insert into {s}auth_former_email
                               (id, account_id, email, email_key, epoch, expires_at)
                        values (:id, :account, :email, :emailKey, :epoch, :expiresAt)
                        """)
                .bind("id", former.id())
                .bind("account", former.account().value())
                .bind("email", former.email().value())
                .bind("emailKey", former.email().key())
                .bind("epoch", former.epoch())
                .bind("expiresAt", former.expiresAt())
                .execute();
    }

    Optional<FormerEmail> find(Handle handle, UUID id, Instant now) {
        return handle.createQuery(SELECT + " where id = :id and expires_at > :now")
                .bind("id", id)
                .bind("now", now)
                .map(FormerEmailTable::former)
                .findOne();
    }

    /** Of the accounts that may have this address again, the one that had it last. */
    Optional<FormerEmail> newestOf(Handle handle, String emailKey, Instant now) {
        return handle.createQuery(SELECT + """
                         where email_key = :emailKey and expires_at > :now
                         order by id desc
                         fetch first 1 rows only
                        """)
                .bind("emailKey", emailKey)
                .bind("now", now)
                .map(FormerEmailTable::former)
                .findOne();
    }

    /** Forgets the change that led to this epoch, and those after it. */
    void deleteSince(Handle handle, AccountId account, int epoch) {
        handle.createUpdate("delete from {s}auth_former_email where account_id = :account and epoch >= :epoch")
                .bind("account", account.value())
                .bind("epoch", epoch)
                .execute();
    }

    void deleteOf(Handle handle, AccountId account) {
        handle.createUpdate("delete from {s}auth_former_email where account_id = :account")
                .bind("account", account.value())
                .execute();
    }

    void deleteExpired(Handle handle, Instant now) {
        handle.createUpdate("delete from {s}auth_former_email where expires_at <= :now")
                .bind("now", now)
                .execute();
    }

    private static FormerEmail former(ResultSet row, StatementContext context) throws SQLException {
        return new FormerEmail(
                row.getObject("id", UUID.class),
                AccountId.of(row.getObject("account_id", UUID.class)),
                EmailAddress.stored(row.getString("email")),
                row.getInt("epoch"),
                Columns.instant(row, "expires_at"));
    }
}
