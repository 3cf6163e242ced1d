/**
 * Sessions and remembered logins: who is asking, decided once per request.
 *
 * <p>Read {@link dev.doorward.auth.session.Sessions} first: it finds the {@link dev.doorward.auth.session.Session}
 * behind a cookie and lists and ends sessions. A session is opened, proved and renewed by
 * {@link dev.doorward.auth.session.SessionIssuer}, which only the {@code login} package calls and which Doorward does
 * not hand out. A {@link dev.doorward.auth.session.Proof} says that the account's owner confirmed who they are within
 * the last minutes; operations on an account ask for one.
 *
 * <p>A cookie holds {@code id.secret}. The database holds the id and an HMAC over purpose, id, account and secret, so a
 * copied database opens nothing and a row moved to another account fits no cookie.
 */
@NullMarked
package dev.doorward.auth.session;

import org.jspecify.annotations.NullMarked;
