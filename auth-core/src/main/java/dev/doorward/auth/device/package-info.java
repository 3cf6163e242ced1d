/**
 * Browsers that are known to an account, because somebody logged in or proved the account's address with them.
 *
 * <p>Read {@link dev.doorward.auth.device.Devices}. What a known browser is good for is decided elsewhere: its wrong
 * passwords are counted apart from those of strangers, so that nobody who is attacked is locked out of a browser they
 * use, and the owner is told of a login with any other.
 *
 * <p>It never replaces a credential. Who has no more than a device cookie can try ten passwords and is then a stranger.
 */
@NullMarked
package dev.doorward.auth.device;

import org.jspecify.annotations.NullMarked;
