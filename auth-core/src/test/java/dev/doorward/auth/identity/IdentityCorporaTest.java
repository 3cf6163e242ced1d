package dev.doorward.auth.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Names and addresses others collected, and what is known of them. */
class IdentityCorporaTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final UsernameRules rules = UsernameRules.standard();

    @Test
    void addresses_are_judged_as_isemail_judges_them_and_exotic_ones_are_refused() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String line : lines("email_addresses.jsonl")) {
            JsonNode entry = JSON.readTree(line);
            String address = entry.get("address").asString();
            boolean accepted = EmailAddress.parse(address).isPresent();
            boolean expected = switch (entry.get("category").asString()) {
                case "ISEMAIL_VALID_CATEGORY" -> true;
                // Well-formed, and only without a mail server.
                case "ISEMAIL_DNSWARN" -> address.length() <= EmailAddress.MAXIMUM_LENGTH;
                // Of the unusual ones only domains of one label are plain addresses.
                case "ISEMAIL_RFC5321" -> entry.get("diagnosis").asString().equals("ISEMAIL_RFC5321_TLD");
                default -> false;
            };
            if (accepted != expected) {
                wrong.add(line);
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void canonicalising_twice_changes_nothing() throws IOException {
        List<String> texts = new ArrayList<>();
        for (String line : lines("precis_rfc8265.jsonl")) {
            texts.add(JSON.readTree(line).get("input").asString());
        }
        for (String line : lines("naughty_strings.jsonl")) {
            texts.add(JSON.readTree(line).asString());
        }
        for (String text : texts) {
            assertTwiceIsOnce(text);
            assertTwiceIsOnce(text + "@example.com");
            assertTwiceIsOnce("ann@" + text + ".example");
        }
    }

    @Test
    void a_username_is_never_an_address_and_an_address_never_a_username() throws IOException {
        for (String line : lines("email_addresses.jsonl")) {
            String address = JSON.readTree(line).get("address").asString();
            if (EmailAddress.parse(address).isPresent()) {
                assertEquals(Optional.empty(), rules.key(address), address);
            }
        }
        for (String line : lines("naughty_strings.jsonl")) {
            String text = JSON.readTree(line).asString();
            if (rules.key(text).isPresent()) {
                assertEquals(Optional.empty(), EmailAddress.parse(text), text);
            }
        }
    }

    @Test
    void no_unicode_mapping_lets_a_second_spelling_reach_a_username() throws IOException {
        for (String line : lines("unicode_to_ascii_mappings.tsv")) {
            assertEquals(Optional.empty(), rules.key("vi" + mapped(line) + "ctim"), line);
        }
        for (String line : lines("confusables_to_ascii.tsv")) {
            assertEquals(Optional.empty(), rules.key("vi" + mapped(line) + "ctim"), line);
            assertFalse(rules.check("vi" + mapped(line) + "ctim") instanceof UsernameRules.Accepted, line);
        }
    }

    @Test
    void a_second_spelling_of_an_address_is_refused_another_mailbox_or_the_very_same_one() throws IOException {
        List<String> all = new ArrayList<>(lines("unicode_to_ascii_mappings.tsv"));
        all.addAll(lines("confusables_to_ascii.tsv"));
        Map<String, String> spellingByKey = new HashMap<>();
        for (String line : all) {
            for (String pattern :
                    List.of("vi%sctim@example.com", "ann@vi%sctim.com", "ann@victim.c%so", "ann%sexample.com")) {
                String spelling = pattern.formatted(mapped(line));
                EmailAddress.parse(spelling).ifPresent(address -> {
                    String documented = documentedForm(spelling);
                    String other = spellingByKey.putIfAbsent(address.key(), documented);
                    assertTrue(other == null || other.equals(documented), () -> line + " shares a key with " + other);
                });
            }
        }
        assertFalse(spellingByKey.isEmpty());
    }

    @Test
    void mail_for_a_victim_never_goes_to_a_spelling_an_attacker_chose() throws IOException {
        for (String line : lines("unicode_to_ascii_mappings.tsv")) {
            String[] columns = line.split("\t");
            String ascii = columns[2].substring(1, columns[2].length() - 1);
            for (String pattern : List.of("vi%sctim@example.com", "ann@vi%sctim.com")) {
                Optional<EmailAddress> victim = EmailAddress.parse(pattern.formatted(ascii));
                Optional<EmailAddress> attacker = EmailAddress.parse(pattern.formatted(mapped(line)));
                if (victim.isPresent() && attacker.isPresent() && victim.equals(attacker)) {
                    assertTrue(
                            attacker.get().value().equalsIgnoreCase(victim.get().value()), line);
                } else if (attacker.isPresent() && victim.isPresent()) {
                    assertNotEquals(victim.get().key(), attacker.get().key(), line);
                }
            }
        }
    }

    @Test
    void every_reserved_name_that_could_be_chosen_is_reserved_here_too() throws IOException {
        List<String> free = new ArrayList<>();
        int refused = 0;
        for (String name : lines("reserved_usernames.txt")) {
            UsernameRules.Result result = rules.check(name);
            if (result instanceof UsernameRules.Accepted) {
                free.add(name);
            } else if (result.equals(new UsernameRules.Refused("username_reserved"))) {
                refused++;
            }
        }
        assertEquals(List.of(), free);
        assertTrue(refused > 300, "refused as reserved: " + refused);
    }

    private static String documentedForm(String spelling) {
        String lower = Normalizer.normalize(spelling, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return Normalizer.normalize(lower, Normalizer.Form.NFC);
    }

    private void assertTwiceIsOnce(String text) {
        rules.key(text).ifPresent(key -> assertEquals(Optional.of(key), rules.key(key), text));
        if (rules.check(text) instanceof UsernameRules.Accepted accepted) {
            Username username = accepted.username();
            assertEquals(rules.check(username.value()), accepted, text);
            assertEquals(Optional.of(username.key()), rules.key(username.value()), text);
        }
        EmailAddress.parse(text).ifPresent(address -> {
            EmailAddress again = EmailAddress.parse(address.value()).orElseThrow();
            assertEquals(address.value(), again.value(), text);
            assertEquals(address.key(), again.key(), text);
            assertEquals(
                    address.key(),
                    EmailAddress.parse(address.key()).orElseThrow().value(),
                    text);
        });
    }

    /** The character of a line's first column, which is written as one or more {@code U+0041}. */
    private static String mapped(String line) {
        StringBuilder text = new StringBuilder();
        for (String codePoint : line.substring(0, line.indexOf('\t')).split(" ")) {
            text.appendCodePoint(Integer.parseInt(codePoint.substring(2), 16));
        }
        return text.toString();
    }

    private static List<String> lines(String file) throws IOException {
        String folder = System.getProperty("corpora.dir", "");
        assumeTrue(!folder.isEmpty() && !folder.startsWith("$"), "no corpora: set -Dcorpora.dir");
        return Files.readAllLines(Path.of(folder, file), UTF_8);
    }
}
