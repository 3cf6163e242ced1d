package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One list of codes: in the documents, in the texts and in the code. {@link Contract} holds each answer against it. */
final class ErrorCodesTest {
    /** Where code of either module gives a code to something that refuses. */
    private static final Pattern GIVEN = Pattern.compile("(?:new Problem\\(\\d+, |new Unreadable\\(\\d+, "
            + "|new Reason\\((?:\"\\w+\"|[\\w.()]+),\\s*|Reason\\.of\\(\"\\w+\", |new Refused\\(|Problem\\(\"|problem\\("
            + "|refuse\\((?:request, response, )?[A-Za-z_.]+, |refuse\\("
            + "|(?:INVALID_CREDENTIALS|BUSY|STALE_PROOF|_NEEDED) = )\"([a-z_]+)\"");

    @Test
    void documents_and_texts_list_the_same_codes() throws IOException {
        Properties texts = new Properties();
        try (InputStream in =
                ErrorCodesTest.class.getResourceAsStream("/dev/doorward/auth/servlet/page/messages.properties")) {
            texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        Set<String> codes = texts.stringPropertyNames().stream()
                .filter(key -> key.startsWith("code."))
                .map(key -> key.substring("code.".length()))
                .filter(code -> !code.equals("other"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(codes, ErrorCodes.documented().keySet());
    }

    @Test
    void no_document_lists_a_code_that_nothing_gives() throws IOException {
        String source = source();

        for (String code : ErrorCodes.documented().keySet()) {
            assertTrue(source.contains('"' + code + '"'), code);
        }
    }

    @Test
    void every_code_that_is_given_is_documented() throws IOException {
        Matcher given = GIVEN.matcher(source());
        Set<String> found = new TreeSet<>();
        while (given.find()) {
            found.add(given.group(1));
        }

        assertTrue(found.size() > 15, () -> "the pattern finds too few: " + found);
        assertEquals(
                Set.of(),
                found.stream()
                        .filter(code -> !ErrorCodes.documented().containsKey(code))
                        // Of an import, which no request makes.
                        .filter(code -> !code.equals("password_hash_unreadable"))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    private static String source() throws IOException {
        StringBuilder source = new StringBuilder();
        for (String folder : List.of("../auth-core/src/main/java", "src/main/java")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    source.append(Files.readString(file));
                }
            }
        }
        return source.toString();
    }
}
