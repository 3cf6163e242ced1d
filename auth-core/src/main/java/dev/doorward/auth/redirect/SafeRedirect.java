package dev.doorward.auth.redirect;

/**
 * A place on this origin to send a browser to. That one exists means {@link RedirectValidator} let it pass.
 *
 * <p>The value is a path-absolute reference of RFC 3986 section 4.2 ({@code /path?query#fragment}) in ASCII: it names
 * no scheme and no host, its path never begins with two slashes, and nothing in it needs escaping in a header. Every
 * browser resolves it, on every page of this origin, to this origin. It says nothing of what is found there or who may
 * see it.
 */
public final class SafeRedirect {

    private final String value;

    SafeRedirect(String value) {
        this.value = value;
    }

    /** What to put into {@code Location}, as it is. It holds the application's context path, if there is one. */
    public String value() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SafeRedirect that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
