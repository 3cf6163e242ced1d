package dev.doorward.auth.servlet.filter;

/**
 * The parameters that a request sent cannot be read. Containers throw what they like here; Servlet 6.1 asks for an
 * {@link IllegalStateException}.
 */
final class UnreadableParametersException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    UnreadableParametersException(RuntimeException cause) {
        super("The request's parameters cannot be read", cause);
    }
}
