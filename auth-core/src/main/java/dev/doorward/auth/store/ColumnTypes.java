package dev.doorward.auth.store;

import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.ColumnMapper;

/** The types for which what Jdbi does by itself does not serve. */
final class ColumnTypes {
    private ColumnTypes() {}

    static void install(Jdbi jdbi) {
        jdbi.registerArgument(new UtcInstant());
        jdbi.registerArgument(new NullableUuid());
        ColumnMapper<Instant> instant = (row, number, context) -> {
            OffsetDateTime value = row.getObject(number, OffsetDateTime.class);
            return value == null ? null : value.toInstant();
        };
        jdbi.registerColumnMapper(Instant.class, instant);
    }

    /** As UTC; Jdbi would go through the default time zone of the machine. */
    private static final class UtcInstant extends AbstractArgumentFactory<Instant> {
        UtcInstant() {
            super(Types.TIMESTAMP_WITH_TIMEZONE);
        }

        @Override
        protected Argument build(Instant value, ConfigRegistry config) {
            return (position, statement, context) ->
                    statement.setObject(position, OffsetDateTime.ofInstant(value, ZoneOffset.UTC));
        }
    }

    /** Null as of no particular type; Jdbi would say text, which PostgreSQL does not put into a uuid column. */
    private static final class NullableUuid extends AbstractArgumentFactory<UUID> {
        NullableUuid() {
            super(Types.OTHER);
        }

        @Override
        protected Argument build(UUID value, ConfigRegistry config) {
            return (position, statement, context) -> statement.setObject(position, value);
        }
    }
}
