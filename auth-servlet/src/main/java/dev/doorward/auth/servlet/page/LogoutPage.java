package dev.doorward.auth.servlet.page;

/** Asks for the click that logs out, since a link alone must not. */
public record LogoutPage() implements Page {}
