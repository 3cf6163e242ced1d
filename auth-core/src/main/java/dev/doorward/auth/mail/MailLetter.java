package dev.doorward.auth.mail;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A built-in mail as paragraphs around at most one thing to press. Plain text and HTML are both made of this, so they
 * say the same.
 *
 * @param action null where there is nothing to press
 * @param from who sends this, in small print
 */
record MailLetter(
        String subject,
        MailSite site,
        List<String> before,
        @Nullable Action action,
        List<String> after,
        String from) {

    MailLetter {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /** @param paste said above the bare link, for whoever cannot press the button */
    record Action(String label, String link, String paste) {}

    String text() {
        List<String> paragraphs = new ArrayList<>(before);
        if (action != null) {
            paragraphs.add(action.label() + ":\n" + action.link());
        }
        paragraphs.addAll(after);
        paragraphs.add("-- \n" + from);
        return String.join("\n\n", paragraphs) + "\n";
    }
}
