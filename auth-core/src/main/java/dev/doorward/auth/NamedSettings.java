package dev.doorward.auth;

import dev.doorward.auth.InvalidSettingsException.Problem;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Reads settings by their {@code DOORWARD_...} names. */
final class NamedSettings {
    private final Map<String, String> named;
    private final List<Problem> problems;

    NamedSettings(Map<String, String> named, List<Problem> problems) {
        this.named = named;
        this.problems = problems;
    }

    void applyTo(DoorwardBuilder builder) {
        on("DOORWARD_MODE", value -> {
            switch (value.toLowerCase(Locale.ROOT)) {
                case "development" -> builder.mode(Mode.DEVELOPMENT);
                case "production" -> builder.mode(Mode.PRODUCTION);
                default -> problem("DOORWARD_MODE", "it is neither of the two", "Use development or production");
            }
        });
        on("DOORWARD_BASE_URL", builder::baseUrl);
        on(
                "DOORWARD_DATABASE_URL",
                url -> builder.database(
                        url, named.get("DOORWARD_DATABASE_USER"), named.get("DOORWARD_DATABASE_PASSWORD")));
        on("DOORWARD_DATABASE_SCHEMA", builder::schema);
        on("DOORWARD_KEYS_FILE", value -> {
            try {
                builder.keysFile(Path.of(value));
            } catch (InvalidPathException e) {
                problem("DOORWARD_KEYS_FILE", "it is not a path", "Use a path such as keys.json");
            }
        });
        on("DOORWARD_EMAIL_VERIFICATION", value -> {
            if (!value.equalsIgnoreCase("optional")) {
                problem(
                        "DOORWARD_EMAIL_VERIFICATION",
                        "this version knows only optional",
                        "Use optional or leave it out");
            }
        });
        on("DOORWARD_APP_NAME", builder::appName);
        on("DOORWARD_PREFIX", builder::prefix);
        on("DOORWARD_LOGIN_PAGE", builder::loginPage);
        on("DOORWARD_DEFAULT_PAGE", builder::defaultPage);
    }

    /** An empty value counts as absent, as scripts leave it. */
    private void on(String name, Consumer<String> take) {
        String value = named.get(name);
        if (value != null && !value.isBlank()) {
            take.accept(value.strip());
        }
    }

    private void problem(String setting, String problem, String remedy) {
        problems.add(new Problem(setting, problem, remedy));
    }
}
