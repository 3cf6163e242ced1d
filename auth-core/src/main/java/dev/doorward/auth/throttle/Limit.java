package dev.doorward.auth.throttle;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * So many within so long.
 *
 * @param count 1 to 1,000,000
 * @param window a second to 30 days, in whole seconds
 */
public record Limit(int count, Duration window) {
    private static final int HIGHEST_COUNT = 1_000_000;
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,7})/([0-9]{1,7})([smhd])");

    /** The longest first, to find the one that says a window shortest. */
    private enum Unit {
        DAY("d", 86_400),
        HOUR("h", 3_600),
        MINUTE("m", 60),
        SECOND("s", 1);

        private final String letter;
        private final long seconds;

        Unit(String letter, long seconds) {
            this.letter = letter;
            this.seconds = seconds;
        }
    }

    /** @throws IllegalArgumentException if one of them is out of its bounds */
    public Limit {
        if (count < 1 || count > HIGHEST_COUNT) {
            throw new IllegalArgumentException("a limit counts from 1 to " + HIGHEST_COUNT);
        }
        boolean wholeSeconds = window.truncatedTo(ChronoUnit.SECONDS).equals(window);
        if (!wholeSeconds || window.toSeconds() < 1 || window.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a limit's window is 1 second to 30 days");
        }
    }

    /**
     * Reads {@code 20/1h}: a count, and a window in seconds, minutes, hours or days.
     *
     * @throws IllegalArgumentException if it is not written so or out of bounds
     */
    public static Limit parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a limit is written like 20/1h");
        }
        Unit unit = Stream.of(Unit.values())
                .filter(known -> known.letter.equals(matcher.group(3)))
                .findFirst()
                .orElseThrow();
        long seconds = Long.parseLong(matcher.group(2)) * unit.seconds;
        return new Limit(Integer.parseInt(matcher.group(1)), Duration.ofSeconds(seconds));
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        long seconds = window.toSeconds();
        for (Unit unit : Unit.values()) {
            if (seconds % unit.seconds == 0) {
                return count + "/" + seconds / unit.seconds + unit.letter;
            }
        }
        throw new IllegalStateException("Every window is whole seconds");
    }
}
