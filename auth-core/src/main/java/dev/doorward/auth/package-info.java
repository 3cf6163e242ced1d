/**
 * The account system of a web application, free of any web framework.
 *
 * <p>Start with {@link dev.doorward.auth.Doorward}: its builder takes a base URL, a database and a key ring, and what
 * it builds hands out {@link dev.doorward.auth.account.Accounts accounts}, {@link dev.doorward.auth.session.Sessions
 * sessions}, {@link dev.doorward.auth.login.Login login} and the {@link dev.doorward.auth.audit.AuditLog audit log}.
 * Then read a feature's package: each begins with what it guarantees.
 */
@NullMarked
package dev.doorward.auth;

import org.jspecify.annotations.NullMarked;
