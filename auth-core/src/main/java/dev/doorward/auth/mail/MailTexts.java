package dev.doorward.auth.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The mails' texts, with named places such as {@code {app}}. What comes out is plain text. */
final class MailTexts {
    private static final Pattern PLACE = Pattern.compile("\\{([a-z_]+)}");

    private final Properties texts = new Properties();

    MailTexts() {
        try (InputStream in = MailTexts.class.getResourceAsStream("mails.properties")) {
            if (in == null) {
                throw new IllegalStateException("mails.properties is missing beside " + MailTexts.class.getName());
            }
            texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Set<String> keys() {
        return new TreeSet<>(texts.stringPropertyNames());
    }

    /**
     * @throws MissingResourceException if there is no such text
     * @throws IllegalArgumentException if a place has nothing to fill it
     */
    String text(String key, Map<String, String> facts) {
        String text = texts.getProperty(key);
        if (text == null) {
            throw new MissingResourceException("no text for " + key, MailTexts.class.getName(), key);
        }
        return PLACE.matcher(text).replaceAll(place -> {
            String fact = facts.get(place.group(1));
            if (fact == null) {
                throw new IllegalArgumentException("the text of " + key + " needs " + place.group(1));
            }
            return Matcher.quoteReplacement(fact);
        });
    }
}
