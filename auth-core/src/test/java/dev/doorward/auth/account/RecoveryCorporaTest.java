package dev.doorward.auth.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.mail.MailMessage;
import dev.doorward.auth.testing.TestDoorward;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** CVE-2019-19844: spellings that a case mapping or normalisation makes somebody else's address. */
final class RecoveryCorporaTest {

    /**
     * @param victim an address in ASCII
     * @param attacker the same, with one character that some mapping makes the victim's
     */
    private record Spelling(String victim, String attacker) {}

    @Test
    void no_spelling_of_an_address_makes_a_second_account_or_gets_the_victims_reset() throws IOException {
        Set<Spelling> spellings = spellings();
        try (TestDoorward test = TestDoorward.inMemory()) {
            Map<String, String> stored = new HashMap<>();
            for (String victim :
                    spellings.stream().map(Spelling::victim).collect(Collectors.toCollection(TreeSet::new))) {
                ImportResult imported = test.doorward()
                        .accounts()
                        .importAccount(new ImportedAccount(null, victim, true, null, Set.of()));
                if (imported instanceof ImportResult.Imported account) {
                    stored.put(
                            EmailAddress.stored(victim).key(), account.account().email());
                }
            }
            assertFalse(stored.isEmpty());
            for (Spelling spelling : spellings) {
                Optional<String> owner = EmailAddress.parse(spelling.attacker())
                        .map(EmailAddress::key)
                        .map(stored::get);
                int mails = test.mails().size();
                test.doorward().recovery().forgotPassword(spelling.attacker(), TestDoorward.CLIENT);
                List<MailMessage> sent = test.mails();
                assertEquals(owner.isPresent() ? 1 : 0, sent.size() - mails, spelling.attacker());
                if (owner.isPresent()) {
                    MailMessage mail = sent.get(sent.size() - 1);
                    assertEquals(owner.get(), mail.to().value());
                    assertTrue(mail.to().value().chars().allMatch(c -> c < 0x80));
                    assertEquals("email_taken", register(test, spelling.attacker()));
                }
            }
        }
    }

    private static String register(TestDoorward test, String email) {
        RegistrationResult result = test.doorward()
                .accounts()
                .register(Registration.of("mallory", email, TestDoorward.PASSWORD, TestDoorward.CLIENT));
        return assertInstanceOf(RegistrationResult.Refused.class, result).code();
    }

    private static Set<Spelling> spellings() throws IOException {
        String folder = System.getProperty("corpora.dir", "");
        assumeTrue(!folder.isEmpty() && !folder.startsWith("$"), "no corpora: set -Dcorpora.dir");
        return Files.readAllLines(Path.of(folder, "unicode_to_ascii_mappings.tsv"), UTF_8).stream()
                .map(line -> line.split("\t"))
                .filter(columns -> columns.length > 2 && columns[0].startsWith("U+"))
                .map(columns -> new Spelling(
                        "vi" + columns[2].substring(1, columns[2].length() - 1) + "ctim@example.com",
                        "vi" + Character.toString(Integer.parseInt(columns[0].substring(2), 16)) + "ctim@example.com"))
                .collect(Collectors.toSet());
    }
}
