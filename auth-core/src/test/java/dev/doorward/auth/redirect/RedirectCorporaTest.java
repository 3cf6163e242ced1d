package dev.doorward.auth.redirect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Redirects others were attacked with, and what a browser's parser made of them. */
class RedirectCorporaTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RedirectValidator validator = new RedirectValidator(URI.create(Browser.ORIGIN));

    @ParameterizedTest
    @ValueSource(strings = {"open_redirect.jsonl", "url_parsing_wpt_as_next.jsonl"})
    void nothing_that_leads_off_this_origin_is_taken(String file) throws IOException {
        for (String line : Files.readAllLines(corpus(file))) {
            JsonNode entry = JSON.readTree(line);
            String next = entry.get("next").asString();
            Optional<String> accepted = validator.accept(next).map(SafeRedirect::value);
            boolean onOrigin = !entry.get("whatwg_offsite").asBoolean()
                    && entry.get("whatwg").asString().startsWith(Browser.ORIGIN + "/");
            if (accepted.isPresent()) {
                assertTrue(onOrigin, next);
                SafeRedirects.assertKeepsItsPromise(next, accepted.get());
            } else {
                assertFalse(entry.path("should_accept").asBoolean(false), next);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"open_redirect.jsonl", "url_parsing_wpt_as_next.jsonl"})
    void what_is_taken_leads_where_the_original_led(String file) throws IOException {
        for (String line : Files.readAllLines(corpus(file))) {
            JsonNode entry = JSON.readTree(line);
            String next = entry.get("next").asString();
            // Decoded, because this library encodes what the parser lets stand in a path, such as "|".
            validator
                    .accept(next)
                    .ifPresent(safe -> assertEquals(
                            URLDecoder.decode(entry.get("whatwg").asString(), StandardCharsets.UTF_8),
                            URLDecoder.decode(Browser.ORIGIN + safe.value(), StandardCharsets.UTF_8),
                            next));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"open_redirect.jsonl", "url_parsing_wpt_as_next.jsonl"})
    void the_browser_of_these_tests_judges_as_a_real_one(String file) throws IOException {
        for (String line : Files.readAllLines(corpus(file))) {
            JsonNode entry = JSON.readTree(line);
            if (!entry.get("whatwg").asString().equals("INVALID")) {
                String next = entry.get("next").asString();
                assertEquals(entry.get("whatwg_offsite").asBoolean(), Browser.leavesOrigin(next), next);
            }
        }
    }

    @Test
    void no_line_break_goes_out_in_any_spelling() throws IOException {
        for (String line : Files.readAllLines(corpus("crlf_injection.txt"))) {
            for (String next : new String[] {line, line.replace("%0d", "\r").replace("%0a", "\n"), "/x?a=" + line}) {
                validator.accept(next).ifPresent(safe -> SafeRedirects.assertKeepsItsPromise(next, safe.value()));
            }
        }
    }

    private static Path corpus(String file) {
        String folder = System.getProperty("corpora.dir", "");
        assumeTrue(!folder.isEmpty() && !folder.startsWith("$"), "no corpora: set -Dcorpora.dir");
        return Path.of(folder, file);
    }
}
