package dev.doorward.auth.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.doorward.auth.secret.CookieSigner;
import dev.doorward.auth.servlet.cookie.CookieName;
import dev.doorward.auth.servlet.cookie.Cookies;
import dev.doorward.auth.servlet.page.FlashMessage;
import dev.doorward.auth.servlet.page.FlashMessage.Kind;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages for the page that follows a redirect.
 *
 * <pre>{@code
 * Flash.add(request, response, FlashMessage.Kind.DONE, "The note has been saved.");
 * response.sendRedirect("notes");
 * }</pre>
 *
 * <p>They travel in a signed cookie and are gone once a page has read them, or after a minute. A template finds them in
 * the request attribute {@code flash}, a list of {@link FlashMessage}. The text is plain: the page escapes it. It is
 * readable for whoever holds the browser, so it is no place for secrets.
 */
public final class Flash {

    /** Long enough for any redirect, short enough not to turn up tomorrow where no page ever read it. */
    private static final Duration LIFETIME = Duration.ofMinutes(1);

    /** In bytes; signed and in base64 they stay below the 4096 that a browser keeps. */
    private static final int MAXIMUM_BYTES = 2500;

    private final Cookies cookies;
    private final CookieSigner signer;
    private final Clock clock;
    private final HttpServletResponse response;
    private final @Nullable String received;
    private final List<FlashMessage> added = new ArrayList<>();
    private @Nullable List<FlashMessage> read;

    /** The messages of one request; made by the filter. */
    public Flash(
            Cookies cookies,
            CookieSigner signer,
            Clock clock,
            HttpServletRequest request,
            HttpServletResponse response) {
        this.cookies = cookies;
        this.response = response;
        this.signer = signer;
        this.clock = clock;
        this.received = cookies.read(request, CookieName.FLASH);
    }

    /**
     * Leaves a message for the next page.
     *
     * @throws IllegalArgumentException if the text is longer than about 800 characters of a Latin script (2500 bytes)
     * @throws IllegalStateException if the response is on its way already, or no filter of Doorward saw the request
     */
    public static void add(HttpServletRequest request, HttpServletResponse response, Kind kind, String text) {
        if (!(request.getAttribute(Flash.class.getName()) instanceof Flash flash)) {
            throw new IllegalStateException("No DoorwardFilter or AuthenticationFilter is in front of this path");
        }
        flash.add(response, new FlashMessage(kind, text));
    }

    /** The messages left for this page; reading them is what makes the browser forget them. */
    public static List<FlashMessage> of(HttpServletRequest request) {
        return request.getAttribute(Flash.class.getName()) instanceof Flash flash ? flash.read() : List.of();
    }

    private void add(HttpServletResponse response, FlashMessage message) {
        if (response.isCommitted()) {
            throw new IllegalStateException("The response is on its way already; add the message before writing");
        }
        added.add(message);
        String text = text(added);
        while (text.getBytes(UTF_8).length > MAXIMUM_BYTES) {
            if (added.size() == 1) {
                added.clear();
                throw new IllegalArgumentException("A flash message has at most " + MAXIMUM_BYTES + " bytes");
            }
            added.remove(0);
            text = text(added);
        }
        cookies.write(response, CookieName.FLASH, signer.sign(text), LIFETIME);
    }

    /** Where the response is on its way already, the messages stay until they are a minute old. */
    private List<FlashMessage> read() {
        List<FlashMessage> messages = read;
        if (messages == null) {
            messages = received == null
                    ? List.of()
                    : signer.open(received).map(this::messages).orElse(List.of());
            read = messages;
            if (received != null && !response.isCommitted() && added.isEmpty()) {
                cookies.expire(response, CookieName.FLASH);
            }
        }
        return messages;
    }

    /** The time of day it ends, then one line for each message. */
    private String text(List<FlashMessage> messages) {
        StringBuilder text =
                new StringBuilder().append(clock.instant().plus(LIFETIME).getEpochSecond());
        for (FlashMessage message : messages) {
            text.append('\n').append(message.kind().name()).append(' ');
            text.append(message.text().replace('\n', ' '));
        }
        return text.toString();
    }

    private List<FlashMessage> messages(String text) {
        String[] lines = text.split("\n", -1);
        // Signed by us, so it has the form that we gave it.
        if (clock.instant().getEpochSecond() > Long.parseLong(lines[0])) {
            return List.of();
        }
        List<FlashMessage> messages = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            int space = lines[i].indexOf(' ');
            messages.add(new FlashMessage(Kind.valueOf(lines[i].substring(0, space)), lines[i].substring(space + 1)));
        }
        return List.copyOf(messages);
    }
}
