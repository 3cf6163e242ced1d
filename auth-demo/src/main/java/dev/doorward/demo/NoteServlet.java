package dev.doorward.demo;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.servlet.CurrentUser;
import dev.doorward.auth.servlet.Flash;
import dev.doorward.auth.servlet.page.FlashMessage.Kind;
import dev.doorward.auth.servlet.page.Form;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code /notes/<id>}: one note, to be changed or deleted. Somebody else's is no different from one that is not there.
 */
final class NoteServlet extends HttpServlet {
    private final Pages pages;
    private final NotesTable notes;

    NoteServlet(Pages pages, NotesTable notes) {
        this.pages = pages;
        this.notes = notes;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        AccountId me = CurrentUser.require(request).id();
        Optional<Note> note = id(request).flatMap(id -> notes.find(me, id));
        if (note.isPresent()) {
            show(request, response, note.get().id(), NoteForm.of(note.get()));
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        AccountId me = CurrentUser.require(request).id();
        Optional<UUID> id = id(request).filter(found -> notes.find(me, found).isPresent());
        if (id.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else if ("delete".equals(request.getParameter("action"))) {
            notes.delete(me, id.get());
            backToList(request, response, "The note is deleted.");
        } else {
            change(request, response, me, id.get());
        }
    }

    private void change(HttpServletRequest request, HttpServletResponse response, AccountId me, UUID id)
            throws IOException {
        Form form = NoteForm.read(request);
        if (form.isRefused()) {
            response.setStatus(422);
            show(request, response, id, form);
            return;
        }
        notes.change(me, id, form.value("title"), form.value("text"));
        backToList(request, response, "The note is saved.");
    }

    private void show(HttpServletRequest request, HttpServletResponse response, UUID id, Form form) throws IOException {
        pages.send(request, response, "note.jte", Map.of("id", id.toString(), "form", form));
    }

    private static void backToList(HttpServletRequest request, HttpServletResponse response, String message)
            throws IOException {
        Flash.add(request, response, Kind.DONE, message);
        Pages.goTo("/notes", request, response);
    }

    private static Optional<UUID> id(HttpServletRequest request) {
        return PathId.in(request.getPathInfo());
    }
}
