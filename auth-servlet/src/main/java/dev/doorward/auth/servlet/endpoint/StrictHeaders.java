package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.Headers;
import dev.doorward.auth.Settings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The headers of the library's own answers: strict, whatever the application chose for its own, but for the two
 * exceptions that {@link Headers} names. Of these only {@code Strict-Transport-Security} needs doing here: what no
 * preset sets, the filter in front has put there.
 */
final class StrictHeaders {
    private final @Nullable String transportSecurity;
    private final Map<String, String> always;
    private final String pagePolicy;

    StrictHeaders(Settings settings) {
        Headers strict = Headers.strict();
        this.transportSecurity = settings.headers().ofPages().get(Headers.TRANSPORT_SECURITY);
        this.always = new HashMap<>(strict.ofData());
        this.always.remove(Headers.TRANSPORT_SECURITY);
        this.pagePolicy = Objects.requireNonNull(strict.ofPages().get(Headers.CONTENT_POLICY));
    }

    /** For whatever is answered; a page then loosens the policy by {@link #page}. */
    void apply(HttpServletRequest request, HttpServletResponse response) {
        always.forEach(response::setHeader);
        if (transportSecurity != null && request.isSecure()) {
            response.setHeader(Headers.TRANSPORT_SECURITY, transportSecurity);
        }
        response.setHeader("Cache-Control", "no-store");
    }

    /** @param nonce of this response alone; empty where no script is to run */
    void page(HttpServletResponse response, String nonce) {
        response.setHeader(
                Headers.CONTENT_POLICY,
                nonce.isEmpty() ? Headers.withoutNonce(pagePolicy) : Headers.withNonce(pagePolicy, nonce));
    }
}
