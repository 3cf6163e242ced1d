/**
 * The flows over HTTP, for people (pages) and programs (JSON) under the same path.
 *
 * <p>{@link dev.doorward.auth.servlet.endpoint.Endpoints} knows them all and is what the filter calls, after the guards
 * and the CSRF check have let the request through. {@link dev.doorward.auth.servlet.endpoint.Answers} says no on behalf
 * of the filters.
 */
@NullMarked
package dev.doorward.auth.servlet.endpoint;

import org.jspecify.annotations.NullMarked;
