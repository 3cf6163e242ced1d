package dev.doorward.auth.account;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.identity.Username;
import dev.doorward.auth.store.Columns;
import dev.doorward.auth.store.Unique;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The statements on {@code auth_account}. */
final class AccountTable {
    static final String USERNAME_TAKEN = "auth_account_username_key";
    static final String EMAIL_TAKEN = "auth_account_email_key";

    private static final String SELECT = """
            select id, username, email, email_verified, status, roles, epoch, created_at
              from {s}auth_account
            """;

    /** What a row is made from. */
    record NewAccount(
            AccountId id,
            @Nullable Username username,
            @Nullable EmailAddress email,
            boolean emailVerified,
            Set<String> roles,
            Instant createdAt) {}

    /** @return the constraint that another account's name or address violates, or empty if the row was written */
    Optional<String> insert(Handle handle, NewAccount account) {
        Username username = account.username();
        EmailAddress email = account.email();
        return Unique.violated(
                handle,
                () -> handle.createUpdate("""
                                insert into {s}auth_account
                                       (id, username, username_key, email, email_key, email_verified,
                                        status, roles, epoch, created_at)
                                values (:id, :username, :usernameKey, :email, :emailKey, :emailVerified,
                                        'active', :roles, 1, :createdAt)
                                """)
                        .bind("id", account.id().value())
                        .bind("username", username == null ? null : username.value())
                        .bind("usernameKey", username == null ? null : username.key())
                        .bind("email", email == null ? null : email.value())
                        .bind("emailKey", email == null ? null : email.key())
                        .bind("emailVerified", account.emailVerified())
                        .bind("roles", Columns.joined(account.roles()))
                        .bind("createdAt", account.createdAt())
                        .execute(),
                USERNAME_TAKEN,
                EMAIL_TAKEN);
    }

    Optional<AccountState> find(Handle handle, AccountId id) {
        return one(handle, SELECT + " where id = :key", id.value());
    }

    Optional<AccountState> lock(Handle handle, AccountId id) {
        return one(handle, SELECT + " where id = :key for update", id.value());
    }

    Optional<AccountState> findByUsername(Handle handle, String key) {
        return one(handle, SELECT + " where username_key = :key", key);
    }

    Optional<AccountState> findByEmail(Handle handle, String key) {
        return one(handle, SELECT + " where email_key = :key", key);
    }

    private static Optional<AccountState> one(Handle handle, String query, Object key) {
        return handle.createQuery(query)
                .bind("key", key)
                .map(AccountTable::state)
                .findOne();
    }

    /** Newest first: identifiers are in the order of their creation. */
    List<Account> list(Handle handle, int offset, int limit) {
        return handle.createQuery(SELECT + " order by id desc offset :offset rows fetch first :limit rows only")
                .bind("offset", offset)
                .bind("limit", limit)
                .map(AccountTable::state)
                .map(AccountState::account)
                .list();
    }

    /** Names and addresses that contain the text. */
    List<Account> search(Handle handle, String text, int offset, int limit) {
        // PostgreSQL would refuse a NUL and half a surrogate pair; no name and no address has anything beyond ASCII.
        if (text.length() > EmailAddress.MAXIMUM_LENGTH || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            return List.of();
        }
        return handle.createQuery(SELECT + """
                         where username_key like :pattern escape '!' or email_key like :pattern escape '!'
                         order by id desc offset :offset rows fetch first :limit rows only
                        """)
                .bind("pattern", containing(text))
                .bind("offset", offset)
                .bind("limit", limit)
                .map(AccountTable::state)
                .map(AccountState::account)
                .list();
    }

    private static String containing(String text) {
        String literal = text.toLowerCase(Locale.ROOT)
                .replace("!", "!!")
                .replace("%", "!%")
                .replace("_", "!_");
        return "%" + literal + "%";
    }

    /** @return the constraint that another account's name violates, or empty if it was changed */
    Optional<String> changeUsername(Handle handle, AccountId id, Username username) {
        return Unique.violated(
                handle,
                () -> handle.createUpdate("""
                                update {s}auth_account set username = :username, username_key = :key where id = :id
                                """)
                        .bind("id", id.value())
                        .bind("username", username.value())
                        .bind("key", username.key())
                        .execute(),
                USERNAME_TAKEN);
    }

    /**
     * Gives the account an address that is proved.
     *
     * @return the constraint that another account's address violates, or empty if it was changed
     */
    Optional<String> changeEmail(Handle handle, AccountId id, EmailAddress email, int epoch) {
        return Unique.violated(
                handle,
                () -> handle.createUpdate("""
                                update {s}auth_account
                                   set email = :email, email_key = :key, email_verified = true, epoch = :epoch
                                 where id = :id
                                """)
                        .bind("id", id.value())
                        .bind("email", email.value())
                        .bind("key", email.key())
                        .bind("epoch", epoch)
                        .execute(),
                EMAIL_TAKEN);
    }

    void proveEmail(Handle handle, AccountId id, int epoch) {
        handle.createUpdate("update {s}auth_account set email_verified = true, epoch = :epoch where id = :id")
                .bind("id", id.value())
                .bind("epoch", epoch)
                .execute();
    }

    void changeRoles(Handle handle, AccountId id, Set<String> roles, int epoch) {
        handle.createUpdate("update {s}auth_account set roles = :roles, epoch = :epoch where id = :id")
                .bind("id", id.value())
                .bind("roles", Columns.joined(roles))
                .bind("epoch", epoch)
                .execute();
    }

    void changeStatus(Handle handle, AccountId id, Account.Status status, int epoch) {
        handle.createUpdate("update {s}auth_account set status = :status, epoch = :epoch where id = :id")
                .bind("id", id.value())
                .bind("status", status.name().toLowerCase(Locale.ROOT))
                .bind("epoch", epoch)
                .execute();
    }

    void changeEpoch(Handle handle, AccountId id, int epoch) {
        handle.createUpdate("update {s}auth_account set epoch = :epoch where id = :id")
                .bind("id", id.value())
                .bind("epoch", epoch)
                .execute();
    }

    /** Empties what is personal. The username stays, so that nobody can become somebody else's past. */
    void close(Handle handle, AccountId id, int epoch) {
        handle.createUpdate("""
                        update {s}auth_account
                           set status = 'closed', email = null, email_key = null, email_verified = false,
                               roles = '', epoch = :epoch
                         where id = :id
                        """).bind("id", id.value()).bind("epoch", epoch).execute();
    }

    private static AccountState state(ResultSet row, StatementContext context) throws SQLException {
        Account account = new Account(
                AccountId.of(row.getObject("id", UUID.class)),
                row.getString("username"),
                row.getString("email"),
                row.getBoolean("email_verified"),
                Columns.words(row, "roles"),
                Account.Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                Columns.instant(row, "created_at"));
        return new AccountState(account, row.getInt("epoch"));
    }
}
