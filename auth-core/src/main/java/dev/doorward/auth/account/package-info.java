/**
 * Accounts: registering, finding and changing them.
 *
 * <p>{@link dev.doorward.auth.account.Accounts} is what an application is handed. What a person does to their own
 * account takes a {@link dev.doorward.auth.session.Proof}; what an administrator does takes an id, and who may call it
 * is the application's decision. Each public operation is one transaction, with its audit event.
 *
 * <p>{@link dev.doorward.auth.account.Recovery} is what mailed links do: prove an address, set a forgotten password,
 * take a change of address back. Where addresses must be proved, an account is born there and not in the registration.
 *
 * <p>Every account carries an <em>epoch</em>, raised by each change of password, address, role or standing. Sessions,
 * remembered logins and mailed links copy it and are dead once it moved, so a login that was under way while the
 * account changed does not get in.
 */
@NullMarked
package dev.doorward.auth.account;

import org.jspecify.annotations.NullMarked;
