package dev.doorward.demo;

import java.util.concurrent.CountDownLatch;
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
 */
final class UnreadBodies extends Handler.Wrapper {
    private static final long MOST_BYTES = 4L * 1024 * 1024;
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(3);

    UnreadBodies(Handler next) {
        super(next);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        // Whoever asks before sending (RFC 9110 section 10.1.1) has nothing under way.
        boolean sending = !request.getHeaders().contains(HttpHeader.EXPECT);
        return super.handle(sending ? new Discarding(request) : request, response, callback);
    }

    private static final class Discarding extends Request.Wrapper {
        Discarding(Request request) {
            super(request);
        }

        /** Jetty's own takes only what has arrived already. */
        @Override
        public boolean consumeAvailable() {
            try {
                return readToTheEnd() || super.consumeAvailable();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return super.consumeAvailable();
            }
        }

        private boolean readToTheEnd() throws InterruptedException {
            long deadline = System.nanoTime() + MOST_NANOS;
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
