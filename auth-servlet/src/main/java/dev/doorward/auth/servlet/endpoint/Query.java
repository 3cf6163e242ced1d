package dev.doorward.auth.servlet.endpoint;

import jakarta.servlet.http.HttpServletRequest;

/** The one parameter that the library's paths take from a query: where to go afterwards. */
final class Query {
    private Query() {}

    /** What {@code next} says, or nothing where it is absent, repeated or unreadable: then the default page will do. */
    static String next(HttpServletRequest request) {
        String query = request.getQueryString();
        String found = "";
        if (query == null) {
            return found;
        }
        for (String pair : query.split("&")) {
            if (pair.startsWith("next=")) {
                if (!found.isEmpty()) {
                    return "";
                }
                try {
                    found = FormText.decode(pair.substring("next=".length()));
                } catch (IllegalArgumentException e) {
                    return "";
                }
            }
        }
        return found;
    }
}
