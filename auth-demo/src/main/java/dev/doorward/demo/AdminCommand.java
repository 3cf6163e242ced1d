package dev.doorward.demo;

import dev.doorward.auth.NamedSettings;
import dev.doorward.auth.account.Account;
import dev.doorward.auth.account.Accounts;
import dev.doorward.auth.identity.Client;
import java.io.PrintStream;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code admin grant} and {@code admin revoke}: who may see {@code /admin}; and {@code admin forget-failures}, should
 * it be an administrator whom wrong passwords have stopped. Works beside a running server too.
 */
@Command(
        name = "admin",
        description = "Makes somebody an administrator, or no longer one, or lets them try to log in again.",
        mixinStandardHelpOptions = true)
final class AdminCommand {
    private static final String ROLE = "admin";

    private final Supplier<NamedSettings> named;
    private final PrintStream out;

    AdminCommand(Supplier<NamedSettings> named, PrintStream out) {
        this.named = named;
        this.out = out;
    }

    @Command(description = "Lets an account see /admin.", mixinStandardHelpOptions = true)
    int grant(@Parameters(paramLabel = "<username>", description = "A username or e-mail address.") String username) {
        return withAccount(username, (accounts, account) -> {
            if (account.hasRole(ROLE)) {
                out.println(username + " is an administrator already.");
            } else if (accounts.grant(account.id(), ROLE, Client.unknown())) {
                out.println(username + " is an administrator now, and has to log in again.");
            } else {
                throw new CannotStartException(username + "'s account is closed.");
            }
        });
    }

    @Command(description = "Takes that away again.", mixinStandardHelpOptions = true)
    int revoke(@Parameters(paramLabel = "<username>", description = "A username or e-mail address.") String username) {
        return withAccount(
                username,
                (accounts, account) -> out.println(
                        accounts.revoke(account.id(), ROLE, Client.unknown())
                                ? username + " is no administrator any more, and has to log in again."
                                : username + " is no administrator."));
    }

    @Command(
            name = "forget-failures",
            description = "Lets an account log in again that too many wrong passwords have stopped.",
            mixinStandardHelpOptions = true)
    int forgetFailures(
            @Parameters(paramLabel = "<username>", description = "A username or e-mail address.") String username) {
        return withAccount(username, (accounts, account) -> {
            if (!accounts.forgetFailures(account.id(), Client.unknown())) {
                throw new CannotStartException(username + "'s account is closed.");
            }
            out.println("What was tried wrong for " + username + " is forgotten.");
        });
    }

    private interface Change {
        void make(Accounts accounts, Account account);
    }

    private int withAccount(String username, Change change) {
        Logging.toConsole();
        DemoSettings settings = DemoSettings.of(named.get());
        try (Backend backend = Backend.forCommand(settings)) {
            Accounts accounts = backend.doorward().accounts();
            Optional<Account> account = accounts.findByLogin(username);
            change.make(
                    accounts,
                    account.orElseThrow(() -> new CannotStartException(
                            "Nobody here is called '" + username + "'. Register first, or check the spelling.")));
            return 0;
        }
    }
}
