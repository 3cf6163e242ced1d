/**
 * Who sends a request that a proxy passed on. {@link dev.doorward.auth.proxy.TrustedProxies} says which peers are
 * believed, {@link dev.doorward.auth.proxy.HeaderFamily} which headers of theirs are read, and
 * {@link dev.doorward.auth.proxy.Origin} what comes of it.
 *
 * <p>Anybody can write {@code X-Forwarded-For}. Whoever believes it gives each attacker as many addresses as he likes,
 * so no limit by address holds; whoever never believes it counts all readers behind a proxy as one.
 */
@NullMarked
package dev.doorward.auth.proxy;

import org.jspecify.annotations.NullMarked;
