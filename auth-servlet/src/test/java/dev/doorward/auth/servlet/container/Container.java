package dev.doorward.auth.servlet.container;

import jakarta.servlet.ServletContext;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A servlet container with the settings that it comes with. */
interface Container extends AutoCloseable {

    /**
     * Starts it on a free port of 127.0.0.1.
     *
     * @param files are served by the container's own servlet for files
     * @param application is given the context to register itself in
     * @return the port
     */
    int start(Path files, Consumer<ServletContext> application) throws Exception;
}
