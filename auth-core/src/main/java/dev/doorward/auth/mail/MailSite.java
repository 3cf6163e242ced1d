package dev.doorward.auth.mail;

/**
 * The application, as mails name it. All addresses are made from the configured base URL and never from a request.
 *
 * @param name the application's name
 * @param home where the application is
 * @param login the page to log in
 * @param forgotPassword the page to ask for a new password
 */
public record MailSite(String name, String home, String login, String forgotPassword) {}
