/**
 * Everything that is made with a key: the ring of root keys, sealed values, token and cookie authentication codes.
 *
 * <p>Read in this order. {@link dev.doorward.auth.secret.KeyRing} holds the numbered root keys of an installation and
 * derives one key per purpose from them; no root key is ever used directly and no two purposes share a key.
 * {@link dev.doorward.auth.secret.Sealer} encrypts what must be read again (a password's hash, a second factor's
 * secret) and ties it to the row it belongs to. {@link dev.doorward.auth.secret.OpaqueToken} is what a browser or
 * program carries; {@link dev.doorward.auth.secret.TokenMac} is what the database keeps of it, so that neither a stolen
 * copy of the database nor a forged or swapped row opens anything. {@link dev.doorward.auth.secret.CookieSigner} is for
 * small values that travel through the browser and come back unchanged, {@link dev.doorward.auth.secret.TextMac} for
 * whatever has a form of its own. {@link dev.doorward.auth.secret.SigningKey} and
 * {@link dev.doorward.auth.secret.VerifyingKey} are for what others check, who must not be able to make it.
 *
 * <p>Two kinds of failure are kept apart. A value that does not verify is an ordinary outcome and comes back as
 * {@code false} or empty. A key that the ring should hold but does not
 * ({@link dev.doorward.auth.secret.UnknownKeyException}) is an outage: nobody gets in, and nobody is told that a
 * password was wrong.
 */
@NullMarked
package dev.doorward.auth.secret;

import org.jspecify.annotations.NullMarked;
