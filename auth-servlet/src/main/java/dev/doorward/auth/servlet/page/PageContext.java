package dev.doorward.auth.servlet.page;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every page needs beside its own model.
 *
 * @param appName the application's name
 * @param auth where the account system stands, with the context path and without a final slash: {@code /shop/auth}
 * @param home where the application's name links to, such as {@code /shop/}
 * @param user what to call who is logged in (username, else address), null for a stranger
 * @param csrfToken goes into every form as {@code _csrf}
 * @param nonce lets a script run under the page's content security policy
 * @param flash messages carried over a redirect
 * @param messages texts in the reader's language
 * @param now the time of the request
 * @param theme address of the application's own stylesheet, loaded after the built-in one; null where it has none
 */
public record PageContext(
        String appName,
        String auth,
        String home,
        @Nullable String user,
        String csrfToken,
        String nonce,
        List<FlashMessage> flash,
        Messages messages,
        Instant now,
        @Nullable String theme) {

    public PageContext {
        flash = List.copyOf(flash);
    }

    public PageContext(
            String appName,
            String auth,
            String home,
            @Nullable String user,
            String csrfToken,
            String nonce,
            List<FlashMessage> flash,
            Messages messages,
            Instant now) {
        this(appName, auth, home, user, csrfToken, nonce, flash, messages, now, null);
    }

    PageContext withTheme(String address) {
        return new PageContext(appName, auth, home, user, csrfToken, nonce, flash, messages, now, address);
    }

    /** Addresses of the stylesheet, the script and the icon. */
    public Assets assets() {
        return Assets.under(auth);
    }
}
