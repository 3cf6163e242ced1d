package dev.doorward.docs;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.DoorwardBuilder;
import javax.sql.DataSource;

final class StoreExample {
    private StoreExample() {}

    static void databases(DataSource dataSource, String password) {
        DoorwardBuilder builder = Doorward.builder();
        // docs: database
        builder.database(dataSource); // your own
        builder.database("jdbc/app", null, null); // a container's, by its JNDI name
        builder.database("jdbc:postgresql://db.example/app", "app", password); // a pool of Doorward's own
        // docs: end
    }
}
