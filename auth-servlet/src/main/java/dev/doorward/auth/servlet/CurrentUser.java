package dev.doorward.auth.servlet;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.session.Session;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is asking. Read from the request, as is everything about a user here: there is no static or thread-bound one.
 *
 * <p>It is what {@link HttpServletRequest#getUserPrincipal()} returns, and the request attribute {@code currentUser} in
 * a template. Roles and names are those of the session's snapshot, at most a few seconds old.
 */
public final class CurrentUser implements Principal {

    private final Session session;

    private CurrentUser(Session session) {
        this.session = session;
    }

    /** The user of this session; meant for filters and for tests of an application's own code. */
    public static CurrentUser of(Session session) {
        return new CurrentUser(session);
    }

    /** Whoever is logged in, also where the request is not the wrapped one that the filter passed on. */
    public static Optional<CurrentUser> find(HttpServletRequest request) {
        // The filter leaves the request it passed on in the container's own, where other wrappers hide it from nobody.
        Object known = request.getAttribute(CurrentUser.class.getName());
        return known instanceof HttpServletRequest wrapped && wrapped.getUserPrincipal() instanceof CurrentUser user
                ? Optional.of(user)
                : Optional.empty();
    }

    /**
     * Whoever is logged in.
     *
     * @throws LoginNeededException if nobody is: leave it to the filter, which answers as a guard would
     */
    public static CurrentUser require(HttpServletRequest request) {
        return find(request).orElseThrow(LoginNeededException::new);
    }

    /** The account; never changes and is never given out again, so it is what the application's rows refer to. */
    public AccountId id() {
        return session.account();
    }

    /** As chosen; null where an account may have none. */
    public @Nullable String username() {
        return session.username();
    }

    /** Where mail is sent to; null for an imported account without an address. */
    public @Nullable String email() {
        return session.email();
    }

    /** The roles the application granted. */
    public Set<String> roles() {
        return session.roles();
    }

    public boolean hasRole(String role) {
        return session.hasRole(role);
    }

    /** The session that was used, with the time of its login. */
    public Session session() {
        return session;
    }

    /**
     * What to call this user: the username, else the address, else the account's id. To refer to somebody take the id.
     */
    @Override
    public String getName() {
        String username = session.username();
        String email = session.email();
        if (username != null) {
            return username;
        }
        return email != null ? email : session.account().toString();
    }

    /** Users are equal who are the same account, whatever session they use. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CurrentUser user && user.id().equals(id());
    }

    @Override
    public int hashCode() {
        return id().hashCode();
    }

    @Override
    public String toString() {
        return getName();
    }
}
