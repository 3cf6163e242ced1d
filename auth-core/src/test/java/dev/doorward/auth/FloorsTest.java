package dev.doorward.auth;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.doorward.auth.session.Proof;
import dev.doorward.auth.session.Session;
import dev.doorward.auth.session.SessionIssuer;
import java.io.ObjectInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The floors of docs/architecture.md: a package stands only on floors below its own. */
final class FloorsTest {
    private static final String ROOT = "dev.doorward.auth";

    /** From the ground up; packages of one floor do not know each other. */
    private static final List<List<String>> FLOORS = List.of(
            List.of("identity", "secret", "store"),
            List.of("audit", "device", "proxy", "redirect", "throttle"),
            List.of("jwt", "mail", "password"),
            List.of("session"),
            List.of("ticket"),
            List.of("account"),
            List.of("login"));

    private final JavaClasses core = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void a_package_stands_only_on_floors_below_it() {
        var layers = layeredArchitecture().consideringOnlyDependenciesInLayers();
        FLOORS.stream().flatMap(List::stream).forEach(name -> layers.layer(name).definedBy(ROOT + "." + name));
        layers.layer("root").definedBy(ROOT);
        layers.layer("command").definedBy(ROOT + ".command");
        layers.whereLayer("root").mayOnlyBeAccessedByLayers("command");
        layers.whereLayer("command").mayNotBeAccessedByAnyLayer();
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            for (String name : FLOORS.get(floor)) {
                String[] above = namesAbove(floor);
                layers.whereLayer(name).mayOnlyBeAccessedByLayers(above);
            }
        }
        layers.check(core);
    }

    private static String[] namesAbove(int floor) {
        List<String> names = new ArrayList<>(List.of("root", "command"));
        FLOORS.subList(floor + 1, FLOORS.size()).forEach(names::addAll);
        return names.toArray(String[]::new);
    }

    @Test
    void no_package_is_missing_from_the_floors() {
        List<String> known = FLOORS.stream()
                .flatMap(List::stream)
                .map(name -> ROOT + "." + name)
                .toList();
        classes()
                .should()
                .resideInAnyPackage(Stream.concat(known.stream(), Stream.of(ROOT, ROOT + ".command"))
                        .toArray(String[]::new))
                .check(core);
    }

    @Test
    void packages_make_no_circles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(core);
    }

    @Test
    void only_login_calls_the_issuer_of_sessions() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".login", ROOT + ".session")
                .and()
                .doNotHaveFullyQualifiedName(Doorward.class.getName())
                .should()
                .dependOnClassesThat()
                .areAssignableTo(SessionIssuer.class)
                .check(core);
    }

    @Test
    void doorward_does_not_hand_the_issuer_out() {
        methods()
                .that()
                .areDeclaredIn(Doorward.class)
                .should()
                .notHaveRawReturnType(SessionIssuer.class)
                .check(core);
    }

    @Test
    void only_the_issuer_makes_proofs() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(SessionIssuer.class.getName())
                .should()
                .callConstructor(Proof.class, Session.class)
                .check(core);
    }

    /** CVE-2016-4437: a remembered login that was a serialized Java object. */
    @Test
    void nothing_is_deserialized() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .check(core);
    }

    @Test
    void the_core_knows_no_servlets() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.servlet..")
                .check(core);
    }
}
