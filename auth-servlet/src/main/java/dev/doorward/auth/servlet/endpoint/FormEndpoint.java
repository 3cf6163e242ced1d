package dev.doorward.auth.servlet.endpoint;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Set;

/** A page with a form, which GET shows and POST takes. */
interface FormEndpoint extends Endpoint {
    @Override
    default Set<String> methods() {
        return Set.of("GET", "POST");
    }

    @Override
    void get(Exchange exchange) throws IOException, ServletException;

    @Override
    void post(Exchange exchange, RequestBody.Fields fields) throws IOException, ServletException;
}
