package dev.doorward.auth.servlet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What this module never does, wherever somebody may think of doing it. */
class ShapeTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.doorward.auth.servlet");

    @Test
    void no_container_and_no_sql() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.eclipse.jetty..", "org.apache..", "java.sql..", "javax.sql..", "org.jdbi..")
                .check(CLASSES);
    }

    @Test
    void no_server_side_http_session() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(HttpSession.class)
                .check(CLASSES);
        noClasses().should().callMethod(HttpServletRequest.class, "getSession").check(CLASSES);
        noClasses()
                .should()
                .callMethod(HttpServletRequest.class, "getSession", boolean.class)
                .check(CLASSES);
    }

    @Test
    void cookies_are_written_in_one_place() {
        noClasses().should().dependOnClassesThat().areAssignableTo(Cookie.class).check(CLASSES);
    }

    /** By the constants of the classes: whoever writes the header by hand has to name it. */
    @Test
    void the_header_of_cookies_is_named_in_one_place() throws IOException {
        Set<String> naming = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("target/classes/dev/doorward"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains("Set-Cookie")) {
                    naming.add(file.getFileName().toString());
                }
            }
        }
        // Java writes a constant into each class that uses it. These two only read it.
        naming.removeAll(Set.of("SecuredResponse.class", "Exchange.class"));
        assertEquals(Set.of("Cookies.class"), naming);
    }

    @Test
    void nothing_from_a_browser_is_deserialised() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .check(CLASSES);
    }

    @Test
    void cookies_know_of_nothing_else_here() {
        noClasses()
                .that()
                .resideInAPackage("..servlet.cookie..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..servlet", "..servlet.filter..", "..servlet.endpoint..", "..servlet.page..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage("..servlet.endpoint..", "..servlet.page..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..servlet.filter..")
                .check(CLASSES);
    }
}
