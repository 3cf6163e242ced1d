package dev.doorward.auth.mail;

import java.util.Objects;

/**
 * What a mail says. Whom it says it to is not a template's to decide.
 *
 * @param subject one line; becomes a header
 * @param text as plain text
 * @param html the same as HTML, complete
 */
public record MailContent(String subject, String text, String html) {

    /** @throws IllegalArgumentException if the subject has line breaks or other control characters */
    public MailContent {
        requireOneLine(subject, "A subject");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(html, "html");
    }

    static void requireOneLine(String text, String what) {
        boolean oneLine = text.codePoints().noneMatch(c -> switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> false;
        });
        if (!oneLine) {
            throw new IllegalArgumentException(what + " is one line without control characters");
        }
    }
}
