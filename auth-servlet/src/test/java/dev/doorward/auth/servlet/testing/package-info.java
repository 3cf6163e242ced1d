/**
 * For tests of servlet applications that use Doorward: {@link dev.doorward.auth.servlet.testing.LoggedIn} is somebody's
 * browser after a login, in one line. {@code dev.doorward.auth.testing.TestDoorward} of auth-core's test kit is the
 * instance they are logged in to.
 */
package dev.doorward.auth.servlet.testing;
