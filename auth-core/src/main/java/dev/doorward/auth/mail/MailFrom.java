package dev.doorward.auth.mail;

import dev.doorward.auth.identity.EmailAddress;

/**
 * Who mails come from.
 *
 * @param name shown before the address; may be empty
 */
public record MailFrom(String name, EmailAddress address) {

    /** @throws IllegalArgumentException if the name has line breaks or other control characters */
    public MailFrom {
        MailContent.requireOneLine(name, "the name before the address");
    }

    /**
     * Reads {@code mail@shop.example} or {@code Shop <mail@shop.example>}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static MailFrom of(String text) {
        String name = "";
        String address = text.strip();
        int bracket = address.indexOf('<');
        if (bracket >= 0 && address.endsWith(">")) {
            name = address.substring(0, bracket).strip();
            address = address.substring(bracket + 1, address.length() - 1);
        }
        return new MailFrom(
                name,
                EmailAddress.parse(address)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "it is neither an address nor a name with an address in <angle brackets>")));
    }

    String domain() {
        return address.value().substring(address.value().indexOf('@') + 1);
    }
}
