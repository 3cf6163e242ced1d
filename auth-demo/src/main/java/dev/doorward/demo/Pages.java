package dev.doorward.demo;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Draws the application's pages, which are compiled with it. What is inserted is escaped for the place where it stands.
 */
final class Pages {
    private final TemplateEngine engine = TemplateEngine.createPrecompiled(
            null, ContentType.Html, Pages.class.getClassLoader(), Pages.class.getPackageName());
    private final Site site;

    Pages(Site site) {
        this.site = site;
    }

    /** Answers with a page; the template also gets the {@link Frame} of the request. */
    void send(HttpServletRequest request, HttpServletResponse response, String template, Map<String, Object> model)
            throws IOException {
        Map<String, Object> parameters = new HashMap<>(model);
        parameters.put("frame", Frame.of(site, request));
        byte[] page = render(template, parameters);
        response.setContentType("text/html; charset=utf-8");
        response.setContentLength(page.length);
        response.getOutputStream().write(page);
    }

    /** Leads on to another page after a form was accepted, so that loading that page again posts nothing twice. */
    static void goTo(String path, HttpServletRequest request, HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", request.getContextPath() + path);
    }

    /** The page in UTF-8, whole: a template that fails becomes an error page, not half of one. */
    byte[] render(String template, Map<String, Object> parameters) {
        Utf8ByteOutput output = new Utf8ByteOutput();
        engine.render(template, parameters, output);
        return output.toByteArray();
    }
}
