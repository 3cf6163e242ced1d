package dev.doorward.auth.login;

/**
 * That somebody asked for a login by mail.
 *
 * @param cookie for {@code __Host-pending}: which browser asked, whether or not anybody got a mail
 */
public record LinkRequest(String cookie) {}
