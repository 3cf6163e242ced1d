package dev.doorward.auth.servlet.page;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssetsTest {

    private static final Assets ASSETS = Assets.under("/shop/auth");

    @Test
    void a_name_carries_the_hash_of_what_it_names() throws Exception {
        for (String address : List.of(ASSETS.css(), ASSETS.script(), ASSETS.icon())) {
            assertTrue(address.startsWith("/shop/auth/assets/doorward-"), address);
            String name = address.substring(address.lastIndexOf('/') + 1);
            Asset asset = Assets.find(name).orElseThrow();
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            asset.writeTo(content);

            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.toByteArray());
            assertTrue(name.contains(HexFormat.of().formatHex(hash, 0, 6)), name);
            assertEquals(content.size(), asset.length());
            try (var file = Assets.class.getResourceAsStream(name.replaceFirst("-[0-9a-f]+", ""))) {
                assertArrayEquals(file.readAllBytes(), content.toByteArray());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "doorward.css",
                "doorward-000000000000.css",
                "messages.properties",
                "../page/messages.properties",
                "/etc/passwd",
                "DOORWARD.CSS"
            })
    void only_the_exact_name_finds_a_file(String name) {
        assertEquals(Optional.empty(), Assets.find(name));
    }

    @Test
    void a_browser_is_told_what_each_file_is() {
        assertEquals("text/css;charset=utf-8", typeOf(ASSETS.css()));
        assertEquals("text/javascript;charset=utf-8", typeOf(ASSETS.script()));
        assertEquals("image/svg+xml", typeOf(ASSETS.icon()));
    }

    private static String typeOf(String address) {
        return Assets.find(address.substring(address.lastIndexOf('/') + 1))
                .orElseThrow()
                .contentType();
    }
}
