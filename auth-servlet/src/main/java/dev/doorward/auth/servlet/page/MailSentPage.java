package dev.doorward.auth.servlet.page;

import org.jspecify.annotations.Nullable;

/**
 * Says that a mail is on its way, in words that are true whether or not it is: who asked must not learn whether an
 * address has an account.
 *
 * @param developmentInbox where the mails are shown in development mode, with the context path; else null
 */
public record MailSentPage(SentMail mail, @Nullable String developmentInbox) implements Page {}
