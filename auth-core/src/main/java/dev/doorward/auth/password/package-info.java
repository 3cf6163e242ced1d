/**
 * Passwords: which ones are good enough, how they are hashed, and where the hashes are kept.
 *
 * <p>Read in this order. {@link dev.doorward.auth.password.PasswordPolicy} decides whether a password may be chosen and
 * answers with reasons a person understands. {@link dev.doorward.auth.password.PasswordHasher} turns a password into an
 * Argon2id hash and checks passwords against one, on threads of its own, and answers "busy" rather than let a flood of
 * logins take the machine. {@link dev.doorward.auth.password.PasswordTable} keeps the hash of an account, sealed so
 * that a stolen database holds nothing to guess against.
 *
 * <p>One rule runs through all of it: a check costs the same work whatever it is checked against, be it the account's
 * hash, a hash made under older parameters, a damaged one, or none because there is no such account.
 */
@NullMarked
package dev.doorward.auth.password;

import org.jspecify.annotations.NullMarked;
