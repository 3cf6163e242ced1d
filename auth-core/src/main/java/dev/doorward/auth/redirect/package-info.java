/**
 * Is this return address ours? Whatever sends a browser on (login, logout, confirming, the callback of a provider) asks
 * {@link dev.doorward.auth.redirect.RedirectValidator} and sends only what a
 * {@link dev.doorward.auth.redirect.SafeRedirect} says.
 *
 * <p>An unchecked {@code next} turns a login page into an open redirect: a link that truly leads to this site, asks for
 * nothing suspicious and ends at a copy of it (RFC 9700 section 4.11). The {@code Referer} header is no return address:
 * the page that linked here wrote it.
 */
@NullMarked
package dev.doorward.auth.redirect;

import org.jspecify.annotations.NullMarked;
