package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.account.ChangeResult;
import dev.doorward.auth.account.Reason;
import dev.doorward.auth.login.LoginResult;
import dev.doorward.auth.servlet.page.Form;
import dev.doorward.auth.servlet.page.Page;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Says why a form did nothing: to people by the form again, with what they typed and a message at each faulty field; to
 * programs by a problem.
 */
final class RefusedForm {
    private final Exchange exchange;
    private final Form typed;
    private final Function<Form, Page> page;

    /** @param page shows the form */
    RefusedForm(Exchange exchange, RequestBody.Fields fields, Function<Form, Page> page) {
        this.exchange = exchange;
        this.typed = Form.of(fields.values());
        this.page = page;
    }

    /** For values that do not hold. */
    void because(List<Reason> reasons) throws IOException, ServletException {
        if (exchange.isProgram()) {
            exchange.problem(Problem.ofForm(reasons.get(0).code(), exchange.errors(reasons)));
            return;
        }
        Form form = typed;
        for (Reason reason : reasons) {
            form = form.withError(reason.field(), exchange.message(reason));
        }
        exchange.page(422, page.apply(form));
    }

    /** For a login of which nothing is told but that it does not fit; 401 for programs (RFC 9110 section 15.5.2). */
    void becauseNobodyFits(String code) throws IOException, ServletException {
        if (exchange.isProgram()) {
            exchange.deny(401, code, "the login was refused");
            return;
        }
        exchange.page(422, page.apply(typed.withGeneral(exchange.messages().refusal(code, Map.of()))));
    }

    /**
     * For a credential that was not looked at.
     *
     * @param code {@link LoginResult.Refused#BUSY}, or that of a limit
     */
    void untilLater(String code, Duration retryAfter) throws IOException, ServletException {
        untilLater(Problem.later(code, retryAfter), retryAfter);
    }

    /** For a password that was not looked at, because too many others are. */
    void becauseBusy(Duration retryAfter) throws IOException, ServletException {
        untilLater(Problem.busy(retryAfter), retryAfter);
    }

    /** For what comes too often. */
    void becauseLimited(Duration retryAfter) throws IOException, ServletException {
        untilLater(Problem.limited(retryAfter), retryAfter);
    }

    private void untilLater(Problem problem, Duration retryAfter) throws IOException, ServletException {
        if (exchange.isProgram()) {
            exchange.problem(problem);
            return;
        }
        Answers.retryAfter(exchange.response(), retryAfter);
        exchange.page(problem.status(), page.apply(typed.withGeneral(problem.text(exchange.messages()))));
    }

    /** @param path of the change, where a person comes back to after a confirmation */
    void because(ChangeResult result, String path) throws IOException, ServletException {
        if (result instanceof ChangeResult.Busy busy) {
            becauseBusy(busy.retryAfter());
        } else if (result instanceof ChangeResult.RateLimited limited) {
            becauseLimited(limited.retryAfter());
        } else if (result instanceof ChangeResult.Refused refused) {
            if (refused.code().equals(ChangeResult.Refused.STALE_PROOF)) {
                FreshProof.askToConfirm(exchange, path);
            } else {
                because(refused.reasons());
            }
        }
    }
}
