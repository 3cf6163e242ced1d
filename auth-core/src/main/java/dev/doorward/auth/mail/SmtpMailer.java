package dev.doorward.auth.mail;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.Properties;
import java.util.UUID;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends by SMTP (RFC 5321) over TLS: {@code smtps://} from the first byte (RFC 8314 section 3.3), {@code smtp://} by
 * STARTTLS (RFC 3207), which the server must offer. Its certificate must be valid for its name, by the platform's trust
 * store.
 *
 * <p>Guaranteed: user, password and message never travel in the clear, unless {@link #allowPlaintext} was said; a
 * message has one recipient; once the name is resolved, a send ends within half a minute however slowly the server
 * answers; what is thrown holds neither an address nor a password. Not guaranteed: that the name service answers in
 * time.
 *
 * <p>Immutable and safe for use by many threads. Each message has a connection of its own.
 */
public final class SmtpMailer implements Mailer {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpMailer.class);

    private static final Timeouts TIMEOUTS =
            new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(20));

    private final SmtpServer server;
    private final MailFrom from;
    private final SSLSocketFactory tls;
    private final Timeouts timeouts;

    /** @param read for the next byte; {@code answers} for all that the server says, from the first on */
    record Timeouts(Duration connect, Duration read, Duration answers) {}

    private SmtpMailer(SmtpServer server, MailFrom from, SSLSocketFactory tls, Timeouts timeouts) {
        this.server = server;
        this.from = from;
        this.tls = tls;
        this.timeouts = timeouts;
    }

    /**
     * @param url {@code smtp://user:password@mail.example:587} or {@code smtps://...:465}, these being the ports unless
     *     named; special characters in user and password percent-encoded; no user where the server asks for none.
     *     {@code smtp://...?allowPlaintext} is {@link #allowPlaintext}
     * @param from {@code mail@shop.example} or {@code Shop <mail@shop.example>}
     * @throws IllegalArgumentException if either cannot be read, saying why and nothing of what they hold
     */
    public static SmtpMailer of(String url, String from) {
        return of(url, MailFrom.of(from));
    }

    /** {@link #of(String, String)} with a sender who was read before. */
    public static SmtpMailer of(String url, MailFrom from) {
        return new SmtpMailer(SmtpServer.of(url), from, (SSLSocketFactory) SSLSocketFactory.getDefault(), TIMEOUTS);
    }

    /**
     * The same for a server that offers no TLS: for one on this machine, while developing. TLS is used if it is
     * offered, and whoever sits in between can hide the offer.
     */
    public SmtpMailer allowPlaintext() {
        return new SmtpMailer(server.withPlaintext(), from, tls, timeouts);
    }

    /** Whether mails may go unencrypted, so that production should refuse it. */
    public boolean allowsPlaintext() {
        return server.plaintext();
    }

    SmtpMailer trusting(SSLSocketFactory tls) {
        return new SmtpMailer(server, from, tls, timeouts);
    }

    SmtpMailer with(Timeouts timeouts) {
        return new SmtpMailer(server, from, tls, timeouts);
    }

    @Override
    public void send(MailMessage message) throws MailException {
        Session session = Session.getInstance(properties());
        MimeMessage mime = mime(session, message);
        SmtpTransport transport = connected(session);
        try {
            transport.sendMessage(mime, mime.getAllRecipients());
        } catch (MessagingException e) {
            throw SmtpFailure.sending(server, e, transport.isRecipientNamed());
        } finally {
            close(transport);
        }
    }

    /**
     * Connects and logs in as a message would, and sends none.
     *
     * @throws MailException if the server is away or does not let us in
     */
    public void check() throws MailException {
        close(connected(Session.getInstance(properties())));
    }

    private SmtpTransport connected(Session session) throws MailException {
        SmtpTransport transport = new SmtpTransport(session);
        try {
            transport.connect(server.host(), server.port(), server.user(), server.password());
            return transport;
        } catch (MessagingException e) {
            throw SmtpFailure.connecting(server, e);
        }
    }

    /** What goes wrong now changes nothing: the server has answered already. */
    private static void close(Transport transport) {
        try {
            transport.close();
        } catch (MessagingException e) {
            LOG.debug("The connection to the mail server ended without a farewell", e);
        }
    }

    private Properties properties() {
        Properties properties = new Properties();
        set(properties, "connectiontimeout", timeouts.connect().toMillis());
        set(properties, "timeout", timeouts.read().toMillis());
        set(properties, "writetimeout", timeouts.read().toMillis());
        DeadlineSockets sockets = new DeadlineSockets(timeouts.read(), timeouts.answers());
        set(properties, "socketFactory", sockets);
        set(properties, "socketFactory.fallback", false);
        set(properties, "ssl.socketFactory", new LayeredTls(sockets, tls));
        set(properties, "ssl.protocols", "TLSv1.3 TLSv1.2");
        set(properties, "ssl.checkserveridentity", true);
        set(properties, "ssl.enable", server.tls());
        set(properties, "starttls.enable", !server.tls());
        set(properties, "starttls.required", !server.tls() && !server.plaintext());
        set(properties, "auth", server.user() != null);
        // The message is the server's once it has said so; its farewell is not worth waiting for.
        set(properties, "quitwait", false);
        return properties;
    }

    private static void set(Properties properties, String name, Object value) {
        properties.put("mail.smtp." + name, value instanceof SocketFactory ? value : String.valueOf(value));
    }

    @SuppressWarnings("JavaUtilDate") // Jakarta Mail takes no other.
    private MimeMessage mime(Session session, MailMessage message) throws MailException {
        try {
            MimeMessage mime = new MimeMessage(session) {
                /** The usual one would tell the user and the machine that this runs as. */
                @Override
                protected void updateMessageID() throws MessagingException {
                    setHeader("Message-ID", "<" + UUID.randomUUID() + "@" + from.domain() + ">");
                }
            };
            mime.setFrom(new InternetAddress(
                    from.address().value(), from.name().isEmpty() ? null : from.name(), StandardCharsets.UTF_8.name()));
            mime.setRecipient(
                    Message.RecipientType.TO, new InternetAddress(message.to().value(), true));
            mime.setSubject(message.subject(), StandardCharsets.UTF_8.name());
            mime.setSentDate(new Date());
            // So that no absence note is sent back (RFC 3834 section 5).
            mime.setHeader("Auto-Submitted", "auto-generated");
            mime.setContent(
                    new MimeMultipart("alternative", part(message.text(), "plain"), part(message.html(), "html")));
            return mime;
        } catch (MessagingException | UnsupportedEncodingException e) {
            throw MailException.deferred(
                    "it cannot be composed: " + e.getClass().getSimpleName());
        }
    }

    private static MimeBodyPart part(String text, String subtype) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(text, StandardCharsets.UTF_8.name(), subtype);
        return part;
    }

    /** Without user and password. */
    @Override
    public String toString() {
        return "SmtpMailer[" + server + "]";
    }
}
