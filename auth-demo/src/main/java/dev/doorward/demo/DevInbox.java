package dev.doorward.demo;

import dev.doorward.auth.mail.MailMessage;
import dev.doorward.auth.mail.Mailer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mail server of development mode: keeps the newest mails in memory instead of sending them, for
 * {@link DevMailServlet} to show. They are gone with the process.
 */
final class DevInbox implements Mailer {
    static final String PATH = "/dev/mail";

    private static final Logger LOG = LoggerFactory.getLogger(DevInbox.class);
    private static final int MOST = 200;

    private final Clock clock;
    private final Deque<Kept> newestFirst = new ArrayDeque<>();
    private int last;

    DevInbox(Clock clock) {
        this.clock = clock;
    }

    /** @param number counts from 1 */
    record Kept(int number, MailMessage message, Instant sentAt) {
        /** Its lines, so that a page can make links of some. */
        List<String> lines() {
            return message.text().lines().toList();
        }
    }

    @Override
    public void send(MailMessage message) {
        int number = keep(message);
        // The links in it log people in, so a log is no place for them.
        LOG.info("A mail came: {}. Read it at {}/{}", message.subject(), PATH, number);
    }

    private synchronized int keep(MailMessage message) {
        last++;
        newestFirst.addFirst(new Kept(last, message, clock.instant()));
        if (newestFirst.size() > MOST) {
            newestFirst.removeLast();
        }
        return last;
    }

    synchronized List<Kept> newestFirst() {
        return List.copyOf(newestFirst);
    }

    synchronized Optional<Kept> find(int number) {
        return newestFirst.stream().filter(kept -> kept.number() == number).findFirst();
    }
}
