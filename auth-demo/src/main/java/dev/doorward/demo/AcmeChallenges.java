package dev.doorward.demo;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what an ACME server asks at port 80 to see whose host this is (RFC 8555 section 8.3), for as long as it may
 * ask. Every other request goes on as if this were not here. No file is looked up by what a request says.
 */
final class AcmeChallenges extends Handler.Wrapper {
    private static final String PREFIX = "/.well-known/acme-challenge/";

    /** Base64url of at least 128 random bits. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{22,256}");

    private final Map<String, byte[]> open = new ConcurrentHashMap<>();

    /** A challenge that is answered until it is closed. */
    interface Open extends AutoCloseable {
        @Override
        void close();
    }

    /** @throws IllegalArgumentException if the token is none */
    Open open(String token, String authorization) {
        if (!TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException("A challenge's token is base64url of at least 128 bits");
        }
        open.put(PREFIX + token, authorization.getBytes(StandardCharsets.US_ASCII));
        return () -> open.remove(PREFIX + token);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        byte[] answer = request.getConnectionMetaData().isSecure() || !isRead(request)
                ? null
                : open.get(request.getHttpURI().getPathQuery());
        if (answer == null) {
            return super.handle(request, response, callback);
        }
        response.setStatus(HttpStatus.OK_200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/octet-stream");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.length);
        boolean head = HttpMethod.HEAD.is(request.getMethod());
        response.write(true, head ? null : ByteBuffer.wrap(answer), callback);
        return true;
    }

    private static boolean isRead(Request request) {
        return HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
    }
}
