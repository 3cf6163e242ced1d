package dev.doorward.auth.store;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.TemplateEngine;

/** The schema of Doorward's tables, and its place in SQL text. */
final class SchemaName implements TemplateEngine {
    // Written into SQL without quotes, so that it means the same as in an application's "references
    // doorward.auth_account".
    private static final Pattern PLAIN = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    private final String name;

    SchemaName(String name) {
        this.name = check(name);
    }

    static String check(String name) {
        if (!PLAIN.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "The schema \"" + name
                            + "\" is not a plain name: use a letter followed by letters, digits and _, all lower case, at most 63.");
        }
        return name;
    }

    /** The statement with {@code {s}} replaced. */
    String in(String sql) {
        return sql.replace("{s}", name + ".");
    }

    @Override
    public String render(String template, StatementContext context) {
        return in(template);
    }

    /** Lets Jdbi keep the text, once for each statement. */
    @Override
    public Optional<Function<StatementContext, String>> parse(String template, ConfigRegistry config) {
        String sql = in(template);
        return Optional.of(context -> sql);
    }

    @Override
    public String toString() {
        return name;
    }
}
