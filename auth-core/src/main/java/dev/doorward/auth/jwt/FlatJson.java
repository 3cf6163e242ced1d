package dev.doorward.auth.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.text.ParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Headers and claims: one JSON object whose values are not objects or arrays themselves. The form is seen before a
 * parser is asked, so no depth of nesting reaches one (CVE-2025-53864).
 */
final class FlatJson {

    private FlatJson() {}

    /** The members, or null for anything else: no JSON, no UTF-8, a member twice, a value that is nested. */
    static @Nullable Map<String, Object> read(byte[] bytes) {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return isFlatObject(text) ? JSONObjectUtils.parse(text) : null;
        } catch (CharacterCodingException | ParseException | RuntimeException e) {
            // A parser that stumbles over what a stranger sent has refused it (CVE-2019-17195).
            return null;
        }
    }

    static byte[] write(Map<String, ?> members) {
        return JSONObjectUtils.toJSONString(members).getBytes(UTF_8);
    }

    /** One brace opens, and nothing else does. */
    private static boolean isFlatObject(String text) {
        if (!text.startsWith("{")) {
            return false;
        }
        boolean inString = false;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && inString) {
                i++;
            } else if (c == '"') {
                inString = !inString;
            } else if (!inString && (c == '{' || c == '[')) {
                return false;
            }
        }
        return true;
    }
}
