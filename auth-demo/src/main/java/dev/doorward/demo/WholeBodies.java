package dev.doorward.demo;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Hands a request on when its body is there, so that whoever sends it a byte at a time holds a connection, and not one
 * of the threads that everybody shares. A body larger than {@link #MOST_BYTES} is refused with 413: whoever read it
 * would wait for its rest on a thread.
 *
 * <p>Jetty's {@code EagerContentHandler} works on inside the callback that told of the last bytes. Whoever then waits
 * for more, as {@link UnreadBodies} does, waits for a callback that cannot come.
 */
final class WholeBodies extends Handler.Wrapper {
    /** A little more than the 64 KiB of a body that Doorward takes. */
    static final int MOST_BYTES = 65 * 1024;

    WholeBodies(Handler next) {
        super(next);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!hasBody(request)) {
            return super.handle(request, response, callback);
        }
        if (request.getLength() > MOST_BYTES) {
            refuse(request, response, callback); // before somebody who asks is told to go on
        } else {
            new Arriving(request, response, callback).run();
        }
        return true;
    }

    /** Also of whoever asks before sending (RFC 9110 section 10.1.1): Jetty says to go on when it is asked for more. */
    private static boolean hasBody(Request request) {
        boolean chunked = String.valueOf(request.getHeaders().get(HttpHeader.TRANSFER_ENCODING))
                .toLowerCase(Locale.ROOT)
                .contains("chunked");
        return chunked || request.getLength() > 0;
    }

    private static void refuse(Request request, Response response, Callback callback) {
        Response.writeError(request, response, callback, HttpStatus.PAYLOAD_TOO_LARGE_413);
    }

    private final class Arriving implements Runnable {
        private final Request request;
        private final Response response;
        private final Callback callback;

        /** Copied, because each chunk that is kept, be it of one byte, keeps a whole buffer of Jetty's. */
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Arriving(Request request, Response response, Callback callback) {
            this.request = request;
            this.response = response;
            this.callback = callback;
        }

        @Override
        public void run() {
            Content.Chunk end = null;
            while (end == null && bytes.size() <= MOST_BYTES) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    request.demand(this);
                    return;
                }
                end = take(chunk);
            }
            Runnable next = next(end);
            // Not in here: no other callback for this body comes before this one has returned.
            request.getComponents().getExecutor().execute(next);
        }

        /** What is read after the bytes so far; null as long as more may come. */
        private Content.@Nullable Chunk take(Content.Chunk chunk) {
            if (Content.Chunk.isFailure(chunk)) {
                return chunk;
            }
            byte[] more = BufferUtil.toArray(chunk.getByteBuffer());
            bytes.write(more, 0, more.length);
            boolean last = chunk.isLast();
            chunk.release();
            return last ? Content.Chunk.EOF : null;
        }

        private Runnable next(Content.@Nullable Chunk end) {
            if (end == null) {
                return () -> refuse(request, response, callback);
            }
            Request arrived = new Arrived(request, ByteBuffer.wrap(bytes.toByteArray()), end);
            return () -> handOn(arrived);
        }

        private void handOn(Request arrived) {
            try {
                if (!WholeBodies.super.handle(arrived, response, callback)) {
                    Response.writeError(arrived, response, callback, HttpStatus.NOT_FOUND_404);
                }
            } catch (Throwable e) { // as Jetty does around a handler
                Response.writeError(arrived, response, callback, e);
            }
        }
    }

    /** A request whose body is these bytes and then its end or its failure, again and again. */
    private static final class Arrived extends Request.Wrapper {
        private final ByteBuffer bytes;
        private final Content.Chunk end;

        Arrived(Request request, ByteBuffer bytes, Content.Chunk end) {
            super(request);
            this.bytes = bytes;
            this.end = end;
        }

        @Override
        public Content.Chunk read() {
            if (!bytes.hasRemaining()) {
                return end;
            }
            ByteBuffer all = bytes.slice();
            bytes.position(bytes.limit());
            return Content.Chunk.from(all, false);
        }

        @Override
        public void demand(Runnable callback) {
            getComponents().getExecutor().execute(callback);
        }

        @Override
        public boolean consumeAvailable() {
            bytes.position(bytes.limit());
            return end == Content.Chunk.EOF || super.consumeAvailable();
        }
    }
}
