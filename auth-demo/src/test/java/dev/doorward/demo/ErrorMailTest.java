package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The configuration that docs/logging.md shows, with a mail server of this test's own. */
class ErrorMailTest {
    private static final Path CONFIGURATION = Path.of("src/test/resources/logback-mail.xml");

    @Test
    void an_error_reaches_the_operator_with_what_came_before_it() throws Exception {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        try {
            server.setUser("shop@app.example", "shop", "a password");
            context.putProperty("MAIL_HOST", "127.0.0.1");
            context.putProperty("MAIL_PORT", Integer.toString(server.getSmtp().getPort()));
            context.putProperty("MAIL_STARTTLS", "false");
            context.putProperty("MAIL_USER", "shop");
            context.putProperty("MAIL_PASSWORD", "a password");
            JoranConfigurator configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(CONFIGURATION.toFile());
            context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAppender("console");

            context.getLogger("dev.doorward.test").info("what came before");
            context.getLogger("dev.doorward.test").error("it\nbroke", new IllegalStateException("because"));
            assertTrue(server.waitForIncomingEmail(10_000, 1));
            MimeMessage mail = server.getReceivedMessages()[0];
            assertEquals("ERROR dev.doorward.test: it broke", mail.getSubject());
            assertEquals("operator@app.example", mail.getAllRecipients()[0].toString());
            String text = GreenMailUtil.getBody(mail);
            assertTrue(text.contains("what came before"), text);
            assertTrue(text.contains("because"), text);
        } finally {
            context.stop();
            server.stop();
        }
    }

    @Test
    void the_page_shows_this_very_configuration() throws Exception {
        Matcher shown = Pattern.compile("```xml\\R(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/logging.md")));
        assertTrue(shown.find());
        assertEquals(Files.readString(CONFIGURATION), shown.group(1));
    }
}
