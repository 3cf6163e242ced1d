package dev.doorward.auth.device;

import java.util.UUID;

/**
 * A browser that is known to an account from now on, with what goes into its cookie.
 *
 * @param id the device's
 * @param cookie the whole value, with the tokens of other accounts that the browser brought; kept for
 *     {@link Devices#LIFETIME}
 * @param notifyOwner whether the owner should be told: the browser was not known, and no two like it were new within
 *     the last 24 hours, see {@link Devices#issue}
 */
public record IssuedDevice(UUID id, String cookie, boolean notifyOwner) {

    /** Leaves out the tokens. */
    @Override
    public String toString() {
        return "IssuedDevice[" + id + "]";
    }
}
