package dev.doorward.auth.servlet.page;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A form as the reader sees it: what they typed, and what is wrong with it.
 *
 * <p>Nothing typed is lost on a refusal but the password: a form never holds one, whatever it is given.
 *
 * @param values what to put into the fields, by field name; never a password
 * @param errors messages in the reader's language by field name, in the order they are to be read
 * @param general messages that belong to no single field
 */
public record Form(Map<String, String> values, Map<String, List<String>> errors, List<String> general) {

    private static final Form EMPTY = new Form(Map.of(), Map.of(), List.of());

    public Form {
        Map<String, String> kept = new LinkedHashMap<>(values);
        // Also one of an application's own, such as a second field for it.
        kept.keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).contains("password"));
        values = Collections.unmodifiableMap(kept);
        Map<String, List<String>> copies = new LinkedHashMap<>();
        errors.forEach((field, messages) -> {
            if (!messages.isEmpty()) {
                copies.put(field, List.copyOf(messages));
            }
        });
        errors = Collections.unmodifiableMap(copies);
        general = List.copyOf(general);
    }

    /** Nothing typed, nothing wrong. */
    public static Form empty() {
        return EMPTY;
    }

    /** Nothing wrong; {@code values} fill the fields, passwords left out. */
    public static Form of(Map<String, String> values) {
        return new Form(values, Map.of(), List.of());
    }

    /** This form with one more message at {@code field}. */
    public Form withError(String field, String message) {
        Map<String, List<String>> more = new LinkedHashMap<>(errors);
        more.put(field, append(errorsAt(field), message));
        return new Form(values, more, general);
    }

    /** This form with one more message that belongs to no single field. */
    public Form withGeneral(String message) {
        return new Form(values, errors, append(general, message));
    }

    /** What {@code field} holds, empty if nothing. */
    public String value(String field) {
        return values.getOrDefault(field, "");
    }

    /** What is wrong with {@code field}, empty if nothing. */
    public List<String> errorsAt(String field) {
        return errors.getOrDefault(field, List.of());
    }

    /** Whether anything is wrong. */
    public boolean isRefused() {
        return !errors.isEmpty() || !general.isEmpty();
    }

    /**
     * What a link to another form carries along so that {@code next} is not lost: a query, empty where there is none.
     */
    String onTheWay() {
        String next = value("next");
        return next.isEmpty() ? "" : "?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
    }

    /** This form for a page that has only these fields: messages at any other are read on top instead of nowhere. */
    Form shownAt(String... fields) {
        List<String> shown = List.of(fields);
        Map<String, List<String>> here = new LinkedHashMap<>();
        shown.stream().filter(errors::containsKey).forEach(field -> here.put(field, errorsAt(field)));
        List<String> top = new ArrayList<>(general);
        errors.forEach((field, messages) -> {
            if (!shown.contains(field)) {
                top.addAll(messages);
            }
        });
        return new Form(values, here, top);
    }

    int errorCount() {
        return errors.values().stream().mapToInt(List::size).sum();
    }

    /** The {@code aria-describedby} of a field: its hint and its messages, null if it has neither. */
    @Nullable
    String describedBy(String field, boolean hinted) {
        List<String> ids = new ArrayList<>();
        if (hinted) {
            ids.add(field + "-hint");
        }
        if (errors.containsKey(field)) {
            ids.add(field + "-error");
        }
        return ids.isEmpty() ? null : String.join(" ", ids);
    }

    /** Whether the cursor starts in {@code field}: the first faulty one, or {@code start} where none is. */
    boolean takesFocus(String field, String start) {
        return field.equals(
                errors.isEmpty() ? start : errors.keySet().iterator().next());
    }

    private static List<String> append(List<String> messages, String message) {
        List<String> more = new ArrayList<>(messages);
        more.add(message);
        return more;
    }
}
