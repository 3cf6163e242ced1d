package dev.doorward.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Lets Jetty read what is left of a request's body before it answers with an error, up to a limit of bytes and time.
 *
 * <p>Otherwise a body that is refused unread, because it is too large or its sender may not, makes Jetty close the
 * connection under a browser that is still sending; the browser then shows a broken connection instead of the answer.
 *
 * <p>Each that waits holds a thread, so only {@link #MOST_WAITING} do at a time; beyond that Jetty closes after all.
 * For the same reason this stands behind whatever refuses strangers: they are not waited for.
 */
final class UnreadBodies extends Handler.Wrapper {
    private static final long MOST_BYTES = 4L * 1024 * 1024;

    /** A tenth of the threads that Jetty has by default. */
    static final int MOST_WAITING = 20;

    private final Semaphore waiting = new Semaphore(MOST_WAITING);
    private final long patienceNanos;

    UnreadBodies(Handler next) {
        this(next, Duration.ofSeconds(3));
    }

    /** @param patience how long one body is waited for */
    UnreadBodies(Handler next, Duration patience) {
        super(next);
        this.patienceNanos = patience.toNanos();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        // Whoever asks before sending (RFC 9110 section 10.1.1) has nothing under way.
        boolean sending = !request.getHeaders().contains(HttpHeader.EXPECT);
        return super.handle(sending ? new Discarding(request) : request, response, callback);
    }

    private final class Discarding extends Request.Wrapper {
        Discarding(Request request) {
            super(request);
        }

        /** Jetty's own takes only what has arrived already. */
        @Override
        public boolean consumeAvailable() {
            if (!waiting.tryAcquire()) {
                return super.consumeAvailable();
            }
            try {
                return readToTheEnd() || super.consumeAvailable();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return super.consumeAvailable();
            } finally {
                waiting.release();
            }
        }

        private boolean readToTheEnd() throws InterruptedException {
            long deadline = System.nanoTime() + patienceNanos;
            long left = MOST_BYTES;
            while (left > 0) {
                Content.Chunk chunk = read();
                if (chunk == null) {
                    CountDownLatch more = new CountDownLatch(1);
                    demand(more::countDown);
                    if (!more.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                        return false;
                    }
                } else if (Content.Chunk.isFailure(chunk)) {
                    return false;
                } else {
                    left -= chunk.remaining();
                    boolean end = chunk.isLast();
                    chunk.release();
                    if (end) {
                        return true;
                    }
                }
            }
            return false;
        }
    }
}
