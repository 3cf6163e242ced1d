package dev.doorward.docs;

import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** The data source that an application of the documentation has already. */
final class OwnDatabase {
    static final DataSource dataSource = inMemory();

    private OwnDatabase() {}

    private static DataSource inMemory() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return database;
    }
}
