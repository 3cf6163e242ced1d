package dev.doorward.auth.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Turkish, Azeri and Lithuanian fold the letter i otherwise than all others. */
@ResourceLock(Resources.LOCALE)
class LocaleTest {

    private final Locale usual = Locale.getDefault();

    @AfterEach
    void restore() {
        Locale.setDefault(usual);
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "tr", "az", "lt"})
    void keys_are_the_same_in_every_language(String language) {
        Locale.setDefault(Locale.forLanguageTag(language));
        assertEquals(Optional.of("iris"), UsernameRules.standard().key("IRIS"));
        assertEquals("iris", Username.stored("IRIS").key());
        assertEquals(
                new UsernameRules.Refused("username_reserved"),
                UsernameRules.standard().check("ADMIN"));
        assertEquals(
                new UsernameRules.Refused("username_reserved"),
                UsernameRules.standard().withReserved(List.of("IRIS")).check("iris"));
        EmailAddress address = EmailAddress.parse("IRIS@IÌÍ.IO").orElseThrow();
        assertEquals("IRIS@xn--i-hgad.io", address.value());
        assertEquals("iris@xn--i-hgad.io", address.key());
        String id = "017F22E2-79B0-7CC3-98C4-DC0C0C07398F";
        assertEquals(
                "017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
                AccountId.parse(id).orElseThrow().toString());
    }
}
