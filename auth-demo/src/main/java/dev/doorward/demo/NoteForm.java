package dev.doorward.demo;

import dev.doorward.auth.servlet.page.Form;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads and checks the form of a note. What was typed is kept, whatever is wrong with it. */
final class NoteForm {
    static final int TITLE_LENGTH = 100;
    static final int TEXT_LENGTH = 4000;

    private NoteForm() {}

    /** What was typed, with a message at each field that cannot be kept as it is. */
    static Form read(HttpServletRequest request) {
        String title = typed(request, "title").strip();
        String text = typed(request, "text").replace("\r\n", "\n"); // forms send CR LF, HTML section 4.10.21
        Form form = of(title, text);
        if (title.isEmpty()) {
            form = form.withError("title", "Give the note a title.");
        } else if (title.length() > TITLE_LENGTH) {
            form = form.withError("title", "Shorten the title to " + TITLE_LENGTH + " characters.");
        } else if (!isPlain(title, false)) {
            form = form.withError("title", "The title has a character that cannot be kept. Type it anew.");
        }
        if (text.length() > TEXT_LENGTH) {
            form = form.withError("text", "Shorten the text to " + TEXT_LENGTH + " characters.");
        } else if (!isPlain(text, true)) {
            form = form.withError("text", "The text has a character that cannot be kept. Type it anew.");
        }
        return form;
    }

    static Form of(Note note) {
        return of(note.title(), note.text());
    }

    private static Form of(String title, String text) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("title", title);
        values.put("text", text);
        return Form.of(values);
    }

    private static String typed(HttpServletRequest request, String field) {
        String value = request.getParameter(field);
        return value == null ? "" : value;
    }

    /** Control characters are nothing a person types; PostgreSQL cannot store NUL, nor half of a surrogate pair. */
    private static boolean isPlain(String value, boolean lines) {
        return value.codePoints()
                .allMatch(c -> (!Character.isISOControl(c) || (lines && (c == '\n' || c == '\t')))
                        && Character.getType(c) != Character.SURROGATE);
    }
}
