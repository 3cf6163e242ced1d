package dev.doorward.auth.servlet.page;

import dev.doorward.auth.identity.Device;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pages' texts in one language.
 *
 * <p>A text may hold named places, {@code {minimum}}; a text about a number has one form per plural, {@code key.one}
 * and {@code key.other}. What comes out is plain text: whoever puts it into a page escapes it.
 */
public final class Messages {

    private static final Pattern PLACE = Pattern.compile("\\{([a-z_]+)}");
    private static final Messages ENGLISH = load(Locale.ENGLISH, "messages.properties");
    private static final List<Messages> ALL = List.of(ENGLISH);

    private final Locale locale;
    private final Map<String, String> texts;

    private Messages(Locale locale, Map<String, String> texts) {
        this.locale = locale;
        this.texts = texts;
    }

    /**
     * The first of the reader's languages that there are texts in, else English.
     *
     * @param wanted most wanted first, as {@code ServletRequest.getLocales()} gives them
     */
    public static Messages in(Iterable<Locale> wanted) {
        for (Locale locale : wanted) {
            for (Messages messages : ALL) {
                if (messages.locale.getLanguage().equals(locale.getLanguage())) {
                    return messages;
                }
            }
        }
        return ENGLISH;
    }

    /** The language of the texts, for the {@code lang} attribute. */
    public Locale locale() {
        return locale;
    }

    /** @throws MissingResourceException if there is no such text */
    public String text(String key) {
        return text(key, Map.of());
    }

    /**
     * The text of {@code key} with its places filled.
     *
     * @throws MissingResourceException if there is no such text
     * @throws IllegalArgumentException if a place has no argument
     */
    public String text(String key, Map<String, ?> arguments) {
        String text = texts.get(key);
        if (text == null) {
            throw new MissingResourceException("no text for " + key, Messages.class.getName(), key);
        }
        return PLACE.matcher(text)
                .replaceAll(place -> Matcher.quoteReplacement(argument(key, place.group(1), arguments)));
    }

    /** The text of {@code key} for that many things, which it may name as {@code {count}}. */
    public String count(String key, long count) {
        return text(key + (count == 1 ? ".one" : ".other"), Map.of("count", count));
    }

    /**
     * What a refusal says at its field: the text of {@code code.} and the code. A code that is not known here, such as
     * one of the application's own, gets a general text.
     *
     * @param arguments of the refusal, such as {@code minimum}
     */
    public String refusal(String code, Map<String, ?> arguments) {
        String key = "code." + code;
        return texts.containsKey(key) ? text(key, arguments) : text("code.other");
    }

    /** What the built-in forms call a field. */
    String label(String field) {
        return text("form." + field);
    }

    /** The day of {@code at} in UTC; the script turns it into the reader's zone. */
    String date(Instant at) {
        return DateTimeFormatter.ofPattern("d MMMM uuuu", locale)
                .withZone(ZoneOffset.UTC)
                .format(at);
    }

    /** How long ago {@code at} is, in words; the day where that is more than a month. */
    String ago(Instant at, Instant now) {
        Duration passed = Duration.between(at, now);
        if (passed.toMinutes() < 1) {
            return text("time.now");
        }
        if (passed.toHours() < 1) {
            return count("time.minutes", passed.toMinutes());
        }
        if (passed.toDays() < 1) {
            return count("time.hours", passed.toHours());
        }
        if (passed.toDays() <= 30) {
            return count("time.days", passed.toDays());
        }
        return text("time.on", Map.of("date", date(at)));
    }

    /** How long to wait, rounded up: a retry that comes too early is refused again. */
    public String retryIn(Duration left) {
        long seconds = Math.max(1, left.plusMillis(999).toSeconds());
        if (seconds <= 60) {
            return count("error.wait_seconds", seconds);
        }
        long minutes = (seconds + 59) / 60;
        return minutes <= 90 ? count("error.wait_minutes", minutes) : count("error.wait_hours", (minutes + 59) / 60);
    }

    /** "Firefox on Windows", or as much of it as is known. */
    String device(Device device) {
        String browser = device.browser();
        String system = device.system();
        if (browser != null && system != null) {
            return text("device.both", Map.of("browser", browser, "system", system));
        }
        if (browser != null) {
            return text("device.browser", Map.of("browser", browser));
        }
        return system == null ? text("device.unknown") : text("device.system", Map.of("system", system));
    }

    boolean has(String key) {
        return texts.containsKey(key);
    }

    Set<String> keys() {
        return new TreeSet<>(texts.keySet());
    }

    private static String argument(String key, String place, Map<String, ?> arguments) {
        Object argument = arguments.get(place);
        if (argument == null) {
            throw new IllegalArgumentException("the text of " + key + " needs " + place);
        }
        return argument.toString();
    }

    private static Messages load(Locale locale, String file) {
        try (InputStream in = Messages.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing beside " + Messages.class.getName());
            }
            Properties properties = new Properties();
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            Map<String, String> texts = new HashMap<>();
            properties.stringPropertyNames().forEach(key -> texts.put(key, properties.getProperty(key)));
            return new Messages(locale, Map.copyOf(texts));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
