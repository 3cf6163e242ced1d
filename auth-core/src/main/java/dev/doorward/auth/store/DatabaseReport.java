package dev.doorward.auth.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a database is, for somebody who looks after it.
 *
 * @param product and its version: {@code PostgreSQL 18.1}
 * @param answer how long it takes to answer the smallest question over a connection that is there: the best of three
 * @param clockOff how far its clock is from the asker's, either way, beyond what the asking took; never negative
 * @param version of the tables; null if there are none yet
 * @param pending how many scripts the next {@link Database#migrate} will run
 * @param damage why {@link Database#migrate} will refuse; null if it will not
 */
public record DatabaseReport(
        String product,
        Duration answer,
        Duration clockOff,
        @Nullable String version,
        int pending,
        @Nullable String damage) {}
