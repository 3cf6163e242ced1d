package dev.doorward.auth.servlet.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FormTest {

    @Test
    void no_password_is_kept_whatever_its_field_is_called() {
        Form form = Form.of(Map.of(
                "username",
                "ada",
                "password",
                "a",
                "current_password",
                "b",
                "password_repeat",
                "c",
                "newPassword",
                "d"));

        assertEquals(Map.of("username", "ada"), form.values());
    }

    @Test
    void a_password_is_never_kept() {
        Form form = Form.of(Map.of("login", "ada", "password", "secret", "current_password", "secret"));

        assertEquals(Map.of("login", "ada"), form.values());
        assertFalse(form.withError("password", "Enter a password.").toString().contains("secret"));
    }

    @Test
    void messages_are_read_in_the_order_they_were_given() {
        Form form = Form.empty()
                .withError("username", "one")
                .withError("email", "two")
                .withError("username", "three");

        assertEquals(List.of("username", "email"), List.copyOf(form.errors().keySet()));
        assertEquals(List.of("one", "three"), form.errorsAt("username"));
        assertEquals(3, form.errorCount());
    }

    @Test
    void a_form_is_refused_by_one_message_anywhere() {
        assertFalse(Form.of(Map.of("login", "ada")).isRefused());
        assertTrue(Form.empty().withGeneral("busy").isRefused());
        assertTrue(Form.empty().withError("email", "taken").isRefused());
        assertFalse(new Form(Map.of(), Map.of("email", List.of()), List.of()).isRefused());
    }

    @Test
    void a_form_does_not_change_once_made() {
        Form before = Form.empty();
        before.withError("email", "taken");

        assertEquals(Form.empty(), before);
    }
}
