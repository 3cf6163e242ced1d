package dev.doorward.auth.servlet.filter;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.servlet.LoginNeededException;
import dev.doorward.auth.servlet.endpoint.Answers;
import dev.doorward.auth.servlet.page.ErrorPage;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers for what goes wrong behind it, which is {@code sendError} and every exception that nobody caught: with an
 * error page to people, with {@code application/problem+json} to programs. Containers would show a page of their own,
 * which in some tells strangers what runs there.
 *
 * <p>An exception is logged once, here. It is answered with 503 where the database or a key is away, else with 500.
 * Only development mode shows what was thrown, and only to this machine itself. An answer that is on its way already
 * cannot be taken back: then the exception goes on to the container, which breaks the connection, so that nobody takes
 * half an answer for a whole one.
 *
 * <p>To be put behind an {@link AuthenticationFilter}, which names the request, and before everything else. Errors of
 * requests that never get this far are the container's: where it can be told an address for its error pages (as by
 * {@code <error-page>} in {@code web.xml}), tell it {@link #LOCATION} under the prefix, and they look the same.
 */
public final class ErrorFilter implements Filter {

    /** Below the prefix; answers the error dispatches of a container, and no request. */
    public static final String LOCATION = "/error";

    private static final Logger LOG = LoggerFactory.getLogger(ErrorFilter.class);

    private final Answers answers;
    private final String location;

    /** With the built-in pages. */
    public ErrorFilter(Doorward doorward) {
        this(doorward, Answers.builtIn(doorward));
    }

    public ErrorFilter(Doorward doorward, Answers answers) {
        this.answers = answers;
        this.location = doorward.settings().prefix() + LOCATION;
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        HttpServletResponse response = (HttpServletResponse) servletResponse;
        DispatcherType type = request.getDispatcherType();
        if (type == DispatcherType.ERROR && location.equals(DispatchPath.of(request))) {
            answerForContainer(request, response);
        } else if (type == DispatcherType.ERROR || type == DispatcherType.INCLUDE || isSeenTo(type, response)) {
            // An application's own error page; a part of a page; or a dispatch within one that is seen to already.
            chain.doFilter(request, response);
        } else {
            pass(request, response, chain);
        }
    }

    private void pass(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletResponse answering = new Answering(request, response);
        DoorwardRequest known = DoorwardRequest.of(request);
        if (known != null) {
            known.answeredBy(answering);
        }
        try {
            chain.doFilter(request, answering);
        } catch (Throwable e) {
            if (response.isCommitted() || request.isAsyncStarted()) {
                throw e;
            }
            answerFor(e, request, response);
        }
    }

    private void answerForContainer(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable thrown) {
            answerFor(thrown, request, response);
        } else {
            boolean known = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer;
            int status = known ? (Integer) request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) : 500;
            answers.refuse(request, response, status, null);
        }
    }

    private void answerFor(Throwable thrown, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        if (isBehind(thrown, LoginNeededException.class)) {
            int status = HttpServletResponse.SC_UNAUTHORIZED;
            answers.deny(request, response, status, ErrorPage.codeOf(status), GuardFilter.BY_PAGE);
        } else if (isBehind(thrown, UnreadableParametersException.class)) {
            answers.refuse(request, response, HttpServletResponse.SC_BAD_REQUEST, null);
        } else {
            LOG.error("A request could not be answered", thrown);
            answers.fail(request, response, thrown);
        }
    }

    /** Frameworks and JSP wrap what a page throws. */
    private static boolean isBehind(Throwable thrown, Class<? extends Throwable> type) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (type.isInstance(e)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether this filter is at work further out. An ASYNC dispatch may bring the response of the dispatch that began
     * it, which has long returned.
     */
    private static boolean isSeenTo(DispatcherType type, ServletResponse response) {
        return type != DispatcherType.ASYNC
                && (response instanceof Answering
                        || (response instanceof ServletResponseWrapper wrapper
                                && wrapper.isWrapperFor(Answering.class)));
    }

    /** Answers where the application sends an error, at once: behind a forward it would be too late. */
    private final class Answering extends HttpServletResponseWrapper {

        private final HttpServletRequest request;
        private final HttpServletResponse container;

        Answering(HttpServletRequest request, HttpServletResponse container) {
            super(container);
            this.request = request;
            this.container = container;
        }

        @Override
        public void sendError(int status) throws IOException {
            sendError(status, null);
        }

        /** The message is for developers: it may name what no stranger is to know. */
        @Override
        public void sendError(int status, @Nullable String message) throws IOException {
            if (container.isCommitted()) {
                throw new IllegalStateException("The response is on its way already");
            }
            if (status < HttpServletResponse.SC_BAD_REQUEST) {
                container.sendError(status);
                return;
            }
            try {
                answers.refuse(request, container, status, message);
            } catch (ServletException e) {
                throw new IOException(e);
            }
            // What the application writes after this does not belong to the answer (Servlet 6.0 section 5.6).
            container.flushBuffer();
        }
    }
}
