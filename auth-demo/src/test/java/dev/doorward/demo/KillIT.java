package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is kept, even if the process is killed in the same moment. */
class KillIT {
    private static final int PEOPLE = 100;
    private static final int LOGGED_IN = 5;

    @TempDir
    Path directory;

    @Test
    void a_kill_loses_no_acknowledged_registration_and_no_session() throws Exception {
        Set<String> acknowledged = new TreeSet<>();
        List<Visitor> visitors = new ArrayList<>();
        SSLContext trusting;
        try (DemoProcess demo = DemoProcess.serve(directory)) {
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
        try (DemoProcess again = DemoProcess.serve(directory)) {
            assertEquals(acknowledged, usernames());
            for (Visitor visitor : visitors) {
                assertEquals(
                        200,
                        visitor.at(again.address(), trusting).get("/dashboard").statusCode());
            }
            new Visitor(again.address(), trusting).logsIn("person0");
        }
    }

    private Set<String> usernames() throws Exception {
        String url =
                DemoSettings.of(RunningServer.environment(directory)).database().url();
        Set<String> found = new TreeSet<>();
        try (Connection beside = DriverManager.getConnection(url, "sa", "");
                ResultSet rows = beside.createStatement().executeQuery("select username from doorward.auth_account")) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }
}
