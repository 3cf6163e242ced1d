package dev.doorward.auth.servlet.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StylesheetTest {

    private static final String CSS = read("doorward.css");
    private static final String RULES = CSS.replaceAll("(?s)/\\*.*?\\*/", "");
    private static final String SCRIPT = read("doorward.js");

    @Test
    void stylesheet_and_script_stay_small() {
        assertTrue(CSS.getBytes(StandardCharsets.UTF_8).length < 15 * 1024);
        assertTrue(SCRIPT.getBytes(StandardCharsets.UTF_8).length < 10 * 1024);
    }

    /** WCAG 2.2, 1.4.3: text 4.5:1; 1.4.11: controls and focus rings 3:1. */
    @ParameterizedTest
    @CsvSource({
        "text, page, 4.5",
        "text, card, 4.5",
        "text, hover, 4.5",
        "text, danger-wash, 4.5",
        "text, done-wash, 4.5",
        "text, note-wash, 4.5",
        "soft, page, 4.5",
        "soft, card, 4.5",
        "soft, hover, 4.5",
        "accent, page, 4.5",
        "accent, card, 4.5",
        "accent, hover, 4.5",
        "accent-hover, page, 4.5",
        "accent-hover, card, 4.5",
        "on-accent, accent, 4.5",
        "on-accent, accent-hover, 4.5",
        "danger, page, 4.5",
        "danger, card, 4.5",
        "danger, danger-wash, 4.5",
        "done, card, 4.5",
        "done, done-wash, 4.5",
        "card, danger, 4.5",
        "card, done, 4.5",
        "card, note, 4.5",
        "edge, card, 3",
        "focus, page, 3",
        "focus, card, 3"
    })
    void colours_can_be_told_apart_in_light_and_dark(String front, String back, double ratio) {
        Map<String, String> light = colours(RULES.substring(0, RULES.indexOf("@media")));
        Map<String, String> dark = new LinkedHashMap<>(light);
        dark.putAll(colours(darkBlock()));

        assertContrast("light", light, front, back, ratio);
        assertContrast("dark", dark, front, back, ratio);
    }

    @Test
    void every_colour_has_a_dark_counterpart() {
        assertEquals(
                new TreeSet<>(
                        colours(RULES.substring(0, RULES.indexOf("@media"))).keySet()),
                new TreeSet<>(colours(darkBlock()).keySet()));
    }

    @Test
    void colours_are_named_once_and_used_by_name() {
        String afterNames = RULES.substring(RULES.indexOf("*, ::before"));
        assertFalse(Pattern.compile("#[0-9a-f]{3,8}\\b|rgba?\\(|hsl")
                .matcher(afterNames)
                .find());

        Set<String> defined = matches("(--[a-z-]+):", RULES);
        assertEquals(defined, matches("var\\((--[a-z-]+)\\)", RULES));
    }

    @Test
    void every_class_in_the_pages_is_styled() throws IOException {
        Set<String> used = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("src/main/jte"))) {
            for (Path file : files.toList()) {
                for (String names : matches("class=\"([a-z -]+)\"", Files.readString(file))) {
                    used.addAll(Set.of(names.split(" ", -1)));
                }
            }
        }
        used.removeAll(matches("\\.([a-z][a-z-]*)", RULES));
        assertEquals(Set.of(), used);
    }

    @Test
    void every_class_promised_to_applications_exists() {
        String promise = CSS.substring(CSS.indexOf("Classes that"), CSS.indexOf("*/"));
        Set<String> promised = matches("\\.([a-z][a-z-]*)", promise);

        promised.removeAll(matches("\\.([a-z][a-z-]*)", RULES));
        assertEquals(Set.of(), promised);
    }

    @Test
    void nothing_comes_from_elsewhere() {
        assertFalse(RULES.contains("url(") || RULES.contains("@import"));
        assertFalse(SCRIPT.contains("fetch(") || SCRIPT.contains("http") || SCRIPT.contains("import"));
    }

    @Test
    void motion_is_short_and_stops_where_it_is_not_wanted() {
        matches("transition:[^;]*?([0-9.]+)s", RULES)
                .forEach(seconds -> assertTrue(Double.parseDouble(seconds) <= .15));
        assertTrue(RULES.contains("prefers-reduced-motion: reduce"));
    }

    /** The sinks that require-trusted-types-for 'script' watches, and what the policy forbids beside. */
    @Test
    void the_script_writes_text_and_never_markup() {
        for (String sink : Set.of(
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
                "eval",
                "Function(",
                "srcdoc",
                "DOMParser",
                "createContextualFragment",
                ".src",
                "setTimeout('",
                "setTimeout(\"",
                ".style",
                "localStorage",
                "sessionStorage",
                "document.cookie")) {
            assertFalse(SCRIPT.contains(sink), sink);
        }
        assertFalse(SCRIPT.contains("'paste'") || SCRIPT.contains("clipboard"), "paste is allowed everywhere");
    }

    private static void assertContrast(
            String scheme, Map<String, String> colours, String front, String back, double least) {
        double one = luminance(colours.get(front));
        double other = luminance(colours.get(back));
        double ratio = (Math.max(one, other) + .05) / (Math.min(one, other) + .05);
        assertTrue(ratio >= least, scheme + ": " + front + " on " + back + " is " + ratio);
    }

    /** Relative luminance as WCAG 2.2 defines it. */
    private static double luminance(String hex) {
        String full = hex.length() == 3 ? hex.replaceAll("(.)", "$1$1") : hex;
        double[] weights = {.2126, .7152, .0722};
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double channel = Integer.parseInt(full.substring(2 * i, 2 * i + 2), 16) / 255d;
            sum += weights[i] * (channel <= .04045 ? channel / 12.92 : Math.pow((channel + .055) / 1.055, 2.4));
        }
        return sum;
    }

    private static Map<String, String> colours(String block) {
        Map<String, String> colours = new LinkedHashMap<>();
        Matcher matcher =
                Pattern.compile("--dw-([a-z-]+): #([0-9a-f]{6}|[0-9a-f]{3});").matcher(block);
        while (matcher.find()) {
            colours.put(matcher.group(1), matcher.group(2));
        }
        return colours;
    }

    private static String darkBlock() {
        int start = RULES.indexOf("@media (prefers-color-scheme: dark)");
        return RULES.substring(start, RULES.indexOf("*, ::before"));
    }

    private static Set<String> matches(String pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static String read(String file) {
        try (var in = Assets.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
