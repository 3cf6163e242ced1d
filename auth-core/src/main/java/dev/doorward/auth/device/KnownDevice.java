package dev.doorward.auth.device;

import dev.doorward.auth.identity.AccountId;
import java.util.UUID;

/**
 * A living device of one account, whose token the browser at hand has brought. Only {@link Devices} makes one.
 *
 * <p>It says nothing about who uses the browser.
 */
public final class KnownDevice {
    private final UUID id;
    private final AccountId account;

    KnownDevice(UUID id, AccountId account) {
        this.id = id;
        this.account = account;
    }

    /** Not secret. Stays as it is while the device lives, whatever becomes of its token. */
    public UUID id() {
        return id;
    }

    /** Whom it is known to. */
    public AccountId account() {
        return account;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KnownDevice device && id.equals(device.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "KnownDevice[" + id + "]";
    }
}
