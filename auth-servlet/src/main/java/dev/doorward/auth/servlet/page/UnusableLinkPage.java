package dev.doorward.auth.servlet.page;

/** A mailed link that does nothing: it was used, is too old, was overtaken by a change, or never was one. */
public record UnusableLinkPage(MailedLink link) implements Page {}
