package dev.doorward.auth.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whether a request says that a proxy passed it on, so that its sender need not be whom the connection is with. For
 * what is meant for the person at this machine alone, such as development's stack traces.
 *
 * <p>Guaranteed: the headers of the usual proxies are known, those of RFC 7239 section 4 and RFC 9110 section 7.6.3
 * among them. Not guaranteed: that a proxy which adds no header is noticed. What the headers say is not read.
 */
public final class ProxyHeaders {

    /**
     * {@code X-Original-Forwarded-For}, {@code CF-Connecting-IP}, {@code True-Client-IP} and whatever is named alike.
     */
    private static final Pattern NAME = Pattern.compile("via|(.+-)?forwarded(-.+)?|(.+-)?(client|connecting|real)-ip");

    private ProxyHeaders() {}

    /** Whether the request has any such header, even an empty one. */
    public static boolean areIn(HttpServletRequest request) {
        return Collections.list(request.getHeaderNames()).stream()
                .anyMatch(
                        header -> NAME.matcher(header.toLowerCase(Locale.ROOT)).matches());
    }
}
