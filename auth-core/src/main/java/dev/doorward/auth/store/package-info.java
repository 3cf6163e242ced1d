/**
 * Doorward's place in a database: connections, transactions, migrations.
 *
 * <p>Read {@link dev.doorward.auth.store.Database} first; everything else here serves it. A feature keeps the SQL of a
 * table in one package-private class named after the table and is handed a Jdbi {@code Handle} by the operation whose
 * transaction it takes part in. {@link dev.doorward.auth.store.Unique} is how such a class learns that a name is taken.
 *
 * <p><b>How SQL names tables.</b> All tables live in a schema the application chooses ({@code doorward} unless it says
 * otherwise), and the connection's own default schema belongs to the application. So statements write {@code {s}} where
 * the schema stands:
 *
 * <pre>{@code
 * handle.createQuery("select epoch from {s}auth_account where id = :id")
 * }</pre>
 *
 * <p>The replaced text is kept by Jdbi, once for each statement. Code that goes to JDBC itself asks
 * {@link dev.doorward.auth.store.Database#sql} for it once, in its constructor.
 *
 * <p><b>Types.</b> {@code Instant} is a {@code timestamp with time zone} and travels as UTC whatever the zone of the
 * machine; {@code UUID} and {@code byte[]} are themselves. Records map by their components' names.
 */
@NullMarked
package dev.doorward.auth.store;

import org.jspecify.annotations.NullMarked;
