package dev.doorward.auth;

import com.sun.management.OperatingSystemMXBean;
import dev.doorward.auth.InvalidSettingsException.Problem;
import dev.doorward.auth.mail.MailException;
import dev.doorward.auth.mail.Mailer;
import dev.doorward.auth.mail.SmtpMailer;
import dev.doorward.auth.password.Argon2Parameters;
import dev.doorward.auth.password.HashCost;
import dev.doorward.auth.password.PasswordTable;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.KeyRingException;
import dev.doorward.auth.secret.KeyRotation;
import dev.doorward.auth.secret.RingKey;
import dev.doorward.auth.store.Database;
import dev.doorward.auth.store.DatabaseException;
import dev.doorward.auth.store.DatabaseReport;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Looks at an installation as somebody would who was called to it. Reads, connects and measures; writes to nothing, and
 * sends no mail. An H2 database that does not exist yet is the exception: connecting to it makes it.
 */
final class Doctor {
    private static final Duration OLD_KEY = Duration.ofDays(366);
    private static final Duration SLOW_DATABASE = Duration.ofMillis(50);
    private static final Duration CLOCK_OFF = Duration.ofSeconds(2);

    /** A new key is used ten minutes after it was made, and every node must have the same idea of when that is. */
    private static final Duration CLOCK_WRONG = Duration.ofMinutes(1);

    /** What a person who logs in does not notice. */
    private static final Duration HASH_BUDGET = Duration.ofMillis(250);

    private static final Duration SLOW_HASH = Duration.ofSeconds(1);
    private static final int KIB = 1024;

    private final DoorwardBuilder builder;
    private final Clock clock;
    private final List<Finding> findings = new ArrayList<>();

    Doctor(DoorwardBuilder builder) {
        this.builder = builder;
        this.clock = builder.clock();
    }

    List<Finding> examine() {
        settings();
        keys();
        database();
        mail();
        hashing();
        return List.copyOf(findings);
    }

    private void settings() {
        for (Problem problem : problems()) {
            findings.add(Finding.failing("settings", problem.setting() + ": " + problem.problem(), problem.remedy()));
        }
        for (NamedSettings named : builder.named()) {
            for (Path file : named.readableByOthers()) {
                findings.add(Finding.fair(
                        "settings",
                        "other users of this machine may read " + file,
                        "Forbid it with: chmod 600 " + file));
            }
        }
        if (builder.mode() == Mode.DEVELOPMENT) {
            findings.add(Finding.fair(
                    "settings",
                    "development mode serves this machine alone",
                    "Set the mode to production (DOORWARD_MODE=production) where it is for others"));
        } else if (findings.isEmpty()) {
            findings.add(Finding.good("settings", "production mode, and nothing is wrong"));
        }
    }

    private List<Problem> problems() {
        try {
            builder.check();
            return List.of();
        } catch (InvalidSettingsException e) {
            return e.problems();
        }
    }

    /** What is wrong with a ring is said among the settings. */
    private void keys() {
        Path file = builder.keysFile();
        if (file == null) {
            if (builder.keys() != null) {
                findings.add(Finding.good("keys", builder.keys() + ", which the application brings"));
            }
            return;
        }
        if (!Files.exists(file)) {
            findings.add(Finding.good("keys", file + " does not exist yet and is made at the first start"));
            return;
        }
        try {
            List<RingKey> keys = new KeyRotation(file, builder.random(), clock).keys();
            keys.stream().filter(RingKey::current).findFirst().ifPresent(current -> age(keys.size(), current));
        } catch (KeyRingException e) {
            findings.add(Finding.failing("keys", "the ring cannot be read", "Mend it as said under settings"));
        }
    }

    private void age(int count, RingKey current) {
        String text = (count == 1 ? "one key" : count + " keys") + ", in use is " + current.number();
        if (current.madeAt().equals(Instant.EPOCH)) {
            findings.add(Finding.good("keys", text));
            return;
        }
        Duration age = Duration.between(current.madeAt(), clock.instant());
        String old = text + ", made " + Math.max(0, age.toDays()) + " days ago";
        findings.add(
                age.compareTo(OLD_KEY) > 0
                        ? Finding.fair("keys", old, "Run keys rotate; nobody is logged out by it")
                        : Finding.good("keys", old));
    }

    private void database() {
        DatabaseChoice choice = builder.database();
        if (choice == null) {
            return;
        }
        try (Database database = choice.open().apply(builder.schema())) {
            DatabaseReport report = database.inspect(clock);
            tables(report);
            clock(report);
            if (report.version() != null && report.damage() == null) {
                ring(database);
            }
        } catch (IllegalArgumentException e) {
            return; // said among the settings
        } catch (DatabaseException e) {
            findings.add(Finding.failing(
                    "database",
                    "it does not answer: " + e.getMessage() + reason(e),
                    "Start it, let this machine reach it, and look at its user and password"));
        }
    }

    /** Whether the ring that the next start has opens what is there. One that it would make opens nothing. */
    private void ring(Database database) {
        Path file = builder.keysFile();
        KeyRing given = builder.keys();
        if (file == null && given == null && builder.mode() == Mode.PRODUCTION) {
            return; // said among the settings
        }
        try {
            KeyRing ring = file != null && Files.exists(file)
                    ? KeyRing.read(file)
                    : file == null && given != null ? given : KeyRing.inMemory(builder.random());
            SettingsCheck.strangeRing(new PasswordTable(ring, builder.random(), clock), database)
                    .ifPresent(problem -> findings.add(Finding.failing("keys", problem.problem(), problem.remedy())));
        } catch (KeyRingException e) {
            return; // said among the settings
        }
    }

