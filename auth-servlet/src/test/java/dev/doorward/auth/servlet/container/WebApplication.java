package dev.doorward.auth.servlet.container;

import java.nio.file.Path;

/** A container that serves a directory as a web application, with what its {@code WEB-INF/web.xml} says. */
interface WebApplication extends AutoCloseable {

    /**
     * Starts it on a free port of 127.0.0.1.
     *
     * @return the port
     */
    int start(Path directory) throws Exception;
}
