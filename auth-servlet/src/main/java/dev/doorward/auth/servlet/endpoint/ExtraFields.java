package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.account.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The fields of a registration that are the application's own. They go to its {@code AuthListener} and nowhere else:
 * whatever they are called, none of them sets anything about the account.
 */
record ExtraFields(Map<String, String> values) {
    static final int MAXIMUM_COUNT = 20;
    static final int MAXIMUM_LENGTH = 4000;

    private static final Set<String> OWN = Set.of("username", "email", "password", "next", "_csrf");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");

    static ExtraFields of(RequestBody.Fields fields) {
        Map<String, String> extra = new LinkedHashMap<>(fields.values());
        extra.keySet().removeAll(OWN);
        return new ExtraFields(extra);
    }

    /** What makes them more than a listener should have to look at. */
    List<Reason> reasons() {
        List<Reason> reasons = new ArrayList<>();
        int count = 0;
        for (Map.Entry<String, String> field : values.entrySet()) {
            count++;
            if (count > MAXIMUM_COUNT || !NAME.matcher(field.getKey()).matches()) {
                reasons.add(new Reason(field.getKey(), "unknown_field", Map.of()));
            } else if (field.getValue().length() > MAXIMUM_LENGTH) {
                reasons.add(new Reason(field.getKey(), "field_too_long", Map.of("maximum", MAXIMUM_LENGTH)));
            } else if (field.getValue().indexOf('\0') >= 0) {
                // PostgreSQL has no text that holds one.
                reasons.add(new Reason(field.getKey(), "field_invalid", Map.of()));
            }
        }
        return reasons;
    }
}
