package dev.doorward.auth.servlet.page;

import java.io.IOException;
import java.io.OutputStream;

/** A file that never changes under its name. */
public final class Asset {

    private final String name;
    private final String contentType;
    private final byte[] content;

    Asset(String name, String contentType, byte[] content) {
        this.name = name;
        this.contentType = contentType;
        this.content = content;
    }

    /** File name with the hash of the content. */
    public String name() {
        return name;
    }

    /** Media type, as the {@code Content-Type} header spells it. */
    public String contentType() {
        return contentType;
    }

    /** Length in bytes. */
    public int length() {
        return content.length;
    }

    /** Writes the whole file to {@code out}, which stays open. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(content);
    }
}
