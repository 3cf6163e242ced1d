/**
 * What happened to accounts, kept where its subject is kept, and told to the application.
 *
 * <p>Read {@link dev.doorward.auth.audit.AuditLog} first: how events are written, in the transaction of what they
 * record. {@link dev.doorward.auth.audit.AuditEvent} is one of them, {@link dev.doorward.auth.audit.AuditType} says
 * what can happen, and {@link dev.doorward.auth.audit.AuthListener} is how an application takes part.
 *
 * <p>Each event is a row of {@code auth_event} and one line of the log {@code dev.doorward.audit}, written after the
 * commit. Neither ever holds a password, a token, an address of mail, or a login name nobody has (people type their
 * password there): there is no place for it.
 */
@NullMarked
package dev.doorward.auth.audit;

import org.jspecify.annotations.NullMarked;
