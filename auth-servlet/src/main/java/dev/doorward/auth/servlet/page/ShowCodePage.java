package dev.doorward.auth.servlet.page;

/**
 * What a login link shows in another browser than the one that asked for it.
 *
 * @param code to be typed there
 */
public record ShowCodePage(String code) implements Page {

    /** Leaves out the code, which logs somebody in. */
    @Override
    public String toString() {
        return "ShowCodePage[...]";
    }
}
