package dev.doorward.docs;

import dev.doorward.auth.DoorwardBuilder;
import dev.doorward.auth.secret.KeyRing;
import java.nio.file.Path;

final class SecretExample {
    private SecretExample() {}

    static void keys(DoorwardBuilder builder) {
        // docs: keys
        builder.keys(KeyRing.readOrCreate(Path.of("/var/lib/shop/keys.json")));
        // docs: end
    }
}
