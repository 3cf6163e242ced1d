/**
 * Mail: written in the transaction of what it tells of, sent afterwards, each at least once.
 *
 * <p>Read {@link dev.doorward.auth.mail.Outbox} first: an operation adds a {@link dev.doorward.auth.mail.Mail} to it in
 * its own transaction, so that the mail exists exactly if what it tells of has happened. Neither the answer nor the
 * time of a request depends on a mail server. What is stored is sealed and holds no link; a link is made by
 * {@link dev.doorward.auth.mail.TicketLinks} at the moment of sending.
 *
 * <p>A {@link dev.doorward.auth.mail.MailRenderer} turns a mail into words and a {@link dev.doorward.auth.mail.Mailer}
 * takes the {@link dev.doorward.auth.mail.MailMessage} to a server. Both are an application's to replace.
 */
@NullMarked
package dev.doorward.auth.mail;

import org.jspecify.annotations.NullMarked;