    /** The innermost reason without what follows its first line, which may quote a statement. */
    private static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root == e
                ? ""
                : " (" + String.valueOf(root.getMessage()).lines().findFirst().orElse("") + ")";
    }

    private void tables(DatabaseReport report) {
        String product = report.product() + ", answers in " + millis(report.answer());
        if (report.damage() != null) {
            findings.add(Finding.failing(
                    "database",
                    product + "; its tables are not as a version of Doorward left them: " + report.damage(),
                    "Restore the schema from its backup, or run the version that was here before"));
        } else if (report.answer().compareTo(SLOW_DATABASE) > 0) {
            findings.add(Finding.fair(
                    "database", product, "Move the two nearer to each other: each request may wait for one answer"));
        } else {
            findings.add(Finding.good("database", product));
        }
        if (report.damage() == null) {
            String tables = report.version() == null ? "none yet" : "at version " + report.version();
            findings.add(Finding.good(
                    "tables",
                    report.pending() == 0
                            ? tables
                            : tables + "; " + report.pending() + " changes come at the next start"));
        }
    }

    /** Two machines, unless the database runs on this one; then it cannot be off. */
    private void clock(DatabaseReport report) {
        Duration off = report.clockOff();
        if (off.compareTo(CLOCK_OFF) <= 0) {
            findings.add(Finding.good("clock", "agrees with the database's"));
            return;
        }
        String text = "differs from the database's by " + off.toSeconds() + " s";
        String remedy = "Keep the time of both machines by NTP";
        findings.add(
                off.compareTo(CLOCK_WRONG) > 0
                        ? Finding.failing("clock", text, remedy)
                        : Finding.fair("clock", text, remedy));
    }

    private void mail() {
        Mailer mailer = builder.mailer();
        if (mailer == null && builder.mailServerIsRefused()) {
            return; // said among the settings
        }
        if (mailer != null && builder.developmentInbox() != null) {
            findings.add(Finding.good("mail", "is kept at " + builder.developmentInbox() + " for development"));
        } else if (mailer instanceof SmtpMailer smtp) {
            try {
                smtp.check();
                findings.add(Finding.good("mail", smtp + " lets us in"));
            } catch (MailException e) {
                findings.add(Finding.failing(
                        "mail",
                        smtp + ": " + e.getMessage(),
                        "Start it, let this machine reach it, and look at the user and password in DOORWARD_SMTP_URL"));
            }
        } else if (mailer == null) {
            findings.add(Finding.fair(
                    "mail",
                    "there is no mail server, so nobody can reset a forgotten password",
                    "Set DOORWARD_SMTP_URL"));
        } else {
            findings.add(Finding.good("mail", "goes to the application's own mailer, which is not looked at"));
        }
    }

    private void hashing() {
        HashCost cost;
        try {
            cost = HashCost.measure(builder.hashing());
        } catch (IllegalStateException e) {
            findings.add(Finding.failing(
                    "hashing",
                    String.valueOf(e.getMessage()).replaceFirst("\\.$", ""),
                    "No password can be checked before"));
            return;
        }
        int atOnce = Runtime.getRuntime().availableProcessors();
        OptionalLong room = roomKib();
        findings.add(time(cost, room.orElse(Long.MAX_VALUE) / 2 / atOnce));
        room.ifPresent(kib -> findings.add(memory((long) cost.parameters().memoryKib() * atOnce, kib)));
    }

    private static Finding time(HashCost cost, long memoryKib) {
        Argon2Parameters now = cost.parameters();
        Optional<Argon2Parameters> fitting = cost.within(HASH_BUDGET, memoryKib);
        String fits = fitting.map(found -> String.format(
                        Locale.ROOT,
                        "%s would fit new Argon2Parameters(%d, %d, %d)",
                        millis(HASH_BUDGET),
                        found.memoryKib(),
                        found.iterations(),
                        found.parallelism()))
                .orElse("nothing as strong as the standard takes less than " + millis(HASH_BUDGET));
        String text = String.format(
                Locale.ROOT,
                "a hash takes %s with %d MiB, %d passes; %s",
                millis(cost.time()),
                now.memoryKib() / KIB,
                now.iterations(),
                fits);
        if (!now.isAtLeastStandard()) {
            return Finding.fair("hashing", text, "Use Argon2Parameters.STANDARD or more");
        }
        return cost.time().compareTo(SLOW_HASH) > 0
                ? Finding.failing("hashing", text, "Take cheaper parameters or a faster machine")
                : cost.time().compareTo(HASH_BUDGET) > 0
                        ? Finding.fair("hashing", text, "Take cheaper parameters, if these are not the standard's")
                        : Finding.good("hashing", text);
    }

    private static Finding memory(long peak, long room) {
        String text = String.format(
                Locale.ROOT,
                "logins at once need up to %d MiB beside the heap, of %d MiB that are left",
                peak / KIB,
                room / KIB);
        String remedy = "Give the machine more memory or Java a smaller heap (-Xmx)";
        return peak > room
                ? Finding.failing("memory", text, remedy)
                : peak > room / 2 ? Finding.fair("memory", text, remedy) : Finding.good("memory", text);
    }

    /** What this machine, or the container it is, has beside the largest heap; hashes are computed there. */
    private static OptionalLong roomKib() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            long room = system.getTotalMemorySize() - Runtime.getRuntime().maxMemory();
            return OptionalLong.of(Math.max(0, room / KIB));
        }
        return OptionalLong.empty();
    }

    private static String millis(Duration duration) {
        return duration.toMillis() + " ms";
    }
}
