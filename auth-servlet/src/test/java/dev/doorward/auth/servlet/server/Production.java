package dev.doorward.auth.servlet.server;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.DoorwardBuilder;
import dev.doorward.auth.account.EmailVerification;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** An account system in production mode, for what development mode does not do. Hashing costs what it costs. */
public final class Production {
    private Production() {}

    /** @param directory for its keys */
    public static Doorward in(Path directory, UnaryOperator<DoorwardBuilder> settings) {
        return settings.apply(Doorward.builder()
                        .baseUrl("https://app.example")
                        .database("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "")
                        .keys(directory.resolve("keys.json"))
                        .emailVerification(EmailVerification.OPTIONAL))
                .build();
    }
}
