package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.doorward.auth.NamedSettings;
import dev.doorward.auth.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What people read about the demo's settings is what the demo reads. */
class SettingsDocumentationTest {
    private static final Path EXAMPLE = Path.of(".env.example");

    @Test
    void the_example_shows_every_setting_once_in_order_with_what_it_means() throws IOException {
        List<String> expected = new ArrayList<>();
        for (Setting setting :
                NamedSettings.of(Map.of()).knowing(DemoSetting.values()).known()) {
            expected.add("# " + setting.meaning());
            expected.add("#" + setting.name() + "=");
        }
        List<String> shown = Files.readAllLines(EXAMPLE).stream()
                .filter(line -> line.startsWith("#"))
                .skip(2) // says what the file is
                .map(line -> line.replaceFirst("^(#[A-Z_]+=).*", "$1"))
                .toList();
        assertEquals(expected, shown);
    }

    @Test
    void the_example_can_be_copied_as_it_is_and_changes_nothing() {
        NamedSettings copied = NamedSettings.of(Map.of()).orIn(EXAMPLE);
        assertEquals(NamedSettings.of(Map.of()).toString(), copied.toString(), "the names that are set");
        assertEquals(List.of(), copied.problems());
    }

    @Test
    void every_setting_of_the_demo_is_documented_with_what_holds_unless_it_is_set() throws IOException {
        List<String> expected = new ArrayList<>();
        for (Setting setting : DemoSetting.values()) {
            expected.add(setting.name() + " " + setting.unset());
        }
        List<String> documented = new ArrayList<>();
        String page = Files.readString(Path.of("../docs/settings.md"));
        Pattern.compile("(?m)^\\| `(DOORWARD_[A-Z_]+)` \\| ([^|]*) \\| ([^|]+) \\|$")
                .matcher(page.substring(page.indexOf("Of its own:")))
                .results()
                .forEach(row -> documented.add(row.group(1) + " " + row.group(2).replace("`", "")));
        assertEquals(expected, documented);
    }
}
