package dev.doorward.auth.servlet.filter;

import dev.doorward.auth.servlet.cookie.Cookies;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The response of a {@link SecurityHeadersFilter}. Its headers stand there before the application answers, because
 * afterwards may be too late: an answer can be on its way after any byte. So this sees to it that what the application
 * sets takes the place of what stands there, and that a {@code reset} does not end it.
 */
final class SecuredResponse extends HttpServletResponseWrapper {

    private final PreparedHeaders headers;
    private final boolean secure;

    /** Bit by bit, which of the headers stand there because this put them, and so are this one's to change. */
    private int own;

    private boolean page = true;
    private boolean setsCookie;
    private @Nullable String nonce;

    SecuredResponse(HttpServletResponse response, PreparedHeaders headers, boolean secure) {
        super(response);
        this.headers = headers;
        this.secure = secure;
        put();
    }

    /** The one that a response is or wraps, or null. */
    static @Nullable SecuredResponse of(ServletResponse response) {
        ServletResponse current = response;
        while (!(current instanceof SecuredResponse) && current instanceof ServletResponseWrapper wrapper) {
            current = wrapper.getResponse();
        }
        return current instanceof SecuredResponse secured ? secured : null;
    }

    /** Lets in the scripts of a page that bear this nonce, unless it is on its way already. */
    void allow(String nonceOfPage) {
        if (!nonceOfPage.equals(nonce)) {
            nonce = nonceOfPage;
            rewrite();
        }
    }

    private void put() {
        boolean again = false;
        for (int i = 0; i < headers.size(); i++) {
            if (headers.isTransportSecurity(i) && !secure) {
                continue;
            }
            String present = super.getHeader(headers.name(i));
            if (present == null) {
                super.addHeader(headers.name(i), value(i));
                own |= 1 << i;
            } else if (present.equals(headers.ofPage(i)) || present.equals(headers.ofData(i))) {
                // An earlier dispatch of the same request has put it there.
                own |= 1 << i;
                again = true;
            }
        }
        if (again) {
            page = isPage(super.getContentType());
            setsCookie = super.getHeaders(Cookies.SET_COOKIE).stream().anyMatch(Cookies::areIn);
            rewrite();
        }
    }

    private String value(int index) {
        if (!page) {
            return headers.ofData(index);
        }
        return nonce == null ? headers.ofPage(index) : headers.ofPage(index, nonce);
    }

    /** Writes what depends on the content or on the nonce as it now has to be. */
    private void rewrite() {
        if (isCommitted()) {
            return;
        }
        for (int i = 0; i < headers.size(); i++) {
            boolean changes = headers.differsByContent(i) || headers.takesNonce(i);
            if (changes && (own & 1 << i) != 0) {
                super.setHeader(headers.name(i), value(i));
            }
        }
    }

    private void contentIs(boolean nowPage) {
        if (page != nowPage) {
            page = nowPage;
            rewrite();
        }
    }

    @Override
    public void setContentType(@Nullable String type) {
        super.setContentType(type);
        contentIs(isPage(type));
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        sendRedirect(location, SC_FOUND, true);
    }

    /**
     * Sends the location as it is given. Some containers make it absolute, of the {@code Host} header and of what they
     * see of the connection: then whoever writes the request chooses the host, and behind a proxy it leads to
     * {@code http}. This is the method that Servlet 6.1 has added, with which the others there end.
     */
    public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        if (isCommitted()) {
            throw new IllegalStateException("The response is on its way already");
        }
        if (location.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("A location is one line");
        }
        if (clearBuffer) {
            resetBuffer();
        }
        setStatus(status);
        setHeader("Location", location);
        if (clearBuffer) {
            close();
        }
    }

    /** What an application writes that goes on after it has redirected is not to be seen by anybody. */
    private void close() throws IOException {
        try {
            getOutputStream().close();
        } catch (IllegalStateException writes) {
            getWriter().close();
        }
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        if (!mustStayPrivate(name, value)) {
            takeOver(name);
            super.setHeader(name, value);
            notice(name, value);
        }
    }

    @Override
    public void addHeader(String name, @Nullable String value) {
        if (mustStayPrivate(name, value)) {
            return;
        }
        if (takeOver(name)) {
            super.setHeader(name, value);
        } else {
            super.addHeader(name, value);
        }
        notice(name, value);
    }

    @Override
    public void reset() {
        super.reset();
        own = 0;
        page = true;
        setsCookie = false;
        put();
    }

    /** Whether what stood there under this name was put there by this, which it then no longer is. */
    private boolean takeOver(String name) {
        int index = headers.indexOf(name);
        boolean was = index >= 0 && (own & 1 << index) != 0;
        if (was) {
            own &= ~(1 << index);
        }
        return was;
    }

    private void notice(String name, @Nullable String value) {
        if (name.equalsIgnoreCase("Content-Type")) {
            contentIs(isPage(value));
        } else if (name.equalsIgnoreCase("Location")) {
            contentIs(false);
        } else if (value != null && name.equalsIgnoreCase(Cookies.SET_COOKIE) && Cookies.areIn(value)) {
            setsCookie = true;
            super.setHeader("Cache-Control", "no-store");
        }
    }

    /**
     * A GET of any path may renew a remembered login, that of a picture which everybody may keep too. A cache on the
     * way that kept its cookies would hand them to the next one who asks.
     */
    private boolean mustStayPrivate(String name, @Nullable String value) {
        return setsCookie
                && name.equalsIgnoreCase("Cache-Control")
                && (value == null || !value.toLowerCase(Locale.ROOT).contains("no-store"));
    }

    private static boolean isPage(@Nullable String type) {
        return type == null
                || type.regionMatches(true, 0, "text/html", 0, "text/html".length())
                || type.regionMatches(true, 0, "application/xhtml+xml", 0, "application/xhtml+xml".length());
    }
}
