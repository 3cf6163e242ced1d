package dev.doorward.auth;

import dev.doorward.auth.store.Database;
import dev.doorward.auth.store.DatabaseSettings;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The database that was chosen, before its schema is known.
 *
 * @param open makes it for a schema
 * @param check refuses what {@code open} would, and leaves nothing open
 */
record DatabaseChoice(Function<String, Database> open, Consumer<String> check) {

    static DatabaseChoice of(DataSource dataSource) {
        return of(schema -> Database.over(dataSource, schema));
    }

    static DatabaseChoice of(String url, @Nullable String user, @Nullable String password) {
        return new DatabaseChoice(
                schema -> Database.pooled(new DatabaseSettings(url, user, password, schema)),
                schema -> Database.check(new DatabaseSettings(url, user, password, schema)));
    }

    static DatabaseChoice ofJndi(String name) {
        return of(schema -> Database.jndi(name, schema));
    }

    /** Of a data source that stays its owner's: taking it opens nothing, and closing then closes nothing. */
    private static DatabaseChoice of(Function<String, Database> open) {
        return new DatabaseChoice(open, schema -> open.apply(schema).close());
    }
}
