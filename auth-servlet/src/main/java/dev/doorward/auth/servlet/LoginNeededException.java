package dev.doorward.auth.servlet;

/**
 * A page asked who its reader is, and nobody was logged in. The filter answers it as a guard would have: with the login
 * page to people, with 401 to programs.
 */
public final class LoginNeededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LoginNeededException() {
        // Not a fault but an answer, so the stack is not worth its cost.
        super("Nobody is logged in; guard this path, or ask with CurrentUser.find(request)", null, false, false);
    }
}
