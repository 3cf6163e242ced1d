package dev.doorward.auth.servlet.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a request to one of the library's own paths sent: a form or a JSON object, of at most {@link #MAXIMUM_BYTES},
 * read once and kept with the request.
 *
 * <p>It is read from the body alone, never from the query, so that no password works from a URL. A field that comes
 * twice, text that is not UTF-8 and JSON other than one object of strings and booleans are refused rather than guessed
 * at.
 */
public sealed interface RequestBody {
    /** Enough for every form of the library. */
    int MAXIMUM_BYTES = 64 * 1024;

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
    }

    /** It could not be read; why, as an HTTP status and a stable code. */
    record Unreadable(int status, String code) implements RequestBody {}

    /** The request's body, read now or before. */
    static RequestBody of(HttpServletRequest request) throws IOException {
        String attribute = RequestBody.class.getName();
        if (request.getAttribute(attribute) instanceof RequestBody read) {
            return read;
        }
        RequestBody body = read(request);
        request.setAttribute(attribute, body);
        return body;
    }

    private static RequestBody read(HttpServletRequest request) throws IOException {
        String type = mediaType(request.getContentType());
        boolean json = type.equals("application/json");
        if (request.getContentLengthLong() > MAXIMUM_BYTES) {
            return new Unreadable(413, "payload_too_large");
        }
        byte[] bytes = request.getInputStream().readNBytes(MAXIMUM_BYTES + 1);
        if (bytes.length > MAXIMUM_BYTES) {
            return new Unreadable(413, "payload_too_large");
        }
        if (bytes.length == 0 && type.isEmpty()) {
            return new Fields(Map.of(), false);
        }
        if (!json && !type.equals("application/x-www-form-urlencoded")) {
            return new Unreadable(415, "unsupported_media_type");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return json ? new Fields(object(text), true) : new Fields(form(text), false);
        } catch (CharacterCodingException | JacksonException | IllegalArgumentException e) {
            return new Unreadable(400, "malformed_request");
        }
    }

    /** Without parameters; empty where there is none, or where it names another encoding than UTF-8. */
    private static String mediaType(@Nullable String contentType) {
        if (contentType == null) {
            return "";
        }
        String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", 2);
        String charset = parts.length == 1 ? "" : parts[1].strip().replace("\"", "");
        return charset.startsWith("charset=") && !charset.equals("charset=utf-8") ? "other" : parts[0].strip();
    }

    private static Map<String, String> form(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = FormText.decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : FormText.decode(pair.substring(equals + 1));
            put(fields, name, value);
        }
        return fields;
    }

    private static Map<String, String> object(String text) {
        JsonNode root = Json.STRICT.readTree(text);
        if (root == null || !root.isObject()) {
            throw new IllegalArgumentException("not an object");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        root.properties().forEach(member -> {
            JsonNode value = member.getValue();
            if (value.isString()) {
                put(fields, member.getKey(), value.stringValue());
            } else if (value.isBoolean()) {
                put(fields, member.getKey(), Boolean.toString(value.booleanValue()));
            } else if (!value.isNull()) {
                throw new IllegalArgumentException("neither text nor boolean");
            }
        });
        return fields;
    }

    private static void put(Map<String, String> fields, String name, String value) {
        if (fields.putIfAbsent(name, value) != null) {
            throw new IllegalArgumentException("a field came twice");
        }
    }

    /** One reader for all, which takes nothing that two readers could take differently. */
    final class Json {
        private static final int MAXIMUM_DEPTH = 8;

        static final JsonMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(MAXIMUM_DEPTH)
                                .build())
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();

        private Json() {}
    }
}
