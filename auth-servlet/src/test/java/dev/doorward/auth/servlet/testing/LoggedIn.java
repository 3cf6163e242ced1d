package dev.doorward.auth.servlet.testing;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.servlet.cookie.CookieName;
import dev.doorward.auth.servlet.cookie.Cookies;
import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.session.Session;
import dev.doorward.auth.testing.TestDoorward;

/**
 * Somebody who is logged in, as a test of an application sends their requests.
 *
 * <pre>{@code
 * HttpRequest.newBuilder(page).header("Cookie", LoggedIn.as(test, "ada", "admin").cookie());
 * }</pre>
 *
 * @param session the session
 * @param cookie the value of the {@code Cookie} header that their browser would send
 */
public record LoggedIn(Session session, String cookie) {

    /** Registers somebody under a name that nobody has yet, grants the roles and logs them in. */
    public static LoggedIn as(TestDoorward test, String username, String... roles) {
        Doorward doorward = test.doorward();
        var account = test.registered(username).id();
        for (String role : roles) {
            doorward.accounts().grant(account, role, TestDoorward.CLIENT);
        }
        return of(doorward, test.logIn(username, false));
    }

    /** Whoever has just been given this session, with the remember-me cookie if there is one. */
    public static LoggedIn of(Doorward doorward, IssuedSession issued) {
        Cookies cookies = new Cookies(doorward.settings().baseUrl());
        StringBuilder header = new StringBuilder(cookies.nameOf(CookieName.SESSION))
                .append('=')
                .append(issued.token().text());
        issued.remembered()
                .ifPresent(remembered -> header.append("; ")
                        .append(cookies.nameOf(CookieName.REMEMBER))
                        .append('=')
                        .append(remembered.token().text()));
        return new LoggedIn(issued.session(), header.toString());
    }

    /** The whole header line, for a client that takes lines. */
    public String header() {
        return "Cookie: " + cookie;
    }
}
