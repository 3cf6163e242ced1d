package dev.doorward.auth.servlet.page;

/**
 * What one of the account system's pages shows, without how it looks.
 *
 * <p>The list is closed: a {@link dev.doorward.auth.servlet.PageRenderer} that draws some of these hands on the rest. A
 * later version may add pages, so a renderer answers {@code false} for a page it does not know.
 */
public sealed interface Page
        permits RegisterPage,
                LoginPage,
                LogoutPage,
                ConfirmPage,
                SecurityCentrePage,
                UsernamePage,
                PasswordPage,
                SessionsPage,
                EmailPage,
                AskForMailPage,
                MailSentPage,
                MailedLinkPage,
                ChangeEmailPage,
                UnusableLinkPage,
                LoginCodePage,
                ShowCodePage,
                ErrorPage {}
