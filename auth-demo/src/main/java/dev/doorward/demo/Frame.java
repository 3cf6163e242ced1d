package dev.doorward.demo;

import dev.doorward.auth.servlet.CurrentUser;
import dev.doorward.auth.servlet.Flash;
import dev.doorward.auth.servlet.page.FlashMessage;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the frame around every page shows.
 *
 * @param user who is logged in, null for a stranger
 * @param csrfToken goes into every form as {@code _csrf}
 * @param flash messages left by the page before
 */
record Frame(Site site, @Nullable CurrentUser user, String csrfToken, List<FlashMessage> flash) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** The attributes {@code currentUser} and {@code flash} hold the same, for templates that read those. */
    static Frame of(Site site, HttpServletRequest request) {
        return new Frame(
                site,
                CurrentUser.find(request).orElse(null),
                (String) request.getAttribute("csrfToken"),
                Flash.of(request));
    }

    String time(Instant instant) {
        return TIME.format(instant);
    }
}
