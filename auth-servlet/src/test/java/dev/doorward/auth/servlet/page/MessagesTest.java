package dev.doorward.auth.servlet.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesTest {

    private static final Messages MESSAGES = SamplePages.MESSAGES;

    @Test
    void an_error_has_a_heading_and_says_what_to_do() {
        Set<String> headings = MESSAGES.keys().stream()
                .filter(key -> key.matches("error\\..*\\.heading"))
                .map(key -> key.substring("error.".length(), key.length() - ".heading".length()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                new TreeSet<>(Set.of(
                        "not_found",
                        "forbidden",
                        "login_needed",
                        "fresh_login_needed",
                        "other_account",
                        "https_needed",
                        "proxy_unknown",
                        "csrf",
                        "method_not_allowed",
                        "payload_too_large",
                        "unsupported_media_type",
                        "malformed_request",
                        "bad_request",
                        "conflict",
                        "unprocessable",
                        "rate_limited",
                        "headers_too_large",
                        "unavailable",
                        "busy",
                        "outage",
                        "request",
                        "server")),
                headings);
        headings.forEach(code -> assertTrue(MESSAGES.has("error." + code + ".text"), code));
    }

    @Test
    void every_text_a_page_asks_for_exists_and_every_text_is_asked_for() throws IOException {
        Set<String> literals = literals();
        Set<String> unused = new TreeSet<>();
        for (String key : MESSAGES.keys()) {
            String plural = key.replaceFirst("\\.(one|other)$", "");
            boolean composed = key.startsWith("code.")
                    || key.matches("(error|ask|sent|link|unusable)\\..*\\.(heading|text|submit)");
            if (!literals.contains(key) && !literals.contains(plural) && !composed) {
                unused.add(key);
            }
        }
        assertEquals(Set.of(), unused);

        Set<String> pages = MESSAGES.keys().stream()
                .map(key -> key.substring(0, key.indexOf('.')))
                .collect(Collectors.toSet());
        Set<String> missing = new TreeSet<>();
        for (String literal : literals) {
            boolean key = literal.contains(".")
                    && pages.contains(literal.substring(0, literal.indexOf('.')))
                    && !literal.endsWith(".jte")
                    && !literal.endsWith(".");
            boolean found = Stream.of("", ".other", ".heading").anyMatch(form -> MESSAGES.has(literal + form));
            if (key && !found) {
                missing.add(literal);
            }
        }
        assertEquals(Set.of(), missing);
    }

    @Test
    void the_texts_are_calm() {
        for (String key : MESSAGES.keys()) {
            String text = raw(key);
            String lower = text.toLowerCase(Locale.ROOT);
            assertFalse(text.contains("!"), text);
            for (String word : List.of("please", "successful", "sorry", "oops", "invalid", "illegal")) {
                assertFalse(lower.contains(word), text);
            }
            assertFalse(text.contains("'") || text.contains("\""), "typographic marks: " + text);
        }
    }

    @Test
    void a_text_without_what_it_needs_is_a_mistake_of_the_programmer() {
        assertThrows(MissingResourceException.class, () -> MESSAGES.text("login.nothing"));
        assertThrows(IllegalArgumentException.class, () -> MESSAGES.text("form.new_password_hint"));
    }

    @Test
    void what_is_filled_in_is_not_read_again() {
        assertEquals(
                "Your username is now {username} $1 \\.",
                MESSAGES.text("flash.username_changed", Map.of("username", "{username} $1 \\")));
    }

    @Test
    void an_unknown_code_of_an_application_gets_a_general_text() {
        assertEquals(MESSAGES.text("code.other"), MESSAGES.refusal("invitation_expired", Map.of()));
        assertEquals("Use at least 15 characters.", MESSAGES.refusal("password_too_short", Map.of("minimum", 15)));
    }

    @Test
    void a_reader_of_another_language_gets_english_until_there_is_more() {
        assertEquals(
                Locale.ENGLISH,
                Messages.in(List.of(Locale.forLanguageTag("tlh"))).locale());
        assertEquals(Locale.ENGLISH, Messages.in(List.of()).locale());
        assertEquals(
                Locale.ENGLISH, Messages.in(List.of(Locale.GERMAN, Locale.UK)).locale());
    }

    @ParameterizedTest
    @CsvSource({
        "PT-5S, just now",
        "PT59S, just now",
        "PT1M, 1 minute ago",
        "PT59M59S, 59 minutes ago",
        "PT1H, 1 hour ago",
        "PT23H59M, 23 hours ago",
        "PT24H, 1 day ago",
        "P30D, 30 days ago",
        "P31D, on 20 October 2026"
    })
    void a_time_is_told_in_words(Duration passed, String words) {
        Instant now = SamplePages.NOW;

        assertEquals(words, MESSAGES.ago(now.minus(passed), now));
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, Try again in 1 second.",
        "PT1.2S, Try again in 2 seconds.",
        "PT60S, Try again in 60 seconds.",
        "PT61S, Try again in 2 minutes.",
        "PT10M, Try again in 10 minutes."
    })
    void a_wait_is_never_told_too_short(Duration left, String words) {
        assertEquals(words, MESSAGES.retryIn(left));
    }

    private static String raw(String key) {
        Map<String, String> places = Stream.of(
                        "page",
                        "app",
                        "count",
                        "minimum",
                        "maximum",
                        "user",
                        "login",
                        "account",
                        "email",
                        "username",
                        "when",
                        "address",
                        "device",
                        "browser",
                        "system",
                        "date",
                        "field",
                        "message",
                        "status")
                .collect(Collectors.toMap(place -> place, place -> "X"));
        return MESSAGES.text(key, places);
    }

    private static Set<String> literals() throws IOException {
        Pattern literal = Pattern.compile("\"([a-z][a-z_.]*)\"");
        Set<String> found = new TreeSet<>();
        for (String folder : List.of("src/main/jte", "src/main/java")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Matcher matcher = literal.matcher(Files.readString(file));
                    while (matcher.find()) {
                        found.add(matcher.group(1));
                    }
                }
            }
        }
        return found;
    }
}
