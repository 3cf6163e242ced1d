package dev.doorward.demo;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The id at the end of a path such as {@code /notes/<id>}. */
final class PathId {
    private PathId() {}

    /** Empty for anything but a slash and a whole UUID; {@code UUID.fromString} alone also takes "1-2-3-4-5". */
    static Optional<UUID> in(@Nullable String pathInfo) {
        return pathInfo != null && pathInfo.matches("/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
                ? Optional.of(UUID.fromString(pathInfo.substring(1)))
                : Optional.empty();
    }
}
