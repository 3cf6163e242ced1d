package dev.doorward.auth.servlet;

import dev.doorward.auth.servlet.endpoint.Endpoints;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which guard stands in front of which path. Reads as servlet mappings do:
 *
 * <pre>{@code
 * guards.open("/", "/public/*")
 *       .require("/admin/*", Guard.role("admin").freshWithin(Duration.ofMinutes(10)));
 * }</pre>
 *
 * <ul>
 *   <li>A pattern is an exact path ({@code /about}) or a prefix ({@code /admin/*}, which covers {@code /admin} as
 *       well). {@code /} is the front page alone and {@code /*} everything. Patterns stand under the context path.
 *   <li>An exact path wins over a prefix, and a longer prefix over a shorter one. The order of the calls does not
 *       matter.
 *   <li>What no pattern names needs a login, unless {@link #allowUnlisted()} turns that round.
 *   <li>There are no {@code *.jsp}, no {@code **} and no regular expressions, because a guard must see a path exactly
 *       as the container does.
 * </ul>
 *
 * <p>File systems and some frameworks take {@code /ADMIN}, {@code /admin/} or {@code /admin.} for {@code /admin}. Such
 * a path gets the stricter of its own guard and of the one it could be taken for.
 *
 * <p>To be filled by one thread, and frozen as soon as a filter uses it; from then on many threads may ask.
 */
public final class Guards {

    private final Map<String, Guard> exact = new LinkedHashMap<>();
    /** By the pattern without its final {@code /*}. */
    private final Map<String, Guard> prefixes = new LinkedHashMap<>();

    private final List<String> problems = new ArrayList<>();
    private Guard unlisted = Guard.loggedIn();
    private volatile @Nullable GuardTable table;

    public Guards() {}

    /** Lets everybody see these paths. */
    public Guards open(String... patterns) {
        for (String pattern : patterns) {
            require(pattern, Guard.open());
        }
        return this;
    }

    /**
     * Lets whoever is logged in see these paths; needed only within an open prefix, or after {@link #allowUnlisted()}.
     */
    public Guards loggedIn(String... patterns) {
        for (String pattern : patterns) {
            require(pattern, Guard.loggedIn());
        }
        return this;
    }

    /** Puts a guard in front of a path. A wrong or repeated pattern is reported by {@link #freeze()}. */
    public Guards require(String pattern, Guard guard) {
        refuseWhenFrozen();
        String problem = problemWith(pattern);
        if (problem != null) {
            problems.add(problem);
            return this;
        }
        boolean isPrefix = pattern.endsWith("/*");
        Map<String, Guard> guards = isPrefix ? prefixes : exact;
        String path = isPrefix ? pattern.substring(0, pattern.length() - 2) : pattern;
        if (guards.putIfAbsent(path, guard) != null) {
            problems.add("The pattern " + pattern + " is there twice; keep one of the two");
        }
        return this;
    }

    /** Lets everybody see what no pattern names. A page that is forgotten in the list is then public. */
    public Guards allowUnlisted() {
        refuseWhenFrozen();
        unlisted = Guard.open();
        return this;
    }

    /**
     * Ends the filling; every filter that is given the guards calls it. Calling it again does nothing.
     *
     * @throws IllegalArgumentException if there are wrong or repeated patterns, with all of them and what to do
     */
    public Guards freeze() {
        if (table == null) {
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException("The guards cannot be used:\n- " + String.join("\n- ", problems));
            }
            table = new GuardTable(exact, prefixes, unlisted);
        }
        return this;
    }

    /**
     * The guard of a path: of the servlet path and path info as the container reports them, decoded and without path
     * parameters, and not of a URL. Freezes the guards.
     *
     * @return null for a path on which readers of paths disagree, which is to be refused: one with a control character,
     *     a backslash, a semicolon, an empty, {@code .} or {@code ..} segment, or something that still looks
     *     percent-encoded
     */
    public @Nullable Guard guardOf(String path) {
        return frozen().guardOf(path);
    }

    /**
     * The pattern that decides on a path, for whoever asks why: the exact path, a prefix such as {@code /admin/*}, or
     * words that say that none names it.
     */
    public String patternOf(String path) {
        return frozen().patternOf(path);
    }

    /** Whether an exact pattern names this path, so that it is never taken for the welcome file of its directory. */
    public boolean isListedExactly(String path) {
        return frozen().isListedExactly(path);
    }

    /**
     * A frozen copy that also guards the account system's own paths: open under the prefix, but for what is about the
     * account of whoever is logged in; and the login page open, wherever it is.
     *
     * @throws IllegalArgumentException if patterns are wrong, repeated, in the prefix or close the login page
     */
    Guards withOwnPaths(String prefix, String loginPage) {
        Guards all = new Guards();
        all.exact.putAll(exact);
        all.prefixes.putAll(prefixes);
        all.problems.addAll(problems);
        all.unlisted = unlisted;
        // Only a redirect, to a page that asks for a login.
        all.exact.putIfAbsent(Endpoints.CHANGE_PASSWORD, Guard.open());
        all.exact.putIfAbsent(Endpoints.JWKS, Guard.open());
        for (String own : List.of(prefix + "/*", prefix + "/account/*", prefix + "/confirm")) {
            all.require(own, own.equals(prefix + "/*") ? Guard.open() : Guard.loggedIn());
        }
        exact.keySet().stream()
                .filter(path -> isUnder(prefix, path))
                .forEach(path -> all.problems.add(reserved(path, prefix)));
        prefixes.keySet().stream()
                .filter(path -> isUnder(prefix, path))
                .forEach(path -> all.problems.add(reserved(path + "/*", prefix)));
        Guard ofLoginPage = isUnder(prefix, loginPage) ? null : all.exact.putIfAbsent(loginPage, Guard.open());
        if (ofLoginPage != null && !ofLoginPage.isOpen()) {
            all.problems.add("The login page " + loginPage + " is behind a guard (" + ofLoginPage
                    + "), so nobody could reach it; open it");
        }
        return all.freeze();
    }

    private static boolean isUnder(String prefix, String path) {
        return path.equals(prefix) || path.startsWith(prefix + "/");
    }

    private static String reserved(String pattern, String prefix) {
        return "The pattern " + pattern + " is within " + prefix
                + ", where Doorward guards its own pages; remove it, or move Doorward with its prefix setting";
    }

    private GuardTable frozen() {
        GuardTable current = table;
        return current == null ? Objects.requireNonNull(freeze().table) : current;
    }

    private void refuseWhenFrozen() {
        if (table != null) {
            throw new IllegalStateException("These guards are in use by a filter and cannot be changed any more");
        }
    }

    private static @Nullable String problemWith(String pattern) {
        String path = pattern.endsWith("/*") ? pattern.substring(0, pattern.length() - 2) : pattern;
        if (pattern.isEmpty()) {
            return "A pattern is empty; write / for the front page and /* for everything";
        }
        if (pattern.charAt(0) != '/') {
            return "The pattern " + pattern + " does not begin with /"
                    + (pattern.startsWith("*.") ? "; guard the folder instead, as in /pages/*" : "; put one in front");
        }
        if (path.indexOf('*') >= 0) {
            return "The pattern " + pattern + " has a * elsewhere than in a final /*; write an exact path or a prefix"
                    + " such as /admin/*";
        }
        boolean isOdd = !path.isEmpty() && GuardPath.kindOf(path) == GuardPath.Kind.AMBIGUOUS;
        boolean endsInEmptySegment = pattern.endsWith("//*");
        boolean isUrl = path.indexOf('?') >= 0 || path.indexOf('#') >= 0;
        if (isOdd || endsInEmptySegment || isUrl) {
            return "The pattern " + pattern + " can match no request: write the decoded path, without a query, path"
                    + " parameters, backslashes, control characters, empty segments, . and ..";
        }
        return null;
    }
}
