package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.account.Account;
import dev.doorward.auth.audit.AuditEvent;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.audit.AuthListener;
import dev.doorward.auth.audit.FieldRefusal;
import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.testing.TestDoorward;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.ObjectMapper;

/** CVE-2025-61928 and every mass assignment: what is not a field sets nothing. */
final class ExtraFieldsTest {
    private static final Map<String, String> ADA =
            Map.of("username", "ada", "email", "ada@example.com", "password", TestDoorward.PASSWORD);

    private final List<Map<String, String>> seen = new ArrayList<>();
    private final Site site = new Site(
            "",
            builder -> builder.listener(new AuthListener() {
                @Override
                public List<FieldRefusal> inTransaction(AuditEvent event, Connection connection) {
                    if (event.type() != AuditType.REGISTERED) {
                        return List.of();
                    }
                    seen.add(event.extra());
                    return "wrong".equals(event.extra().get("invitation"))
                            ? List.of(new FieldRefusal(
                                    "invitation", "invitation_unknown", "Nobody sent this invitation."))
                            : List.of();
                }
            }));

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void extra_fields_of_a_registration_go_to_the_listener_and_nowhere_else() {
        Map<String, String> form = new LinkedHashMap<>(ADA);
        Map<String, String> extra = Map.of(
                "id", "00000000-0000-7000-8000-000000000000",
                "roles", "admin",
                "role", "admin",
                "email_verified", "true",
                "status", "active",
                "epoch", "99",
                "account_id", "1",
                "created_at", "1970-01-01T00:00:00Z",
                "__proto__", "x",
                "invitation", "from Bob");
        form.putAll(extra);
        form.remove("__proto__");

        Reply reply = site.program().post("/auth/register", form);

        assertEquals(201, reply.status(), reply.body());
        Account account = site.doorward().accounts().findByLogin("ada").orElseThrow();
        assertEquals(Set.of(), account.roles());
        assertFalse(account.emailVerified());
        assertEquals(site.test.clock().instant(), account.createdAt());
        assertFalse(account.id().toString().startsWith("00000000"));
        Map<String, String> expected = new TreeMap<>(extra);
        expected.remove("__proto__");
        assertEquals(List.of(expected), seen.stream().map(TreeMap::new).toList());
    }

    @Test
    void a_listener_refuses_at_its_field_and_nothing_is_written() {
        Map<String, String> form = new LinkedHashMap<>(ADA);
        form.put("invitation", "wrong");
        Map<String, Integer> before = site.store.rows();

        Reply program = site.server.post("/auth/register", new ObjectMapper().writeValueAsString(form), Program.JSON);
        Reply person = site.person().submit("/auth/register", form);

        assertEquals(422, program.status());
        assertEquals(
                "Nobody sent this invitation.",
                Contract.json(program)
                        .get("errors")
                        .get("invitation")
                        .get(0)
                        .get("message")
                        .asString());
        assertEquals(422, person.status());
        assertTrue(person.body().contains("Nobody sent this invitation."), "although the page has no such field");
        assertEquals(before, site.store.rows());
    }

    @Test
    void twenty_are_enough() {
        Map<String, String> form = new LinkedHashMap<>(ADA);
        for (int i = 0; i < 20; i++) {
            form.put("field" + i, "x".repeat(i == 0 ? 4000 : 10));
        }
        Map<String, String> more = new LinkedHashMap<>(form);
        more.put("oneMore", "");

        Reply refused = site.program().post("/auth/register", more);
        assertEquals(422, refused.status());
        assertEquals("unknown_field", Program.code(refused));
        assertTrue(Contract.json(refused).get("errors").has("oneMore"));
        assertEquals(List.of(), seen);
        assertEquals(201, site.program().post("/auth/register", form).status());
        assertEquals(20, seen.get(0).size());
    }

    @Test
    void a_long_one_is_refused_at_its_field() {
        Map<String, String> form = new LinkedHashMap<>(ADA);
        form.put("about", "x".repeat(4001));

        Reply program = site.program().post("/auth/register", form);
        Reply person = site.person().submit("/auth/register", form);

        assertEquals("field_too_long", Program.code(program));
        assertEquals(422, person.status());
        assertTrue(person.body().contains("Use at most 4000 characters."));
        form.put("about", "a\0b");
        assertEquals("field_invalid", Program.code(site.program().post("/auth/register", form)));
        assertEquals(List.of(), seen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "__proto__", "1", "a\n", "a\u0000", "<b>", "\u00e9", "a'--", "${a}"})
    void a_name_that_is_none_is_refused(String name) {
        Map<String, String> form = new LinkedHashMap<>(ADA);
        form.put(name, "x");

        assertEquals("unknown_field", Program.code(site.program().post("/auth/register", form)));
        assertEquals(0, site.store.rows().get("auth_account"));
    }

    @ParameterizedTest
    @CsvSource({
        "/auth/login, login",
        "/auth/confirm, password",
        "/auth/account/username, username",
        "/auth/account/password, current_password",
        "/auth/logout, ''",
        "/auth/account/sessions/revoke-others, ''"
    })
    void everywhere_else_a_program_is_told_that_there_is_no_such_member(String path, String own) {
        site.test.registered("ada");
        site.test.registered("bob");
        Program program = site.program();
        program.logIn("ada");
        Map<String, Integer> before = site.store.rows();

        for (String name : List.of("account_id", "account", "user", "userId", "roles", "id", "Login", "remember_me")) {
            Reply reply = program.post(path, own.isEmpty() ? Map.of(name, "bob") : Map.of(own, "bob", name, "bob"));
            assertEquals(422, reply.status(), name);
            assertEquals("unknown_field", Program.code(reply));
            assertEquals(
                    List.of(name),
                    List.copyOf(Contract.json(reply).get("errors").propertyNames()));
        }
        assertEquals(before, site.store.rows());
    }

    @Test
    void a_forms_button_may_have_a_name() {
        site.test.registered("ada");

        Reply reply = site.person()
                .submit("/auth/login", Map.of("login", "ada", "password", TestDoorward.PASSWORD, "button", "go"));

        assertEquals(303, reply.status());
    }
}
