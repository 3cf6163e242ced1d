package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.servlet.endpoint.RequestBody.Fields;
import dev.doorward.auth.servlet.endpoint.RequestBody.Unreadable;
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
import tools.jackson.databind.JsonNode;

/**
 * Reads a form or a JSON object. A field that comes twice, text that is not well-formed Unicode and JSON other than one
 * object of strings, booleans and nulls are refused rather than guessed at.
 */
final class BodyReader {
    /** Enough for every form of the library. */
    static final int MAXIMUM_BYTES = 64 * 1024;

    /** No form has as many; without a bound 64 KiB could be thousands. */
    static final int MAXIMUM_FIELDS = 100;

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String JSON = "application/json";

    private BodyReader() {}

    static RequestBody read(HttpServletRequest request) {
        if (request.getContentLengthLong() > MAXIMUM_BYTES) {
            return tooLarge();
        }
        byte[] bytes;
        try {
            bytes = request.getInputStream().readNBytes(MAXIMUM_BYTES + 1);
        } catch (IOException e) {
            // It ended too early or was chunked wrongly; or the client is gone, and reads no answer either.
            return malformed();
        }
        if (bytes.length > MAXIMUM_BYTES) {
            return tooLarge();
        }
        String type = Programs.mediaType(request);
        boolean json = type.equals(JSON);
        if (bytes.length == 0 && (json || type.isEmpty())) {
            return new Fields(Map.of(), json);
        }
        if ((!json && !type.equals(FORM))
                || isEncoded(request)
                || namesOtherCharset(request.getHeader("Content-Type"))) {
            return new Unreadable(415, "unsupported_media_type");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return new Fields(json ? object(text) : form(text), json);
        } catch (CharacterCodingException | JacksonException | IllegalArgumentException e) {
            return malformed();
        }
    }

    private static Unreadable tooLarge() {
        return new Unreadable(413, "payload_too_large");
    }

    private static Unreadable malformed() {
        return new Unreadable(400, "malformed_request");
    }

    /** Whether it says to be in anything but UTF-8, which both types are by their definition. */
    private static boolean namesOtherCharset(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        String[] parts = contentType.toLowerCase(Locale.ROOT).split(";");
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().replace("\"", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                return true;
            }
        }
        return false;
    }

    /** Compressed, which nothing here undoes: what is small could become very large. */
    private static boolean isEncoded(HttpServletRequest request) {
        String encoding = request.getHeader("Content-Encoding");
        return encoding != null && !encoding.equalsIgnoreCase("identity");
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
        JsonNode root = Json.read(text);
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
        if (!isWellFormed(name) || !isWellFormed(value)) {
            throw new IllegalArgumentException("half of a surrogate pair");
        }
        if (fields.putIfAbsent(name, value) != null) {
            throw new IllegalArgumentException("a field came twice");
        }
        if (fields.size() > MAXIMUM_FIELDS) {
            throw new IllegalArgumentException("too many fields");
        }
    }

    /** JSON can spell half of a surrogate pair, which no encoding can. */
    private static boolean isWellFormed(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
