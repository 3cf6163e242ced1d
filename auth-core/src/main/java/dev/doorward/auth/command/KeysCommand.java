package dev.doorward.auth.command;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.secret.KeyRotation;
import dev.doorward.auth.secret.RingKey;
import dev.doorward.auth.secret.SealedRows;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code keys list}, {@code keys rotate} and {@code keys remove}, for a command line made with picocli. They work
 * beside running servers, which take a changed ring up by themselves.
 *
 * <p>What is wrong with the ring comes as a {@link dev.doorward.auth.secret.KeyRingException}, whose message is meant
 * for whoever typed the command.
 */
@Command(name = "keys", description = "Shows the key ring and changes it.", mixinStandardHelpOptions = true)
public final class KeysCommand {

    private static final int BATCH = 1000;

    private final Installation installation;
    private final PrintStream out;
    private final Clock clock = Clock.systemUTC();

    /** @param out for what the commands have to say */
    public KeysCommand(Installation installation, PrintStream out) {
        this.installation = installation;
        this.out = out;
    }

    private KeyRotation rotation() {
        return new KeyRotation(installation.keysFile(), new SecureRandom(), clock);
    }

    @Command(description = "Shows the keys, and nothing secret of them.", mixinStandardHelpOptions = true)
    int list() {
        List<RingKey> keys = rotation().keys();
        say("%-8s%-14s%-24s%s", "number", "signs as", "made", "state");
        for (RingKey key : keys) {
            say("%-8d%-14s%-24s%s", key.number(), signing(key), made(key), state(key));
        }
        return 0;
    }

    private static String signing(RingKey key) {
        return key.signing() == null ? "-" : key.signing();
    }

    private static String made(RingKey key) {
        return key.madeAt().equals(Instant.EPOCH) ? "-" : key.madeAt().toString();
    }

    private String state(RingKey key) {
        if (key.current()) {
            return "in use";
        }
        return key.usedFrom().isAfter(clock.instant()) ? "in use from " + key.usedFrom() : "reads what is older";
    }

    @Command(
            description = "Adds a key. It reads at once, and seals and signs in ten minutes, when every node knows it.",
            mixinStandardHelpOptions = true)
    int rotate(
            @Option(
                            names = "--at-once",
                            description = "Seals and signs without waiting: for a key that somebody else may have.")
                    boolean atOnce) {
        RingKey added = atOnce ? rotation().rotateAtOnce() : rotation().rotate();
        say(
                "Key %d was added to %s. It is in use from %s on.",
                added.number(), installation.keysFile(), added.usedFrom());
        say("A node that does not read this very file needs a copy of it%s.", atOnce ? " now" : " before that");
        return 0;
    }

    @Command(
            description = "Removes a key that is no longer in use and that nothing in the database needs.",
            mixinStandardHelpOptions = true)
    int remove(@Parameters(paramLabel = "<number>", description = "As keys list shows it.") int number) {
        KeyRotation rotation = rotation();
        // To use an installation may make a ring where there is none; a mistyped path shall not.
        rotation.keys();
        installation.use(doorward -> {
            makeFree(doorward);
            rotation.remove(number, doorward.sealedRows());
        });
        say("Key %d was removed. Mailed links and tokens that it signed are no longer believed.", number);
        return 0;
    }

    /** What the housekeeping of a running node would have done a little later. */
    private static void makeFree(Doorward doorward) {
        doorward.sessions().deleteExpired();
        for (SealedRows rows : doorward.sealedRows()) {
            int resealed = BATCH;
            while (resealed == BATCH) {
                resealed = rows.reseal(BATCH);
            }
        }
    }

    private void say(String format, Object... values) {
        out.printf(format + "%n", values);
    }
}
