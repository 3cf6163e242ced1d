package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was acknowledged is kept, even if the process is killed in the same moment. On PostgreSQL: H2 acknowledges what
 * a thread of its own has yet to write, and a kill on a busy machine may lose the last of it.
 */
class KillIT {
    private static final int PEOPLE = 100;
    private static final int LOGGED_IN = 5;
    private static final long PATIENCE_MILLIS = 180_000;

    @TempDir
    Path directory;

    @Test
    void a_kill_loses_no_acknowledged_registration_and_no_session() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            logInAndKill(postgres);
        }
    }

    private void logInAndKill(EmbeddedPostgres postgres) throws Exception {
        String[] database = on(postgres);
        Set<String> acknowledged = new TreeSet<>();
        List<Visitor> visitors = new ArrayList<>();
        SSLContext trusting;
        try (DemoProcess demo = DemoProcess.serve(directory, database)) {
            trusting = RunningServer.trusting(directory.resolve("data"));
            for (int i = 0; i < PEOPLE; i++) {
                Visitor visitor = new Visitor(demo.address(), trusting);
                visitor.registers("person" + i);
                acknowledged.add("person" + i);
                if (i >= PEOPLE - LOGGED_IN) {
                    visitor.logsIn("person" + i);
                    visitors.add(visitor);
                }
            }
            demo.kill();
        }
        try (DemoProcess again = DemoProcess.serve(directory, database)) {
            assertEquals(acknowledged, usernames(postgres));
            for (Visitor visitor : visitors) {
                assertEquals(
                        200,
                        visitor.at(again.address(), trusting).get("/dashboard").statusCode());
            }
            new Visitor(again.address(), trusting).logsIn("person0");
        }
    }

    @Test
    void a_mail_server_that_is_away_and_kills_in_between_lose_no_mail() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            registerAndKill(on(postgres));
        }
    }

    private void registerAndKill(String[] database) throws Exception {
        GreenMail gone = smtp(0);
        gone.start();
        int port = gone.getSmtp().getPort();
        gone.stop();
        String[] mail = {
            database[0],
            database[1],
            "DOORWARD_SMTP_URL=smtp://localhost:" + port + "?allowPlaintext",
            "DOORWARD_MAIL_FROM=demo@localhost"
        };
        Set<String> accepted = new TreeSet<>();
        for (int half = 0; half < 2; half++) {
            try (DemoProcess demo = DemoProcess.serve(directory, mail)) {
                SSLContext trusting = RunningServer.trusting(directory.resolve("data"));
                for (int i = 0; i < PEOPLE / 2; i++) {
                    String name = "person" + half + "x" + i;
                    new Visitor(demo.address(), trusting).asksToRegister(name);
                    accepted.add(name + "@example.org");
                }
                demo.kill();
            }
        }
        GreenMail smtp = smtp(port);
        smtp.start();
        try {
            try (DemoProcess demo = DemoProcess.serve(directory, mail)) {
                assertTrue(smtp.waitForIncomingEmail(PATIENCE_MILLIS, PEOPLE / 5));
                demo.kill();
            }
            try (DemoProcess demo = DemoProcess.serve(directory, mail)) {
                assertEquals(accepted, recipients(smtp, accepted.size()), demo.address());
            }
        } finally {
            smtp.stop();
        }
    }

    private static GreenMail smtp(int port) {
        return new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    }

    /** Once there are so many; the mail that was on its way when the process ended is sent when its lease is over. */
    private static Set<String> recipients(GreenMail smtp, int wanted) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        Set<String> recipients = new TreeSet<>();
        int arrived = 0;
        while (recipients.size() < wanted && System.nanoTime() < deadline) {
            smtp.waitForIncomingEmail(1_000, arrived + 1);
            MimeMessage[] messages = smtp.getReceivedMessages();
            arrived = messages.length;
            for (MimeMessage message : messages) {
                recipients.add(message.getAllRecipients()[0].toString());
            }
        }
        return recipients;
    }

    private static String[] on(EmbeddedPostgres postgres) {
        return new String[] {
            "DOORWARD_DATABASE_URL=" + postgres.getJdbcUrl("postgres", "postgres"), "DOORWARD_DATABASE_USER=postgres"
        };
    }

    private static Set<String> usernames(EmbeddedPostgres postgres) throws Exception {
        Set<String> found = new TreeSet<>();
        try (Connection beside = postgres.getPostgresDatabase().getConnection();
                ResultSet rows = beside.createStatement().executeQuery("select username from doorward.auth_account")) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }
}
