package dev.doorward.auth.servlet.page;

/**
 * Changes the address: fields {@code email} and {@code password}.
 *
 * @param current empty where there is none
 * @param login the name the password belongs to, told to password managers
 */
public record EmailPage(Form form, String current, String login) implements Page {}
