package dev.doorward.auth.servlet.page;

/**
 * One line on top of the page after a redirect.
 *
 * @param text plain text in the reader's language
 */
public record FlashMessage(Kind kind, String text) {

    /** Decides colour and how a screen reader announces the line. */
    public enum Kind {
        /** What was asked for has been done. */
        DONE,
        /** Something worth knowing. */
        NOTE,
        /** Something did not work. */
        PROBLEM
    }
}
