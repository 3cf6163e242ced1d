package dev.doorward.demo;

import java.nio.charset.StandardCharsets;

/** What a person is told about a status: what happened, and what to do now. */
record ErrorText(int status, String code, String title, String advice) {

    static ErrorText of(int status) {
        return switch (status) {
            case 400 ->
                new ErrorText(
                        status, "bad_request", "This request cannot be read", "Go back and follow the link again.");
            case 401 ->
                new ErrorText(status, "unauthorized", "Log in first", "This page is for people who are logged in.");
            case 403 -> new ErrorText(status, "forbidden", "Not yours to see", "This page is not open to you.");
            case 404 ->
                new ErrorText(
                        status,
                        "not_found",
                        "There is no such page",
                        "It may have moved, or the address has a typing error.");
            case 405 ->
                new ErrorText(
                        status,
                        "method_not_allowed",
                        "That cannot be done here",
                        "Go back and use the page's own buttons.");
            case 413, 414 -> new ErrorText(status, "too_large", "That is too much at once", "Go back and send less.");
            case 415 ->
                new ErrorText(
                        status,
                        "unsupported_media_type",
                        "This kind of content is not accepted",
                        "Go back and try again.");
            case 431 ->
                new ErrorText(
                        status,
                        "headers_too_large",
                        "The browser sent too much",
                        "Delete the cookies of this site and load the page again.");
            case 503 ->
                new ErrorText(
                        status, "unavailable", "Not available just now", "Wait a moment and load the page again.");
            default ->
                status >= 500
                        ? new ErrorText(
                                status,
                                "internal_error",
                                "Something went wrong here",
                                "It was not you. It has been written down; try again in a moment.")
                        : new ErrorText(status, "refused", "This did not work", "Go back and try again.");
        };
    }

    /** The same for programs (RFC 9457). The texts above need no escaping in JSON. */
    byte[] problem() {
        return """
                {"type":"about:blank","status":%d,"code":"%s","title":"%s"}""".formatted(status, code, title).getBytes(StandardCharsets.UTF_8);
    }
}
