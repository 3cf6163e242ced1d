package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.account.ChangeResult;
import dev.doorward.auth.servlet.page.Form;
import dev.doorward.auth.servlet.page.Page;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** JsonBodies a change to one's own account that was not made. */
final class Changes {
    private Changes() {}

    /**
     * @param path of the change, where a person comes back to after a confirmation
     * @param page shows the form again
     */
    static void refused(
            Exchange exchange, String path, ChangeResult result, Function<Form, Page> page, RequestBody.Fields fields)
            throws IOException, ServletException {
        if (result instanceof ChangeResult.Busy busy) {
            if (exchange.isProgram()) {
                exchange.problem(Problem.busy(busy.retryAfter()));
                return;
            }
            exchange.retryAfter(busy.retryAfter());
            exchange.page(
                    503,
                    page.apply(Form.of(fields.values())
                            .withGeneral(exchange.messages().refusal("busy", Map.of()))));
        } else if (result instanceof ChangeResult.Refused refused) {
            if (refused.code().equals(ChangeResult.Refused.STALE_PROOF)) {
                Fresh.askToConfirm(exchange, path);
            } else if (exchange.isProgram()) {
                int status = refused.code().endsWith("_taken") ? 409 : 422;
                exchange.problem(
                        new Problem(status, refused.code(), exchange.errors(refused.reasons()), Optional.empty()));
            } else {
                exchange.page(422, page.apply(exchange.refused(fields.values(), refused.reasons())));
            }
        }
    }
}
