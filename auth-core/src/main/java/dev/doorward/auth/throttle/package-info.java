/**
 * How often something may be tried.
 *
 * <p>Read {@link dev.doorward.auth.throttle.Throttle} first. It keeps two kinds of budget, both in the database and so
 * one for all nodes. A rate ({@link dev.doorward.auth.throttle.Throttle#take}) allows so many within so long, whatever
 * comes of them. Failures ({@link dev.doorward.auth.throttle.Throttle#reserve}) count wrong credentials: each attempt
 * is counted before the credential is looked at, as if it were wrong, so that any number at once get no further than
 * one after the other. {@link dev.doorward.auth.throttle.Limits} says how much, and
 * {@link dev.doorward.auth.throttle.Subject} who shares a budget.
 */
@NullMarked
package dev.doorward.auth.throttle;

import org.jspecify.annotations.NullMarked;
