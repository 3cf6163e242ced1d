package dev.doorward.auth.servlet.endpoint;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Set;

/** One flow. A method that it does not name in {@link #methods} is never called. */
interface Endpoint {
    /** {@code GET}, {@code POST} or both; HEAD comes with GET. */
    Set<String> methods();

    /** Whether a POST takes a field of this name; a program that sends another is refused. */
    default boolean takes(String field) {
        return false;
    }

    default void get(Exchange exchange) throws IOException, ServletException {
        throw new UnsupportedOperationException();
    }

    default void post(Exchange exchange, RequestBody.Fields fields) throws IOException, ServletException {
        throw new UnsupportedOperationException();
    }
}
