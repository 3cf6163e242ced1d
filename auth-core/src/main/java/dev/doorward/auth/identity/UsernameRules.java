package dev.doorward.auth.identity;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which usernames may be chosen.
 *
 * <ul>
 *   <li>3 to 32 characters, after spaces and tabs around them are taken away;
 *   <li>letters and digits of ASCII, with single {@code .}, {@code _} or {@code -} between them. A name so begins and
 *       ends with a letter or digit and is never {@code ..}, {@code .htaccess}, {@code -rf} or {@code bob.}, which
 *       differs from {@code bob} at a sentence's end only;
 *   <li>no reserved name: roles ({@code admin}), hosts ({@code www}), mailboxes (RFC 2142), paths ({@code login}).
 *       Separators do not count here: {@code sign-up} and {@code s.i.g.n.u.p} are as reserved as {@code signup}.
 * </ul>
 *
 * <p>ASCII alone, because a name is what people recognise each other by and Unicode has many ways to look alike.
 * Nothing is converted: a name with a full-width or dotless letter is refused and not read as its ASCII neighbour.
 *
 * <p>Immutable.
 */
public final class UsernameRules {

    public static final int MINIMUM_LENGTH = 3;
    public static final int MAXIMUM_LENGTH = 32;

    private static final UsernameRules STANDARD = new UsernameRules(ReservedUsernames.standard());

    private final Set<String> reserved;

    private UsernameRules(Set<String> reserved) {
        this.reserved = Set.copyOf(reserved);
    }

    /** What {@link #check} found. */
    public sealed interface Result {}

    /** The name may be chosen, as far as it is not taken. */
    public record Accepted(Username username) implements Result {}

    /**
     * The name may not be chosen.
     *
     * @param code {@code username_required}, {@code username_too_short}, {@code username_too_long},
     *     {@code username_invalid} or {@code username_reserved}
     */
    public record Refused(String code) implements Result {}

    /** The rules above with the list of reserved names that comes with this library. */
    public static UsernameRules standard() {
        return STANDARD;
    }

    /** These rules with further names reserved, such as the paths and trademarks of the application. */
    public UsernameRules withReserved(Collection<String> names) {
        Set<String> more = new HashSet<>(reserved);
        names.forEach(name -> more.add(withoutSeparators(name)));
        return new UsernameRules(more);
    }

    /** These rules with names free to be chosen that are reserved now. */
    public UsernameRules allowing(String... names) {
        Set<String> allowed =
                Arrays.stream(names).map(UsernameRules::withoutSeparators).collect(Collectors.toSet());
        Set<String> fewer = new HashSet<>(reserved);
        fewer.removeAll(allowed);
        return new UsernameRules(fewer);
    }

    /** Checks a name somebody wants to be known by. */
    public Result check(@Nullable String raw) {
        String name = raw == null ? "" : AsciiText.trimBlanks(raw);
        if (name.isEmpty()) {
            return new Refused("username_required");
        }
        if (name.length() > MAXIMUM_LENGTH) {
            return new Refused("username_too_long");
        }
        if (!isWellFormed(name)) {
            return new Refused("username_invalid");
        }
        if (name.length() < MINIMUM_LENGTH) {
            return new Refused("username_too_short");
        }
        if (reserved.contains(withoutSeparators(name))) {
            return new Refused("username_reserved");
        }
        return new Accepted(new Username(name));
    }

    /**
     * The key under which to look for somebody who names themselves so; empty if that can be nobody. Deliberately wider
     * than {@link #check}: whoever has a name keeps it when rules grow stricter or a name becomes reserved.
     */
    public Optional<String> key(@Nullable String raw) {
        String name = raw == null ? "" : AsciiText.trimBlanks(raw);
        if (name.isEmpty() || name.length() > MAXIMUM_LENGTH) {
            return Optional.empty();
        }
        for (int i = 0; i < name.length(); i++) {
            if (!AsciiText.isLetterOrDigit(name.charAt(i)) && !isSeparator(name.charAt(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(Username.keyOf(name));
    }

    private static boolean isWellFormed(String name) {
        boolean separatorMayFollow = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (AsciiText.isLetterOrDigit(c)) {
                separatorMayFollow = true;
            } else if (isSeparator(c) && separatorMayFollow) {
                separatorMayFollow = false;
            } else {
                return false;
            }
        }
        return separatorMayFollow;
    }

    private static boolean isSeparator(char c) {
        return c == '.' || c == '_' || c == '-';
    }

    static String withoutSeparators(String name) {
        StringBuilder bare = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            if (!isSeparator(name.charAt(i))) {
                bare.append(name.charAt(i));
            }
        }
        return bare.toString().toLowerCase(Locale.ROOT);
    }
}
