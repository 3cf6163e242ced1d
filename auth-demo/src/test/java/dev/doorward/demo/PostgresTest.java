package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresTest {
    @TempDir
    Path directory;

    @Test
    void the_application_runs_on_postgresql_and_says_when_it_is_away() throws Exception {
        EmbeddedPostgres postgres = EmbeddedPostgres.start();
        String[] settings = {
            "DOORWARD_DATABASE_URL",
            "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres",
            "DOORWARD_DATABASE_USER",
            "postgres"
        };
        try (RunningServer running = RunningServer.ofTheApplication(directory, settings)) {
            Visitor visitor = new Visitor(running.server.baseUrl().toString(), running.trusting);
            visitor.registers("alice");
            visitor.logsIn("alice");
            assertEquals(
                    303,
                    visitor.submit("/notes", "/notes", "title", "Milk", "text", "")
                            .statusCode());
            assertTrue(visitor.get("/notes").body().contains("Milk"));
            assertEquals(
                    422,
                    visitor.submit("/notes", "/notes", "title", "a\0b", "text", "")
                            .statusCode());
            assertEquals(200, visitor.get("/health").statusCode());
            postgres.close();
            for (String path : List.of("/health", "/dashboard", "/notes", "/auth/account")) {
                HttpResponse<String> response = visitor.get(path);
                assertEquals(503, response.statusCode(), path + response.body());
                assertFalse(response.body().contains("postgres"), path);
            }
            Visitor stranger = new Visitor(running.server.baseUrl().toString(), running.trusting);
            assertEquals(200, stranger.get("/").statusCode(), "what needs no database is still there");
        } finally {
            postgres.close();
        }
        CannotStartException refused =
                assertThrows(CannotStartException.class, () -> RunningServer.ofTheApplication(directory, settings));
        assertTrue(
                refused.getMessage()
                        .startsWith("The database at jdbc:postgresql://localhost:" + postgres.getPort()
                                + "/postgres does not answer: "),
                refused.getMessage());
    }
}
