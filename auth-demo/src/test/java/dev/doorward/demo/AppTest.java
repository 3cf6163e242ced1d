package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.identity.Client;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppTest {
    private static final AtomicInteger PEOPLE = new AtomicInteger();
    private static final Pattern NOTE = Pattern.compile("/notes/([0-9a-f-]{36})");

    @TempDir
    static Path directory;

    private static RunningServer running;

    @BeforeAll
    static void start() throws Exception {
        running = RunningServer.ofTheApplication(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
    }

    private static Visitor stranger() {
        return new Visitor(running.server.baseUrl().toString(), running.trusting);
    }

    private static String newName() {
        return "person" + PEOPLE.incrementAndGet();
    }

    private static Visitor somebody() throws Exception {
        return loggedIn(newName());
    }

    private static Visitor loggedIn(String name) throws Exception {
        Visitor visitor = stranger();
        visitor.registers(name);
        visitor.logsIn(name);
        return visitor;
    }

    private static String firstNote(Visitor visitor) throws Exception {
        Matcher matcher = NOTE.matcher(visitor.get("/notes").body());
        assertTrue(matcher.find());
        return matcher.group();
    }

    private static String location(HttpResponse<String> response) {
        return response.headers().firstValue("Location").orElse("");
    }

    @Test
    void everybody_sees_the_front_page_and_nobody_a_page_that_needs_a_login() throws Exception {
        assertEquals(200, stranger().get("/").statusCode());
        for (String path :
                List.of("/dashboard", "/notes", "/notes/" + UUID.randomUUID(), "/admin", "/api/me", "/nowhere")) {
            HttpResponse<String> response = stranger().get(path);
            assertEquals(303, response.statusCode(), path);
            assertTrue(location(response).contains("/auth/login"), path);
            assertEquals(401, stranger().json(path).statusCode(), path);
        }
    }

    @Test
    void whoever_registers_and_logs_in_sees_the_dashboard_until_they_log_out() throws Exception {
        String name = newName();
        Visitor visitor = loggedIn(name);
        HttpResponse<String> dashboard = visitor.get("/dashboard");
        assertEquals(200, dashboard.statusCode());
        assertTrue(dashboard.body().contains("Hello, " + name));
        assertEquals("no-store", dashboard.headers().firstValue("Cache-Control").orElse(""));
        assertEquals(303, visitor.submit("/dashboard", "/auth/logout").statusCode());
        assertEquals(303, visitor.get("/dashboard").statusCode());
    }

    @Test
    void a_note_is_written_changed_and_deleted() throws Exception {
        Visitor visitor = somebody();
        HttpResponse<String> saved = visitor.submit("/notes", "/notes", "title", "Milk", "text", "two\r\nlitres");
        assertEquals(303, saved.statusCode());
        String list = visitor.get("/notes").body();
        assertTrue(list.contains("The note is saved."));
        assertFalse(visitor.get("/notes").body().contains("The note is saved."), "a flash message is shown once");
        String note = firstNote(visitor);
        assertTrue(visitor.get(note).body().contains("two\nlitres"));
        assertEquals(
                303, visitor.submit(note, note, "title", "Bread", "text", "").statusCode());
        assertTrue(visitor.get("/notes").body().contains("Bread"));
        assertEquals(303, visitor.submit(note, note, "action", "delete").statusCode());
        assertTrue(visitor.get("/notes").body().contains("No notes yet"));
        assertEquals(404, visitor.get(note).statusCode());
    }

    @Test
    void somebody_elses_note_is_neither_listed_nor_shown_nor_changed_nor_deleted() throws Exception {
        Visitor owner = somebody();
        owner.submit("/notes", "/notes", "title", "Owner's own", "text", "private");
        String note = firstNote(owner);
        Visitor other = somebody();
        assertFalse(other.get("/notes").body().contains("Owner"));
        assertEquals(404, other.get(note).statusCode());
        assertEquals(
                404, other.submit("/notes", note, "title", "Stolen", "text", "").statusCode());
        assertEquals(404, other.submit("/notes", note, "action", "delete").statusCode());
        assertTrue(owner.get(note).body().contains("private"));
    }

    @Test
    void a_path_that_is_no_note_is_404() throws Exception {
        Visitor visitor = somebody();
        for (String path :
                List.of("/notes/", "/notes/1", "/notes/1-1-1-1-1", "/notes/x/y", "/notes/" + UUID.randomUUID())) {
            assertEquals(404, visitor.get(path).statusCode(), path);
        }
    }

    @Test
    void a_refused_note_comes_back_with_what_was_typed_and_a_message_at_its_field() throws Exception {
        Visitor visitor = somebody();
        HttpResponse<String> refused =
                visitor.submit("/notes", "/notes", "title", "  ", "text", "a text <b>kept</b> & \"quoted\"");
        assertEquals(422, refused.statusCode());
        assertTrue(refused.body().contains("Give the note a title."));
        assertTrue(refused.body().contains("aria-invalid=\"true\" aria-describedby=\"title-error\""));
        assertTrue(refused.body().contains("a text &lt;b&gt;kept&lt;/b&gt; &amp; \"quoted\""), refused.body());
        assertEquals(
                422,
                visitor.submit("/notes", "/notes", "title", "x".repeat(101), "text", "")
                        .statusCode());
        assertEquals(
                422,
                visitor.submit("/notes", "/notes", "title", "x", "text", "y".repeat(4001))
                        .statusCode());
        assertTrue(visitor.get("/notes").body().contains("No notes yet"));
    }

    @Test
    void the_longest_note_is_kept_whole() throws Exception {
        Visitor visitor = somebody();
        String text = "\ud83e\udda6".repeat(2000);
        assertEquals(
                303,
                visitor.submit("/notes", "/notes", "title", "x".repeat(100), "text", text)
                        .statusCode());
        assertTrue(visitor.get(firstNote(visitor)).body().contains(text));
    }

    @Test
    void a_text_that_begins_with_a_new_line_keeps_it() throws Exception {
        Visitor visitor = somebody();
        visitor.submit("/notes", "/notes", "title", "poem", "text", "\nfirst");
        assertTrue(visitor.get(firstNote(visitor)).body().contains(">\n\nfirst</textarea>"));
    }

    @Test
    void what_no_database_keeps_is_a_message_and_not_an_error() throws Exception {
        Visitor visitor = somebody();
        for (String text : List.of("nul\0", "escape\u001b[31m", "half \ud800 pair", "\u0085")) {
            HttpResponse<String> response = visitor.submit("/notes", "/notes", "title", "x" + text, "text", text);
            assertTrue(response.statusCode() == 422 || response.statusCode() == 303, text);
        }
        assertEquals(
                422,
                visitor.submit("/notes", "/notes", "title", "a\0b", "text", "").statusCode());
    }

    @Test
    void markup_in_a_note_is_text() throws Exception {
        Visitor visitor = somebody();
        String attack = "\"><script>alert(1)</script><img src=x onerror=alert(1)>";
        visitor.submit("/notes", "/notes", "title", attack, "text", "</textarea>" + attack);
        for (String path : List.of("/notes", firstNote(visitor))) {
            String page = visitor.get(path).body();
            assertFalse(page.contains("<script"), path);
            assertFalse(page.contains("<img"), path);
        }
    }

    @Test
    void an_account_cannot_fill_the_disk_with_notes() throws Exception {
        String name = newName();
        Visitor visitor = loggedIn(name);
        NotesTable notes = new NotesTable(running.backend.database(), Clock.systemUTC());
        var id = running.backend
                .doorward()
                .accounts()
                .findByLogin(name)
                .orElseThrow()
                .id();
        for (int i = 0; i < NotesTable.MOST; i++) {
            notes.add(id, "note", "");
        }
        HttpResponse<String> refused = visitor.submit("/notes", "/notes", "title", "one more", "text", "");
        assertEquals(422, refused.statusCode());
        assertTrue(refused.body().contains("Delete one to make room"));
        assertEquals(NotesTable.MOST, notes.count(id));
    }

    @Test
    void a_note_posted_from_elsewhere_is_refused() throws Exception {
        Visitor visitor = somebody();
        assertEquals(403, visitor.crossSitePost("/notes", "title", "forged").statusCode());
        assertTrue(visitor.get("/notes").body().contains("No notes yet"));
    }

    @Test
    void only_an_administrator_sees_the_accounts() throws Exception {
        String name = newName();
        Visitor visitor = loggedIn(name);
        assertEquals(403, visitor.get("/admin").statusCode());
        String anybody = "/admin/accounts/" + UUID.randomUUID();
        assertEquals(403, visitor.submit("/notes", anybody, "action", "disable").statusCode());
        assertEquals(name + " is an administrator now, and has to log in again.", command("admin", "grant", name));
        Visitor again = stranger();
        again.logsIn(name);
        HttpResponse<String> page = again.get("/admin");
        assertEquals(200, page.statusCode());
        assertTrue(page.body().contains(name));
        assertEquals(
                name + " is no administrator any more, and has to log in again.", command("admin", "revoke", name));
        assertEquals(name + " is no administrator.", command("admin", "revoke", name));
        assertEquals("What was tried wrong for " + name + " is forgotten.", command("admin", "forget-failures", name));
        Visitor later = stranger();
        later.logsIn(name);
        assertEquals(403, later.get("/admin").statusCode());
    }

    /** Runs the command line beside the server; gives what it prints. */
    private static String command(String... arguments) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        StringWriter errors = new StringWriter();
        int exitCode = Main.commandLine(() -> RunningServer.environment(directory), out)
                .setErr(new PrintWriter(errors))
                .execute(arguments);
        assertEquals(exitCode == 0, errors.toString().isEmpty());
        return printed.toString(StandardCharsets.UTF_8).strip()
                + errors.toString().strip();
    }

    private static Visitor administrator() throws Exception {
        String name = newName();
        Visitor visitor = stranger();
        visitor.registers(name);
        var accounts = running.backend.doorward().accounts();
        accounts.grant(accounts.findByLogin(name).orElseThrow().id(), "admin", Client.unknown());
        visitor.logsIn(name);
        return visitor;
    }

    private static String accountPage(String name) {
        return "/admin/accounts/"
                + running.backend
                        .doorward()
                        .accounts()
                        .findByLogin(name)
                        .orElseThrow()
                        .id();
    }

    @Test
    void an_administrator_finds_an_account_and_shuts_it() throws Exception {
        Visitor administrator = administrator();
        String name = newName();
        Visitor other = loggedIn(name);
        String found = administrator
                .get("/admin?search=" + name.toUpperCase(Locale.ROOT))
                .body();
        assertTrue(found.contains(accountPage(name)), found);
        assertEquals(
                303,
                administrator
                        .submit(accountPage(name), accountPage(name), "action", "disable")
                        .statusCode());
        assertEquals(303, other.get("/dashboard").statusCode(), "whoever was in is out");
        assertEquals(
                303,
                administrator
                        .submit(accountPage(name), accountPage(name), "action", "enable")
                        .statusCode());
        other.logsIn(name);
        assertEquals(
                303,
                administrator
                        .submit(accountPage(name), accountPage(name), "action", "forget-failures")
                        .statusCode());
        assertEquals(200, other.get("/dashboard").statusCode(), "forgetting failures logs nobody out");
    }

    @Test
    void an_administrator_gives_and_takes_roles() throws Exception {
        Visitor administrator = administrator();
        String name = newName();
        Visitor other = loggedIn(name);
        String page = accountPage(name);
        administrator.submit(page, page, "action", "grant", "role", "editor");
        other.logsIn(name);
        assertTrue(other.json("/api/me").body().contains("\"roles\":[\"editor\"]"));
        for (String role : List.of("", "Admin", "a b", "x".repeat(51), "<b>")) {
            assertEquals(
                    303,
                    administrator
                            .submit(page, page, "action", "grant", "role", role)
                            .statusCode());
        }
        administrator.submit(page, page, "action", "revoke", "role", "editor");
        other.logsIn(name);
        assertTrue(other.json("/api/me").body().contains("\"roles\":[]"));
    }

    @Test
    void an_administrator_cannot_lock_themselves_out() throws Exception {
        String name = "person" + (PEOPLE.get() + 1);
        Visitor administrator = administrator();
        String page = accountPage(name);
        assertFalse(administrator.get(page).body().contains("value=\"disable\""), "it is not offered");
        administrator.submit("/notes", page, "action", "disable");
        administrator.submit("/notes", page, "action", "revoke", "role", "admin");
        assertEquals(200, administrator.get("/admin").statusCode());
    }

    @Test
    void odd_pages_and_searches_are_answered() throws Exception {
        Visitor administrator = administrator();
        for (String query : List.of(
                "page=0",
                "page=-1",
                "page=x",
                "page=99999",
                "page=999999999999",
                "search=%25",
                "search=%27--",
                "search=%00")) {
            int status = administrator.get("/admin?" + query).statusCode();
            assertTrue(status == 200 || status == 400, query + " " + status);
        }
        for (String id : List.of("x", "1-1-1-1-1", UUID.randomUUID().toString())) {
            assertEquals(404, administrator.get("/admin/accounts/" + id).statusCode(), id);
        }
    }

    @Test
    void a_program_learns_who_it_is() throws Exception {
        String name = newName();
        HttpResponse<String> response = loggedIn(name).json("/api/me");
        assertEquals(200, response.statusCode());
        assertTrue(response.body().contains("\"username\":\"" + name + "\""), response.body());
        assertTrue(response.body().contains("\"email_verified\":true"), response.body());
    }

    @Test
    void health_asks_the_database_and_no_login() throws Exception {
        HttpResponse<String> response = stranger().get("/health");
        assertEquals(200, response.statusCode());
        assertEquals("{\"status\":\"up\"}", response.body());
    }

    @Test
    void nothing_on_a_page_is_inline_or_from_elsewhere() throws Exception {
        Visitor administrator = administrator();
        for (String path : List.of("/", "/dashboard", "/notes", "/admin", "/nowhere")) {
            String page = administrator.get(path).body();
            assertFalse(
                    Pattern.compile("<style|<script(?! nonce=\"[^\"]+\" src=\"/)|\\sstyle=|\\son[a-z]+=|https?://")
                            .matcher(page)
                            .find(),
                    page);
        }
    }

    @Test
    void a_method_a_page_does_not_know_is_405() throws Exception {
        assertEquals(405, somebody().submit("/notes", "/dashboard").statusCode());
    }

    @Test
    void a_name_nobody_has_is_one_clear_line() {
        assertEquals(
                "Nobody here is called 'nobody-at-all'. Register first, or check the spelling.",
                command("admin", "grant", "nobody-at-all"));
    }
}
