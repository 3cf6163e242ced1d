package dev.doorward.auth.servlet.page;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PagesTest {
    private final BuiltInPages pages = new BuiltInPages();

    @Test
    void every_page_is_written_for_looking() throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "pages"));
        for (var sample : SamplePages.all("ada").entrySet()) {
            boolean stranger =
                    sample.getKey().startsWith("login") || sample.getKey().startsWith("register");
            PageContext context = stranger
                    ? SamplePages.quiet()
                    : sample.getKey().equals("account") ? SamplePages.told() : SamplePages.loggedIn();
            byte[] html = pages.html(sample.getValue(), context).toByteArray();
            assertTrue(html.length > 500);
            Files.write(folder.resolve(sample.getKey() + ".html"), html);
        }
    }
}
