package dev.doorward.docs;

import dev.doorward.auth.DoorwardBuilder;
import java.nio.file.Path;

final class SecretExample {
    private SecretExample() {}

    static void keys(DoorwardBuilder builder) {
        // docs: keys
        builder.keys(Path.of("/var/lib/shop/keys.json"));
        // docs: end
    }
}
