package dev.doorward.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.account.Account;
import dev.doorward.auth.account.Accounts;
import dev.doorward.auth.account.ImportResult;
import dev.doorward.auth.account.ImportedAccount;
import dev.doorward.auth.account.Reason;
import dev.doorward.auth.account.Registration;
import dev.doorward.auth.account.RegistrationResult;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.testing.TestDoorward;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AccountExampleTest {
    private final Client client = TestDoorward.CLIENT;

    private List<String> register(Doorward doorward) {
        // docs: register
        RegistrationResult result = doorward.accounts()
                .register(Registration.of("ada", "ada@example.com", "correct horse battery staple", client));
        if (result instanceof RegistrationResult.Registered registered) {
            return List.of("Welcome " + registered.account().username());
        } else if (result instanceof RegistrationResult.Refused refused) {
            return refused.reasons().stream().map(Reason::code).toList();
        }
        // docs: end
        return List.of();
    }

    @Test
    void registering_answers_a_value() {
        try (TestDoorward test = TestDoorward.inMemory()) {
            assertEquals(List.of("Welcome ada"), register(test.doorward()));
            assertEquals(List.of("username_taken", "email_taken"), register(test.doorward()));
        }
    }

    @Test
    void accounts_are_looked_after() {
        try (TestDoorward test = TestDoorward.inMemory()) {
            test.registered("ada");
            administer(test.doorward().accounts());
            assertTrue(
                    test.doorward().accounts().findByLogin("ada").orElseThrow().hasRole("admin"));
        }
    }

    private void administer(Accounts accounts) {
        // docs: administer
        Account ada = accounts.findByLogin("Ada@Example.com").orElseThrow();
        accounts.grant(ada.id(), "admin", client); // who does it goes into the audit log
        accounts.disable(ada.id(), client);
        accounts.enable(ada.id(), client);
        accounts.search("ada", 1, 20).accounts().forEach(account -> System.out.println(account.username()));
        // docs: end
    }

    @Test
    void an_account_moves_in_with_its_hash() {
        try (TestDoorward test = TestDoorward.inMemory()) {
            String phc = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
            Accounts accounts = test.doorward().accounts();
            // docs: import
            ImportResult result = accounts.importAccount(
                    new ImportedAccount("grace", "grace@example.com", true, phc, Set.of("editor")));
            // docs: end
            assertTrue(result instanceof ImportResult.Imported);
        }
    }
}
