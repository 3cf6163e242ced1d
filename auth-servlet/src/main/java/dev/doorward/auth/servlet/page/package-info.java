/**
 * What people see: page models, and the built-in pages that draw them.
 *
 * <p>Read {@link dev.doorward.auth.servlet.page.Page} first, then {@link dev.doorward.auth.servlet.page.Form}, which
 * carries what was typed and what is wrong with it, and {@link dev.doorward.auth.servlet.page.PageContext}, which every
 * page gets. {@link dev.doorward.auth.servlet.page.BuiltInPages} draws them with the templates under
 * {@code src/main/jte}; an application that wants its own puts a {@link dev.doorward.auth.servlet.PageRenderer} in
 * front. The stylesheet ({@code doorward.css}) says at its top how ten lines change colours and fonts.
 *
 * <p>The pages work without script and run under a content security policy without {@code unsafe-inline}: nothing here
 * writes a {@code style} or {@code on...} attribute.
 */
@NullMarked
package dev.doorward.auth.servlet.page;

import org.jspecify.annotations.NullMarked;
