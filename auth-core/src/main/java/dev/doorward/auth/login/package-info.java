/**
 * The one gate: evidence in, session or refusal out.
 *
 * <p>{@link dev.doorward.auth.login.Login} gathers evidence (a password that fits, a remembered login, a mailed link)
 * and hands it to {@code Gate}, which asks the same questions of every kind: is the account in good standing, and has
 * nothing changed since the evidence was gathered. Only this package opens sessions.
 */
@NullMarked
package dev.doorward.auth.login;

import org.jspecify.annotations.NullMarked;
