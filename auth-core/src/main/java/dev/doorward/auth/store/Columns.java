package dev.doorward.auth.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Columns that several tables have, and that JDBC knows nothing of. None of them is null. */
public final class Columns {
    private Columns() {}

    public static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** The words that {@link #joined} wrote. */
    public static Set<String> words(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        return text.isEmpty() ? Set.of() : Set.copyOf(List.of(text.split(" ")));
    }

    /** Words without spaces as one text, sorted, so that equal sets are equal texts. */
    public static String joined(Collection<String> words) {
        return String.join(" ", new TreeSet<>(words));
    }
}
