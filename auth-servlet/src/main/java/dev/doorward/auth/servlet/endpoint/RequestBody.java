package dev.doorward.auth.servlet.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request to one of the library's own paths sent: a form or a JSON object, read once and kept with the request.
 *
 * <p>It is read from the body alone, never from the query, so that no password works from a URL.
 */
public sealed interface RequestBody {

    /** What was sent, by field; a form's empty field is an empty text. */
    record Fields(Map<String, String> values, boolean json) implements RequestBody {
        /** Null where the field was not sent. */
        public @Nullable String get(String name) {
            return values.get(name);
        }

        /** A checkbox or a JSON boolean. */
        boolean isSet(String name) {
            String value = values.get(name);
            return value != null && (value.equals("on") || value.equals("true"));
        }

        /** Leaves out the values, one of which may be a password. */
        @Override
        public String toString() {
            return "Fields[...]";
        }
    }

    /** It could not be read; why, as an HTTP status and a stable code. */
    record Unreadable(int status, String code) implements RequestBody {}

    /** The request's body, read now or before. */
    static RequestBody of(HttpServletRequest request) {
        String attribute = RequestBody.class.getName();
        if (request.getAttribute(attribute) instanceof RequestBody read) {
            return read;
        }
        RequestBody body = BodyReader.read(request);
        request.setAttribute(attribute, body);
        return body;
    }
}
