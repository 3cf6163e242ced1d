/**
 * One filter for each concern.
 *
 * <p>{@link dev.doorward.auth.servlet.filter.ProxyFilter} says where the request came from,
 * {@link dev.doorward.auth.servlet.filter.SecurityHeadersFilter} puts security headers on the answer,
 * {@link dev.doorward.auth.servlet.filter.HttpsRedirectFilter} lets in what came encrypted,
 * {@link dev.doorward.auth.servlet.filter.AuthenticationFilter} finds out who is asking,
 * {@link dev.doorward.auth.servlet.filter.GuardFilter} whether they may, and
 * {@link dev.doorward.auth.servlet.filter.CsrfFilter} whether they meant to.
 * {@link dev.doorward.auth.servlet.filter.ErrorFilter} answers for what goes wrong. {@code DoorwardFilter} is these in
 * the one right order; each can be registered alone, for all dispatcher types. Without an {@code AuthenticationFilter}
 * in front everybody is a stranger to the others.
 */
@NullMarked
package dev.doorward.auth.servlet.filter;

import org.jspecify.annotations.NullMarked;
