package dev.doorward.auth.servlet.endpoint;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-decoding of a form, URL standard section 5.1, which refuses what is not UTF-8 instead of replacing it. */
final class FormText {
    private FormText() {}

    /** @throws IllegalArgumentException for an unfinished escape, or bytes that are not UTF-8 */
    static String decode(String encoded) {
        if (encoded.indexOf('%') < 0 && encoded.indexOf('+') < 0) {
            return encoded;
        }
        byte[] source = encoded.getBytes(StandardCharsets.UTF_8);
        ByteBuffer decoded = ByteBuffer.allocate(source.length);
        for (int i = 0; i < source.length; i++) {
            if (source[i] == '%') {
                decoded.put((byte) (hex(source, i + 1) * 16 + hex(source, i + 2)));
                i += 2;
            } else {
                decoded.put(source[i] == '+' ? (byte) ' ' : source[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not UTF-8", e);
        }
    }

    private static int hex(byte[] source, int at) {
        int digit = at < source.length ? Character.digit(source[at], 16) : -1;
        if (digit < 0) {
            throw new IllegalArgumentException("an unfinished escape");
        }
        return digit;
    }
}
