package dev.doorward.auth.servlet.endpoint;

import jakarta.servlet.http.HttpServletRequest;

/** What the library's paths take from a query: where to go afterwards, and the token of a mailed link. */
final class Query {
    private Query() {}

    /** What {@code next} says, or nothing where it is absent, repeated or unreadable: then the default page will do. */
    static String next(HttpServletRequest request) {
        return value(request, "next=");
    }

    /** What {@code token} says, or nothing where it is absent, repeated or unreadable: no link looks like that. */
    static String token(HttpServletRequest request) {
        return value(request, "token=");
    }

    private static String value(HttpServletRequest request, String start) {
        String query = request.getQueryString();
        String found = "";
        if (query == null) {
            return found;
        }
        for (String pair : query.split("&")) {
            if (pair.startsWith(start)) {
                if (!found.isEmpty()) {
                    return "";
                }
                try {
                    found = FormText.decode(pair.substring(start.length()));
                } catch (IllegalArgumentException e) {
                    return "";
                }
            }
        }
        return found;
    }
}
