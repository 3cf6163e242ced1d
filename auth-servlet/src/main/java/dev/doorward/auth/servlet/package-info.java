/**
 * Accounts for a servlet application: what an application names.
 *
 * <p>Read in this order: {@link dev.doorward.auth.servlet.DoorwardFilter}, which is all of it in one filter;
 * {@link dev.doorward.auth.servlet.Guards} and {@link dev.doorward.auth.servlet.Guard}, which say who may see what;
 * {@link dev.doorward.auth.servlet.LoginRequired} for the same on a servlet class;
 * {@link dev.doorward.auth.servlet.CurrentUser}, which says who is asking.
 */
@NullMarked
package dev.doorward.auth.servlet;

import org.jspecify.annotations.NullMarked;
