package dev.doorward.auth.mail;

import org.jspecify.annotations.Nullable;

/**
 * How mails leave.
 *
 * @param mailer null where this node has none: then no mail is kept, unless other nodes send
 * @param renderer the application's own texts, asked before the built-in ones
 * @param background whether this node sends by itself; false leaves that to other nodes
 */
public record MailDelivery(
        @Nullable Mailer mailer, MailRenderer renderer, MailSite site, TicketLinks links, boolean background) {}
