package dev.doorward.demo;

import dev.doorward.auth.identity.AccountId;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * A table of the application's own. Each row belongs to an account, and every statement names the owner beside the
 * note: an id that somebody guessed or was sent opens nothing.
 */
final class NotesTable {
    /** What one account may keep, so that nobody fills the disk. */
    static final int MOST = 200;

    private final Jdbi jdbi;
    private final Clock clock;

    NotesTable(DataSource database, Clock clock) {
        this.jdbi = Jdbi.create(database).registerRowMapper(Note.class, ConstructorMapper.of(Note.class));
        this.clock = clock;
    }

    /**
     * Brings the application's own tables up to date, in the default schema. Doorward keeps its tables, and the history
     * of their migrations, in a schema of its own, so the two do not meet; but they must be there already, because ours
     * refer to {@code auth_account}.
     */
    static void migrate(DataSource database, String doorwardSchema) {
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:dev/doorward/demo/migration")
                .placeholders(Map.of("doorward", doorwardSchema))
                .load()
                .migrate();
    }

    List<Note> of(AccountId owner) {
        String sql =
                "select id, title, text, changed_at from note where account_id = :owner order by changed_at desc, id";
        return jdbi.withHandle(handle -> handle.createQuery(sql)
                .bind("owner", owner.value())
                .mapTo(Note.class)
                .list());
    }

    int count(AccountId owner) {
        String sql = "select count(*) from note where account_id = :owner";
        return jdbi.withHandle(handle -> handle.createQuery(sql)
                .bind("owner", owner.value())
                .mapTo(int.class)
                .one());
    }

    Optional<Note> find(AccountId owner, UUID id) {
        String sql = "select id, title, text, changed_at from note where account_id = :owner and id = :id";
        return jdbi.withHandle(handle -> handle.createQuery(sql)
                .bind("owner", owner.value())
                .bind("id", id)
                .mapTo(Note.class)
                .findOne());
    }

    void add(AccountId owner, String title, String text) {
        String sql =
                "insert into note (id, account_id, title, text, changed_at) values (:id, :owner, :title, :text, :now)";
        jdbi.useHandle(handle -> handle.createUpdate(sql)
                .bind("id", UUID.randomUUID())
                .bind("owner", owner.value())
                .bind("title", title)
                .bind("text", text)
                .bind("now", clock.instant())
                .execute());
    }

    /** @return false if the account has no such note */
    boolean change(AccountId owner, UUID id, String title, String text) {
        String sql =
                "update note set title = :title, text = :text, changed_at = :now where account_id = :owner and id = :id";
        return jdbi.withHandle(handle -> handle.createUpdate(sql)
                        .bind("owner", owner.value())
                        .bind("id", id)
                        .bind("title", title)
                        .bind("text", text)
                        .bind("now", clock.instant())
                        .execute())
                == 1;
    }

    /** @return false if the account has no such note */
    boolean delete(AccountId owner, UUID id) {
        String sql = "delete from note where account_id = :owner and id = :id";
        return jdbi.withHandle(handle -> handle.createUpdate(sql)
                        .bind("owner", owner.value())
                        .bind("id", id)
                        .execute())
                == 1;
    }
}
