package dev.doorward.auth.servlet;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.InvalidSettingsException;
import dev.doorward.auth.NamedSettings;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a filter's declaration in {@code web.xml} says: settings, and guards in a small language of their own. */
final class FilterDeclaration {

    private static final String OPEN = "open";
    private static final String REQUIRE = "require";
    private static final String SETTING = "DOORWARD_";

    private final Map<String, String> parameters = new HashMap<>();

    /** @throws ServletException if there is an init-param that means nothing here */
    FilterDeclaration(FilterConfig config) throws ServletException {
        for (String name : Collections.list(config.getInitParameterNames())) {
            if (!name.equals(OPEN) && !name.equals(REQUIRE) && !name.startsWith(SETTING)) {
                throw new ServletException(
                        "The init-param " + name + " of DoorwardFilter means nothing; there are open,"
                                + " require and the DOORWARD_... settings");
            }
            parameters.put(name, config.getInitParameter(name));
        }
    }

    /** @throws ServletException if the settings are bad or the database is away, with the cause */
    Doorward doorward() throws ServletException {
        Map<String, String> named = new HashMap<>(System.getenv());
        named.putAll(parameters);
        try {
            return Doorward.builder()
                    .from(NamedSettings.of(named).orIn(Path.of(".env")))
                    .build();
        } catch (InvalidSettingsException e) {
            throw new ServletException(e.getMessage(), e);
        }
    }

    /** @throws ServletException if a rule cannot be read, with all that cannot and what to do */
    Guards guards() throws ServletException {
        Guards guards = new Guards();
        List<String> problems = new ArrayList<>();
        for (String pattern : words(parameters.getOrDefault(OPEN, ""))) {
            guards.open(pattern);
        }
        for (String rule : parameters.getOrDefault(REQUIRE, "").split("[\\n;]")) {
            List<String> words = words(rule);
            if (!words.isEmpty()) {
                try {
                    guards.require(words.get(0), guard(words.subList(1, words.size())));
                } catch (IllegalArgumentException e) {
                    problems.add(rule.strip() + ": " + e.getMessage());
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new ServletException("The init-param require cannot be used:\n- " + String.join("\n- ", problems));
        }
        return guards;
    }

    private static Guard guard(List<String> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException(
                    "it asks for nothing; write login, role:NAME or fresh:10m behind the path");
        }
        Guard guard = Guard.loggedIn();
        for (String word : words) {
            if (word.startsWith("role:")) {
                guard = Guard.stricter(
                        guard, Guard.role(word.substring("role:".length()).split("\\|", -1)));
            } else if (word.startsWith("fresh:")) {
                guard = guard.freshWithin(duration(word.substring("fresh:".length())));
            } else if (!word.equals("login")) {
                throw new IllegalArgumentException(word + " means nothing; there are login, role:NAME and fresh:10m");
            }
        }
        return guard;
    }

    private static Duration duration(String text) {
        if (!text.matches("[0-9]{1,6}[smh]")) {
            throw new IllegalArgumentException(text + " is no duration; write 30s, 10m or 1h");
        }
        return Duration.parse("PT" + text);
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }
}
