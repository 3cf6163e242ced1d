/**
 * For tests of applications that use Doorward: {@link dev.doorward.auth.testing.TestDoorward} is a whole instance in
 * memory, with a clock to turn and hashes that cost nothing.
 */
package dev.doorward.auth.testing;
