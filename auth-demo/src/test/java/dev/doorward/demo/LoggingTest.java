package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.eclipse.jetty.http.HttpParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoggingTest {
    @TempDir
    Path directory;

    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void anotherContextThanTheProcessUses() {
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    private List<String> linesAfter(Runnable logging) throws Exception {
        Logging.to(directory, context);
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAppender("console");
        logging.run();
        context.stop();
        return Files.readAllLines(directory.resolve(Logging.FILE));
    }

    @Test
    void the_file_starts_anew_by_day_and_size_and_is_compressed_and_bounded() throws Exception {
        Logging.to(directory, context);
        var file = assertInstanceOf(
                RollingFileAppender.class,
                context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender("file"));
        var rolling = assertInstanceOf(SizeAndTimeBasedRollingPolicy.class, file.getTriggeringPolicy());
        assertTrue(file.isStarted());
        assertEquals(directory.resolve("doorward.%d{yyyy-MM-dd}.%i.log.gz").toString(), rolling.getFileNamePattern());
        assertEquals(30, rolling.getMaxHistory());
        context.stop();
    }

    @Test
    void a_full_file_is_compressed_beside_the_new_one() throws Exception {
        String text = "x".repeat(1000);
        linesAfter(() -> {
            for (int i = 0; i < 12_000; i++) {
                context.getLogger("dev.doorward.test").info(text);
            }
        });
        try (var files = Files.list(directory)) {
            assertTrue(files.anyMatch(file -> file.getFileName().toString().matches("doorward\\..*\\.0\\.log\\.gz")));
        }
    }

    @Test
    void one_event_is_one_line_whatever_a_request_put_into_it() throws Exception {
        List<String> lines = linesAfter(() -> context.getLogger("dev.doorward.test")
                .info("login of {}", "a\r\n2026-11-20T12:00:00 INFO forged\u001b[31m ${jndi:ldap://x/} %n"));
        assertEquals(1, lines.size());
        assertTrue(lines.get(0).endsWith("login of a??2026-11-20T12:00:00 INFO forged?[31m ${jndi:ldap://x/} %n"));
    }

    /** A terminal takes U+009B for the start of a command, and some readers U+0085 and U+2028 for the end of a line. */
    @Test
    void no_control_character_of_unicode_reaches_the_file() throws Exception {
        String hostile = "a\u009b31m\u0085b\u2028c\u2029d\u202ee\u007ff";
        List<String> lines = linesAfter(() -> context.getLogger("dev.doorward.test")
                .warn("login of {}", hostile, new IllegalStateException(hostile + "\tg")));
        assertTrue(lines.get(0).endsWith("login of a?31m?b?c?d?e?f"), lines.get(0));
        assertTrue(lines.get(1).endsWith("IllegalStateException: a?31m?b?c?d?e?f\tg"), lines.get(1));
    }

    @Test
    void a_long_message_is_cut() throws Exception {
        List<String> lines =
                linesAfter(() -> context.getLogger("dev.doorward.test").info("x".repeat(100_000)));
        assertTrue(lines.get(0).endsWith("x".repeat(2_000)));
        assertTrue(lines.get(0).length() < 2_200, "length " + lines.get(0).length());
    }

    /** Its parser repeats a second Host header in full. */
    @Test
    void headers_that_jetty_cannot_use_do_not_fill_the_log() throws Exception {
        List<String> lines = linesAfter(() -> {
            context.getLogger(HttpParser.class).warn("Host: evil.example");
            context.getLogger(HttpParser.class).error("broken");
        });
        assertEquals(1, lines.size(), lines.toString());
    }

    @Test
    void a_log_directory_that_others_may_look_into_is_told() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> lines = linesAfter(() -> {});
        assertEquals(1, lines.size());
        assertTrue(lines.get(0).endsWith("chmod 700 " + directory), lines.get(0));
    }

    @Test
    void an_exceptions_message_cannot_forge_a_line_either() throws Exception {
        List<String> lines = linesAfter(() -> context.getLogger("dev.doorward.test")
                .warn("failed", new IllegalStateException("x\n2026-11-20T12:00:00 INFO forged\r2026 forged")));
        assertTrue(lines.size() > 2);
        for (String line : lines.subList(1, lines.size())) {
            assertTrue(line.startsWith("    "), line);
        }
        assertEquals(
                1,
                lines.stream()
                        .filter(line -> line.contains("IllegalStateException"))
                        .count());
    }

    @Test
    void libraries_are_heard_only_when_something_is_wrong() throws Exception {
        List<String> lines = linesAfter(() -> {
            context.getLogger("org.eclipse.jetty").info("chatter");
            context.getLogger("org.eclipse.jetty").warn("trouble");
            context.getLogger("dev.doorward.test").info("fact");
        });
        assertEquals(2, lines.size());
        assertFalse(lines.toString().contains("chatter"));
    }

    @Test
    void a_line_names_its_request_and_its_account() throws Exception {
        List<String> lines = linesAfter(() -> {
            var adapter = context.getMDCAdapter();
            adapter.put("request", "k3n1f");
            adapter.put("account", "0199c1f2");
            context.getLogger("dev.doorward.test").info("within");
            adapter.clear();
            context.getLogger("dev.doorward.test").info("without");
        });
        assertTrue(lines.get(0).contains("] k3n1f 0199c1f2 dev.doorward.test within"), lines.get(0));
        assertTrue(lines.get(1).contains("] - - dev.doorward.test without"), lines.get(1));
    }

    /** Jetty writes whole requests at DEBUG, with cookies and passwords. */
    @Test
    void whatever_level_is_turned_on_no_library_writes_its_details() throws Exception {
        List<String> lines = linesAfter(() -> {
            context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.TRACE);
            context.getLogger("org.eclipse.jetty.server").setLevel(Level.TRACE);
            context.getLogger("org.eclipse.jetty.server").debug("Cookie: __Host-session=secret");
            context.getLogger("com.zaxxer.hikari").trace("password=secret");
            context.getLogger("org.eclipse.jetty.server").info("started");
            context.getLogger("dev.doorward").setLevel(Level.TRACE);
            context.getLogger("dev.doorward.auth").trace("a step");
        });
        assertEquals(2, lines.size(), lines.toString());
        assertFalse(lines.toString().contains("secret"));
    }

    @Test
    void nobody_else_may_read_the_logs() throws Exception {
        Path logs = directory.resolve("new/logs");
        Logging.to(logs, context);
        context.stop();
        assertEquals(PosixFilePermissions.fromString("rwx------"), Files.getPosixFilePermissions(logs));
    }
}
