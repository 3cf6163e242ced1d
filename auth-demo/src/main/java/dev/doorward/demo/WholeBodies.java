package dev.doorward.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Hands a request on when its body is there, so that whoever sends it a byte at a time holds a connection, and not one
 * of the threads that everybody shares. A body larger than {@link #MOST_BYTES} is handed on with the rest unread: more
 * than that Doorward refuses anyway.
 *
 * <p>Jetty's {@code EagerContentHandler} works on inside the callback that told of the last bytes. Whoever then waits
 * for more, as {@link UnreadBodies} does, waits for a callback that cannot come.
 */
final class WholeBodies extends Handler.Wrapper {
    /** A little more than the 64 KiB that Doorward reads, so that it sees that there is more without waiting for it. */
    static final int MOST_BYTES = 65 * 1024;

    /** What a chunk costs beside its bytes, so that a body of many tiny ones is no cheaper way to fill the memory. */
    private static final int CHUNK_BYTES = 64;

    WholeBodies(Handler next) {
        super(next);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!hasBody(request)) {
            return super.handle(request, response, callback);
        }
        new Arriving(request, response, callback).run();
        return true;
    }

    /** Whoever asks before sending (RFC 9110 section 10.1.1) is answered by whoever wants to read. */
    private static boolean hasBody(Request request) {
        boolean chunked = String.valueOf(request.getHeaders().get(HttpHeader.TRANSFER_ENCODING))
                .toLowerCase(Locale.ROOT)
                .contains("chunked");
        return (chunked || request.getLength() > 0) && !request.getHeaders().contains(HttpHeader.EXPECT);
    }

    private final class Arriving implements Runnable {
        private final Request request;
        private final Response response;
        private final Callback callback;
        private final Deque<Content.Chunk> arrived = new ArrayDeque<>();
        private int size;

        Arriving(Request request, Response response, Callback callback) {
            this.request = request;
            this.response = response;
            this.callback = callback;
        }

        @Override
        public void run() {
            boolean more = true;
            while (more) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    request.demand(this);
                    return;
                }
                arrived.add(chunk);
                size += chunk.remaining() + CHUNK_BYTES;
                more = !chunk.isLast() && !Content.Chunk.isFailure(chunk) && size < MOST_BYTES;
            }
            // Not in here: no other callback for this body comes before this one has returned.
            request.getComponents().getExecutor().execute(this::handOn);
        }

        private void handOn() {
            try {
                if (!WholeBodies.super.handle(new Arrived(request, arrived), response, callback)) {
                    Response.writeError(request, response, callback, 404);
                }
            } catch (Throwable e) { // as Jetty does around a handler
                Response.writeError(request, response, callback, e);
            }
        }
    }

    /** A request that begins with what has been read of its body. */
    private static final class Arrived extends Request.Wrapper {
        private final Deque<Content.Chunk> arrived;

        Arrived(Request request, Deque<Content.Chunk> arrived) {
            super(request);
            this.arrived = arrived;
        }

        @Override
        public Content.@Nullable Chunk read() {
            Content.Chunk chunk = arrived.peek();
            if (chunk == null) {
                return super.read();
            }
            boolean last = chunk.isLast() || Content.Chunk.isFailure(chunk);
            return last ? kept(chunk) : arrived.remove();
        }

        /** After the last one there is its end, or its failure, again and again. */
        private Content.Chunk kept(Content.Chunk last) {
            if (!Content.Chunk.isFailure(last)) {
                arrived.remove();
                arrived.add(Content.Chunk.EOF);
            }
            return last;
        }

        @Override
        public void demand(Runnable callback) {
            if (arrived.isEmpty()) {
                super.demand(callback);
            } else {
                getComponents().getExecutor().execute(callback);
            }
        }

        @Override
        public boolean consumeAvailable() {
            boolean whole = false;
            while (!arrived.isEmpty() && !whole) {
                Content.Chunk chunk = arrived.remove();
                whole = chunk.isLast() && !Content.Chunk.isFailure(chunk);
                chunk.release();
            }
            return whole || super.consumeAvailable();
        }
    }
}
