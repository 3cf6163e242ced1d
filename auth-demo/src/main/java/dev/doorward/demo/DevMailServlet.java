package dev.doorward.demo;

import dev.doorward.auth.servlet.ProxyHeaders;
import dev.doorward.demo.DevInbox.Kept;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code /dev/mail}: what the {@link DevInbox} keeps, as a page and as JSON; {@code /dev/mail/7} is a mail as a mail
 * program shows it. Everybody's mail is there for anybody who asks, so it exists in development mode only, where
 * {@link LoopbackPeers} lets nobody in from another machine, and it refuses whatever came through a proxy on this one.
 */
final class DevMailServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** A mail brings its own styles and nothing else: no script, no image, no form. */
    private static final String MAIL_POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

    private final transient Pages pages;
    private final transient DevInbox inbox;
    private final transient JsonMapper json = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    DevMailServlet(Pages pages, DevInbox inbox) {
        this.pages = pages;
        this.inbox = inbox;
    }

    record Messages(List<Message> messages) {}

    record Message(String to, String subject, String text, String html, String sentAt) {
        static Message of(Kept kept) {
            var message = kept.message();
            return new Message(
                    message.to().value(),
                    message.subject(),
                    message.text(),
                    message.html(),
                    kept.sentAt().toString());
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (ProxyHeaders.areIn(request)) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        super.service(request, response);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        if (request.getPathInfo() != null) {
            show(request, response);
        } else if (String.valueOf(request.getHeader("Accept")).contains("application/json")) {
            response.setContentType("application/json");
            byte[] answer = json.writeValueAsBytes(
                    new Messages(inbox.newestFirst().stream().map(Message::of).toList()));
            response.getOutputStream().write(answer);
        } else {
            pages.send(request, response, "devMail.jte", Map.of("mails", inbox.newestFirst()));
        }
    }

    private void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Kept> kept = number(request.getPathInfo()).flatMap(inbox::find);
        if (kept.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setContentType("text/html; charset=utf-8");
        response.setHeader("Content-Security-Policy", MAIL_POLICY);
        response.getOutputStream().write(kept.get().message().html().getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<Integer> number(String path) {
        try {
            return Optional.of(Integer.valueOf(path.substring(1)));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }
}
