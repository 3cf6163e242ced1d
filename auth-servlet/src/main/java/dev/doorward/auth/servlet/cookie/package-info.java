/**
 * The cookies of this library, and no other: {@link dev.doorward.auth.servlet.cookie.CookieName} says which there are
 * and with what attributes, {@link dev.doorward.auth.servlet.cookie.Cookies} reads and writes them.
 */
@NullMarked
package dev.doorward.auth.servlet.cookie;

import org.jspecify.annotations.NullMarked;
