package dev.doorward.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.doorward.auth.LibrarySetting;
import dev.doorward.auth.Setting;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.servlet.page.MailedLink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every Java snippet of the documentation is a region of a file in this package, so it compiles, and where it is part
 * of a test it runs. A snippet names its region in a comment above it: {@code <!-- App.java: app -->}.
 */
final class DocumentationTest {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final Path SOURCES = Path.of("src/test/java/dev/doorward/docs");
    private static final Pattern SNIPPET =
            Pattern.compile("(?:<!-- (\\S+\\.java): (\\S+) -->\\R)?```java\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]+))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    /** A row of the table with four columns; the demo's table has three. */
    private static final Pattern LIBRARY_SETTING =
            Pattern.compile("(?m)^\\| `(DOORWARD_[A-Z_]+)` \\| [^|]* \\| ([^|]*) \\| [^|]+ \\|$");

    private static final Pattern SETTING = Pattern.compile("\\bDOORWARD_[A-Z_]*[A-Z]\\b");

    @TestFactory
    Stream<DynamicTest> every_java_snippet_is_compiled() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path page : pages()) {
            Matcher snippet = SNIPPET.matcher(Files.readString(page));
            while (snippet.find()) {
                String file = snippet.group(1);
                String region = snippet.group(2);
                String text = snippet.group(3);
                tests.add(dynamicTest(TOP.relativize(page) + " " + file + " " + region, () -> {
                    assertTrue(file != null, "a snippet without a region: " + text);
                    assertEquals(region(file, region), text.stripTrailing());
                }));
            }
        }
        assertTrue(tests.size() > 3, "the snippets were found");
        return tests.stream();
    }

    @Test
    void every_link_leads_somewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
                String heading = link.group(2);
                if (!Files.exists(target)
                        || (heading != null && !headings(target).contains(heading))) {
                    dead.add(TOP.relativize(page) + " -> " + link.group());
                }
            }
        }
        assertEquals(List.of(), dead);
    }

    @Test
    void every_setting_is_documented_with_what_holds_unless_it_is_set() throws IOException {
        List<String> settings = new ArrayList<>();
        for (Setting setting : LibrarySetting.values()) {
            settings.add(setting.name() + " " + setting.unset());
        }
        List<String> documented = new ArrayList<>();
        LIBRARY_SETTING
                .matcher(Files.readString(TOP.resolve("docs/settings.md")))
                .results()
                .forEach(row -> documented.add(row.group(1) + " " + row.group(2).replace("`", "")));
        assertEquals(settings, documented);
    }

    @Test
    void every_event_and_every_path_of_a_mailed_link_is_described() throws IOException {
        String events = Files.readString(TOP.resolve("docs/audit.md"));
        for (AuditType type : AuditType.values()) {
            assertTrue(events.contains("`" + type + "`"), type.toString());
        }
        String paths = Files.readString(TOP.resolve("docs/endpoint.md"));
        for (MailedLink link : MailedLink.values()) {
            assertTrue(paths.contains("| `" + link.path() + "`"), link.path());
        }
    }

    @Test
    void no_page_speaks_of_a_setting_that_does_not_exist() throws IOException {
        Set<String> listed = found(SETTING, Files.readString(TOP.resolve("docs/settings.md")));
        for (Path page : pages()) {
            Set<String> unknown = found(SETTING, Files.readString(page));
            unknown.removeAll(listed);
            assertEquals(Set.of(), unknown, TOP.relativize(page).toString());
        }
    }

    private static Set<String> found(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        pattern.matcher(text).results().forEach(match -> found.add(match.group()));
        return found;
    }

    /** The headings of a page, as links spell them. */
    private static Set<String> headings(Path page) throws IOException {
        Set<String> headings = new TreeSet<>();
        HEADING.matcher(Files.readString(page))
                .results()
                .forEach(heading -> headings.add(heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 -]", "")
                        .replace(' ', '-')));
        return headings;
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(TOP.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(TOP.resolve("README.md")),
                            docs.filter(file -> file.toString().endsWith(".md")))
                    .toList();
        }
    }

    /** The lines between {@code // docs: name} and {@code // docs: end}, without their common indentation. */
    private static String region(String file, String name) throws IOException {
        List<String> lines = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(SOURCES.resolve(file))) {
            if (line.strip().equals("// docs: end")) {
                inside = false;
            } else if (inside) {
                lines.add(line);
            } else if (line.strip().equals("// docs: " + name)) {
                inside = true;
            }
        }
        assertTrue(!lines.isEmpty(), "no region " + name + " in " + file);
        return String.join("\n", lines).stripIndent().strip();
    }
}
