package dev.doorward.auth.store;

import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.ColumnMapper;

/** Binds and maps instants as UTC; what Jdbi does by itself goes through the default time zone of the machine. */
final class UtcInstants extends AbstractArgumentFactory<Instant> {
    private UtcInstants() {
        super(Types.TIMESTAMP_WITH_TIMEZONE);
    }

    static void install(Jdbi jdbi) {
        jdbi.registerArgument(new UtcInstants());
        ColumnMapper<Instant> column = (row, number, context) -> {
            OffsetDateTime value = row.getObject(number, OffsetDateTime.class);
            return value == null ? null : value.toInstant();
        };
        jdbi.registerColumnMapper(Instant.class, column);
    }

    @Override
    protected Argument build(Instant value, ConfigRegistry config) {
        return (position, statement, context) ->
                statement.setObject(position, OffsetDateTime.ofInstant(value, ZoneOffset.UTC));
    }
}
