package dev.doorward.demo;

import dev.doorward.auth.servlet.CurrentUser;
import dev.doorward.auth.servlet.Flash;
import dev.doorward.auth.servlet.page.FlashMessage.Kind;
import dev.doorward.auth.servlet.page.Form;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** {@code /notes}: one's own notes, and a form for another. */
final class NotesServlet extends HttpServlet {
    private final Pages pages;
    private final NotesTable notes;

    NotesServlet(Pages pages, NotesTable notes) {
        this.pages = pages;
        this.notes = notes;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        show(request, response, Form.empty());
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        CurrentUser me = CurrentUser.require(request);
        Form form = NoteForm.read(request);
        if (notes.count(me.id()) >= NotesTable.MOST) {
            form = form.withGeneral("You have " + NotesTable.MOST + " notes. Delete one to make room for another.");
        }
        if (form.isRefused()) {
            response.setStatus(422);
            show(request, response, form);
            return;
        }
        notes.add(me.id(), form.value("title"), form.value("text"));
        Flash.add(request, response, Kind.DONE, "The note is saved.");
        Pages.goTo("/notes", request, response);
    }

    private void show(HttpServletRequest request, HttpServletResponse response, Form form) throws IOException {
        CurrentUser me = CurrentUser.require(request);
        pages.send(request, response, "notes.jte", Map.of("notes", notes.of(me.id()), "form", form));
    }
}
