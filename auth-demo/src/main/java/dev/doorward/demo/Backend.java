package dev.doorward.demo;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.doorward.auth.Doorward;
import dev.doorward.auth.DoorwardBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind the pages: the database, which Doorward and the application share, and Doorward itself.
 *
 * @param inbox what keeps mails in development mode; null where a mail server takes them
 */
record Backend(
        HikariDataSource database,
        Doorward doorward,
        @Nullable DevInbox inbox) implements AutoCloseable {

    /**
     * For the server.
     *
     * @throws CannotStartException if the database does not answer, or others may look into its directory
     * @throws dev.doorward.auth.InvalidSettingsException listing every bad setting of Doorward's
     */
    static Backend open(DemoSettings settings, URI baseUrl) {
        DevInbox inbox = settings.keepsMails() ? new DevInbox(Clock.systemUTC()) : null;
        return open(
                settings,
                baseUrl,
                inbox,
                builder -> inbox == null ? builder : builder.mailer(inbox).developmentInbox(DevInbox.PATH));
    }

    /**
     * For a command, perhaps beside the server, whose inbox or mail server gets the mails.
     *
     * @throws CannotStartException as {@link #open}
     */
    static Backend forCommand(DemoSettings settings) {
        return open(settings, settings.baseUrlAt(settings.httpsPort()), null, DoorwardBuilder::leaveMailToOtherNodes);
    }

    private static Backend open(
            DemoSettings settings, URI baseUrl, @Nullable DevInbox inbox, UnaryOperator<DoorwardBuilder> mail) {
        keepOthersOut(settings.dataDirectory());
        HikariDataSource database = connect(settings.database());
        try {
            Doorward doorward = mail.apply(Doorward.builder()
                            .from(settings.named())
                            .baseUrl(baseUrl.toString())
                            .database(database)
                            .allowLoginLink()) // off unless asked for
                    .build();
            NotesTable.migrate(database, settings.database().schema());
            return new Backend(database, doorward, inbox);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static HikariDataSource connect(DemoSettings.DatabaseAddress address) {
        try {
            return new HikariDataSource(pool(address));
        } catch (RuntimeException e) {
            throw new CannotStartException(
                    "The database at " + address + " does not answer: " + reason(e)
                            + ". Start it, or choose another with DOORWARD_DATABASE_URL.",
                    e);
        }
    }

    /**
     * H2 writes its files as the umask has it, and with AUTO_SERVER beside them what its port asks of a client. Whoever
     * can read that is the database's administrator, and so can run code as this process does.
     */
    static void keepOthersOut(Path data) {
        try {
            PrivateFiles.directory(data);
            if (PrivateFiles.isOpenToOthers(data)) {
                throw new CannotStartException("Other users of this machine may look into " + data
                        + ", where the database is. Forbid it with: chmod 700 " + data
                        + ", or choose another with DOORWARD_DATA_DIR.");
            }
        } catch (IOException e) {
            throw new CannotStartException(
                    "The database cannot be kept in " + data + ": " + e.getMessage()
                            + ". Make the directory writable, or choose another with DOORWARD_DATA_DIR.",
                    e);
        }
    }

    private static HikariConfig pool(DemoSettings.DatabaseAddress address) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("demo");
        pool.setJdbcUrl(address.url());
        pool.setUsername(address.user());
        pool.setPassword(address.password());
        pool.setConnectionTimeout(3_000); // a request waits no longer for a database that is away
        if (address.url().startsWith("jdbc:postgresql:")) {
            // Otherwise the message of a refused statement has the row's values in it, and messages are logged.
            pool.addDataSourceProperty("logServerErrorDetail", "false");
        }
        return pool;
    }

    private static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    }

    @Override
    public void close() {
        doorward.close();
        database.close();
    }
}
