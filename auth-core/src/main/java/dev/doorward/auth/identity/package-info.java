/**
 * Who somebody is: the values every other package names people by.
 *
 * <p>Read in this order:
 *
 * <ol>
 *   <li>{@link dev.doorward.auth.identity.AccountId}: the identifier that never changes and is never given out again.
 *   <li>{@link dev.doorward.auth.identity.Username} and {@link dev.doorward.auth.identity.UsernameRules}: the name
 *       people choose, and which names may be chosen.
 *   <li>{@link dev.doorward.auth.identity.EmailAddress}: one strict address.
 *   <li>{@link dev.doorward.auth.identity.Client}: where a request came from.
 * </ol>
 *
 * <p>Names and addresses have two forms. {@code value()} is what is shown and what mail is sent to; {@code key()} is
 * what is unique and what look-ups use. The key is made once, stored beside the value and compared as it is, byte for
 * byte: a database's collation or a second folding never decides who somebody is. Everything accepted here is pure
 * ASCII by the time it exists, so no later step (a driver, a mailer, a log) can fold one person's name onto another's.
 */
@NullMarked
package dev.doorward.auth.identity;

import org.jspecify.annotations.NullMarked;
