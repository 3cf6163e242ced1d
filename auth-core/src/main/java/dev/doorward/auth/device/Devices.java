package dev.doorward.auth.device;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.identity.Uuid7;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.Mac;
import dev.doorward.auth.secret.OpaqueToken;
import dev.doorward.auth.secret.SealedRows;
import dev.doorward.auth.secret.TokenMac;
import dev.doorward.auth.store.Database;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Which browsers an account is used with.
 *
 * <p>A browser carries a token for each account it is known to, at most five. One of one account is nothing to another.
 * Each login replaces the account's token; the one before fits until the new one has come back, so that a lost answer
 * makes nobody a stranger, and a copy is worth nothing after its owner's second login. A device lives for
 * {@link #LIFETIME} after its last login, dies after {@link #MAXIMUM_FAILURES} failures in a row, and of an account
 * there are fifty at most.
 *
 * <p>Methods that take a {@link Handle} work inside the caller's transaction, which holds the account's row locked,
 * save {@link #find}, which needs neither. Safe for use by many threads.
 */
public final class Devices {
    /** How long a browser is known after the last login with it. Browsers keep no cookie for longer. */
    public static final Duration LIFETIME = Duration.ofDays(400);

    /** After as many wrong passwords without a right one, a browser is that of a stranger. */
    public static final int MAXIMUM_FAILURES = 10;

    private static final int MAXIMUM_DEVICES = 50;
    private static final Duration NEWS = Duration.ofDays(1);
    private static final int MAXIMUM_ALIKE = 2;

    private final DeviceTable table = new DeviceTable();
    private final Database database;
    private final KeyRing keys;
    private final TokenMac macs;
    private final Clock clock;
    private final SecureRandom random;

    public Devices(Database database, KeyRing keys, Clock clock, SecureRandom random) {
        this.database = database;
        this.keys = keys;
        this.macs = new TokenMac(keys, "device");
        this.clock = clock;
        this.random = random;
    }

    /**
     * The living device of this account whose token the client carries. One statement where the client carries any
     * token, whosever it is and whether or not there is such an account, and none where it does not.
     *
     * @throws dev.doorward.auth.secret.UnknownKeyException if the device's key is missing from the ring
     */
    public Optional<KnownDevice> find(Handle handle, AccountId account, Client client) {
        return living(brought(handle, account, DeviceCookie.parse(client.device())))
                .map(brought -> new KnownDevice(brought.row().id(), account));
    }

    /** A row, and a token that fits it. */
    private record Brought(DeviceTable.Row row, OpaqueToken token) {}

    private List<Brought> brought(Handle handle, AccountId account, DeviceCookie cookie) {
        if (cookie.isEmpty()) {
            return List.of();
        }
        return table.find(handle, account, cookie.ids()).stream()
                .flatMap(row -> cookie.tokens().stream()
                        .filter(token -> token.id().equals(row.id()) && fits(row, token, account))
                        .map(token -> new Brought(row, token)))
                .toList();
    }

    private boolean fits(DeviceTable.Row row, OpaqueToken token, AccountId account) {
        return Stream.of(Optional.of(row.mac()), Optional.ofNullable(row.previous()))
                .flatMap(Optional::stream)
                .anyMatch(mac -> macs.verify(mac, token.id(), account.value(), token.secret()));
    }

    /** The one last used, should a browser have several. */
    private Optional<Brought> living(List<Brought> brought) {
        Instant since = clock.instant().minus(LIFETIME);
        return brought.stream()
                .filter(some -> some.row().failures() < MAXIMUM_FAILURES
                        && some.row().lastSeenAt().isAfter(since))
                .max(Comparator.comparing(some -> some.row().lastSeenAt()));
    }

    /**
     * Counts a password that is about to be checked as wrong, in a transaction of its own: of any number at once,
     * {@link #MAXIMUM_FAILURES} get true. A login sets the count to nothing, by {@link #issue}.
     *
     * @return false if the device has died meanwhile: its bringer is a stranger
     */
    public boolean tryOnce(KnownDevice device) {
        return database.inTransaction(handle -> table.countFailure(handle, device.id(), MAXIMUM_FAILURES));
    }

    /** Takes back {@link #tryOnce}, where no password was checked. */
    public void giveBack(KnownDevice device) {
        database.useTransaction(handle -> table.uncountFailure(handle, device.id()));
    }

    /**
     * Makes the browser at hand known to the account, or renews its token and gives it all its tries again.
     *
     * <p>The owner should be told of a browser that was not known. Of those that are alike by address and user agent,
     * as a program without cookies is with each login, two within 24 hours are worth telling; so it does not spend what
     * is told of others. That is no limit, since whoever logs in may end these devices, or call themselves something
     * else.
     */
    public IssuedDevice issue(Handle handle, AccountId account, Client client) {
        DeviceCookie cookie = DeviceCookie.parse(client.device());
        List<Brought> brought = brought(handle, account, cookie);
        Set<UUID> replaced = brought.stream().map(some -> some.row().id()).collect(Collectors.toSet());
        Optional<Brought> known = living(brought);
        if (known.isPresent()) {
            Brought device = known.get();
            OpaqueToken token = OpaqueToken.random(device.row().id(), random);
            table.renew(handle, token.id(), sign(token, account), sign(device.token(), account), clock.instant());
            return new IssuedDevice(token.id(), cookie.with(token, replaced).text(), false);
        }
        replaced.forEach(dead -> table.delete(handle, account, dead));
        long alike =
                table.newAlikeSince(handle, account, client, clock.instant().minus(NEWS));
        boolean notifyOwner = alike < MAXIMUM_ALIKE;
        OpaqueToken token = begin(handle, account, client, notifyOwner);
        table.idsBeyond(handle, account, MAXIMUM_DEVICES).stream()
                .filter(id -> !id.equals(token.id()))
                .forEach(id -> table.delete(handle, account, id));
        return new IssuedDevice(token.id(), cookie.with(token, replaced).text(), notifyOwner);
    }

    /** {@link #issue} after {@link #endAll}: for whoever has just proved to own the account, perhaps against others. */
    public IssuedDevice issueOnly(Handle handle, AccountId account, Client client) {
        DeviceCookie cookie = DeviceCookie.parse(client.device());
        Set<UUID> replaced = brought(handle, account, cookie).stream()
                .map(some -> some.row().id())
                .collect(Collectors.toSet());
        endAll(handle, account);
        OpaqueToken token = begin(handle, account, client, true);
        return new IssuedDevice(token.id(), cookie.with(token, replaced).text(), false);
    }

    /** @param told false where there are too many to tell the owner of this one, see {@link #endWithUntold} */
    private OpaqueToken begin(Handle handle, AccountId account, Client client, boolean told) {
        Instant now = clock.instant();
        OpaqueToken token = OpaqueToken.random(Uuid7.next(clock, random), random);
        table.insert(handle, token.id(), account, sign(token, account), client, told, now);
        return token;
    }

    private Mac sign(OpaqueToken token, AccountId account) {
        return macs.sign(token.id(), account.value(), token.secret());
    }

    /** Makes every browser a stranger's. */
    public void endAll(Handle handle, AccountId account) {
        table.deleteBeside(handle, account, Uuid7.next(clock, random));
    }

    /** Makes every browser but the one at hand a stranger's. */
    public void endOthers(Handle handle, AccountId account, Client kept) {
        find(handle, account, kept)
                .ifPresentOrElse(
                        device -> table.deleteBeside(handle, account, device.id()), () -> endAll(handle, account));
    }

    /** Makes one browser a stranger's. */
    public void end(Handle handle, AccountId account, UUID id) {
        table.delete(handle, account, id);
    }

    /** The owner was not told of a browser after all. */
    public void untold(Handle handle, AccountId account, UUID id) {
        table.untold(handle, account, id);
    }

    /**
     * Makes a browser a stranger's that its owner was told of, and those nobody was told of as there were too many:
     * else who logs in once more than is told keeps that login.
     */
    public void endWithUntold(Handle handle, AccountId account, UUID id) {
        table.deleteWithUntold(handle, account, id);
    }

    /** Of the browsers that are known to the account. */
    public Set<UUID> ids(Handle handle, AccountId account) {
        return table.ids(handle, account);
    }

    /** Removes devices that nobody logged in with for {@link #LIFETIME}; safe to call at any time, on any node. */
    public int deleteExpired() {
        return database.inTransaction(
                handle -> table.deleteUnseen(handle, clock.instant().minus(LIFETIME)));
    }

    /** What needs the ring's keys, for whoever changes the ring. */
    public SealedRows sealedRows() {
        return new SealedDevices(database, table, keys, clock);
    }
}
