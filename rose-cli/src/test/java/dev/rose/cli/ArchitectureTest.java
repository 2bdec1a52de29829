package dev.rose.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.FileDescriptor;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of the house, over every module's main classes: this module sees them all. */
class ArchitectureTest {
    private static final Set<String> NOTHING = Set.of();

    /** Which packages of Rose each package may see besides itself. */
    private static final Map<String, Set<String>> ARROWS =
            Map.ofEntries(
                    // rose-llama
                    Map.entry("dev.rose.llama", NOTHING),
                    Map.entry("dev.rose.llama.gguf", NOTHING),
                    Map.entry("dev.rose.llama.natives", Set.of("dev.rose.llama")),
                    // rose-template
                    Map.entry("dev.rose.template", NOTHING),
                    // rose-core
                    Map.entry("dev.rose.error", NOTHING),
                    Map.entry("dev.rose.model", Set.of("dev.rose.error")),
                    Map.entry("dev.rose.method", Set.of("dev.rose.model", "dev.rose.error")),
                    Map.entry(
                            "dev.rose.policy",
                            Set.of("dev.rose.prompt", "dev.rose.method", "dev.rose.error")),
                    Map.entry(
                            "dev.rose.prompt",
                            Set.of("dev.rose.model", "dev.rose.template", "dev.rose.error")),
                    Map.entry("dev.rose.engine.draft", NOTHING),
                    Map.entry("dev.rose.engine.plan", Set.of("dev.rose.engine.draft")),
                    Map.entry("dev.rose.engine.prefix", Set.of("dev.rose.model", "dev.rose.error")),
                    Map.entry(
                            "dev.rose.engine",
                            Set.of(
                                    "dev.rose.engine.draft",
                                    "dev.rose.engine.plan",
                                    "dev.rose.engine.prefix",
                                    "dev.rose.method",
                                    "dev.rose.model",
                                    "dev.rose.error")),
                    Map.entry(
                            "dev.rose.catalogue", Set.of("dev.rose.llama.gguf", "dev.rose.error")),
                    Map.entry(
                            "dev.rose.model.llama",
                            Set.of(
                                    "dev.rose.llama",
                                    "dev.rose.llama.gguf",
                                    "dev.rose.llama.natives",
                                    "dev.rose.model",
                                    "dev.rose.error")),
                    Map.entry(
                            "dev.rose",
                            Set.of(
                                    "dev.rose.catalogue",
                                    "dev.rose.engine",
                                    "dev.rose.engine.plan",
                                    "dev.rose.engine.prefix",
                                    "dev.rose.error",
                                    "dev.rose.method",
                                    "dev.rose.model",
                                    "dev.rose.model.llama",
                                    "dev.rose.policy",
                                    "dev.rose.prompt")),
                    // rose-server
                    Map.entry("dev.rose.server.error", NOTHING),
                    Map.entry(
                            "dev.rose.server.models",
                            Set.of(
                                    "dev.rose",
                                    "dev.rose.catalogue",
                                    "dev.rose.error",
                                    "dev.rose.model",
                                    "dev.rose.server.error")),
                    Map.entry(
                            "dev.rose.server.access",
                            Set.of("dev.rose.error", "dev.rose.server.error")),
                    Map.entry(
                            "dev.rose.server.observe",
                            Set.of(
                                    "dev.rose",
                                    "dev.rose.engine",
                                    "dev.rose.engine.plan",
                                    "dev.rose.server.error")),
                    Map.entry("dev.rose.server.supervise", Set.of("dev.rose.server.error")),
                    Map.entry(
                            "dev.rose.server.api",
                            Set.of(
                                    "dev.rose",
                                    "dev.rose.engine",
                                    "dev.rose.error",
                                    "dev.rose.method",
                                    "dev.rose.model",
                                    "dev.rose.policy",
                                    "dev.rose.prompt",
                                    "dev.rose.server.access",
                                    "dev.rose.server.error",
                                    "dev.rose.server.models",
                                    "dev.rose.server.observe")),
                    Map.entry(
                            "dev.rose.server",
                            Set.of(
                                    "dev.rose",
                                    "dev.rose.engine",
                                    "dev.rose.error",
                                    "dev.rose.policy",
                                    "dev.rose.server.access",
                                    "dev.rose.server.api",
                                    "dev.rose.server.error",
                                    "dev.rose.server.models",
                                    "dev.rose.server.observe")),
                    // rose-eval
                    Map.entry("dev.rose.eval.statistics", NOTHING),
                    Map.entry(
                            "dev.rose.eval.benchmark",
                            Set.of("dev.rose.catalogue", "dev.rose.error")),
                    Map.entry(
                            "dev.rose.eval.run",
                            Set.of("dev.rose", "dev.rose.error", "dev.rose.eval.benchmark")),
                    Map.entry(
                            "dev.rose.eval.answering",
                            Set.of(
                                    "dev.rose",
                                    "dev.rose.catalogue",
                                    "dev.rose.engine",
                                    "dev.rose.error",
                                    "dev.rose.method",
                                    "dev.rose.model",
                                    "dev.rose.policy",
                                    "dev.rose.prompt",
                                    "dev.rose.eval.benchmark",
                                    "dev.rose.eval.run")),
                    Map.entry(
                            "dev.rose.eval.judge",
                            Set.of(
                                    "dev.rose",
                                    "dev.rose.catalogue",
                                    "dev.rose.engine",
                                    "dev.rose.error",
                                    "dev.rose.method",
                                    "dev.rose.model",
                                    "dev.rose.policy",
                                    "dev.rose.prompt",
                                    "dev.rose.eval.benchmark",
                                    "dev.rose.eval.run")),
                    Map.entry(
                            "dev.rose.eval.summary",
                            Set.of(
                                    "dev.rose",
                                    "dev.rose.error",
                                    "dev.rose.eval.benchmark",
                                    "dev.rose.eval.judge",
                                    "dev.rose.eval.run",
                                    "dev.rose.eval.statistics")),
                    Map.entry(
                            "dev.rose.eval.steer",
                            Set.of(
                                    "dev.rose",
                                    "dev.rose.catalogue",
                                    "dev.rose.engine",
                                    "dev.rose.error",
                                    "dev.rose.method",
                                    "dev.rose.model",
                                    "dev.rose.policy",
                                    "dev.rose.prompt",
                                    "dev.rose.eval.benchmark",
                                    "dev.rose.eval.judge",
                                    "dev.rose.eval.run",
                                    "dev.rose.eval.statistics")),
                    Map.entry(
                            "dev.rose.eval.sweep",
                            Set.of(
                                    "dev.rose",
                                    "dev.rose.catalogue",
                                    "dev.rose.engine",
                                    "dev.rose.error",
                                    "dev.rose.method",
                                    "dev.rose.model",
                                    "dev.rose.policy",
                                    "dev.rose.prompt",
                                    "dev.rose.eval.answering",
                                    "dev.rose.eval.benchmark",
                                    "dev.rose.eval.judge",
                                    "dev.rose.eval.run",
                                    "dev.rose.eval.statistics",
                                    "dev.rose.eval.summary")),
                    Map.entry(
                            "dev.rose.eval.report",
                            Set.of(
                                    "dev.rose",
                                    "dev.rose.error",
                                    "dev.rose.eval.benchmark",
                                    "dev.rose.eval.judge",
                                    "dev.rose.eval.run",
                                    "dev.rose.eval.statistics",
                                    "dev.rose.eval.summary")),
                    // rose-cli wires the rest, so it may see all of it.
                    Map.entry(
                            "dev.rose.cli",
                            Set.of(
                                    "dev.rose",
                                    "dev.rose.catalogue",
                                    "dev.rose.cli.bench",
                                    "dev.rose.engine",
                                    "dev.rose.error",
                                    "dev.rose.eval.answering",
                                    "dev.rose.eval.benchmark",
                                    "dev.rose.eval.judge",
                                    "dev.rose.eval.report",
                                    "dev.rose.eval.run",
                                    "dev.rose.eval.statistics",
                                    "dev.rose.eval.steer",
                                    "dev.rose.eval.summary",
                                    "dev.rose.eval.sweep",
                                    "dev.rose.llama",
                                    "dev.rose.llama.gguf",
                                    "dev.rose.llama.natives",
                                    "dev.rose.method",
                                    "dev.rose.model",
                                    "dev.rose.model.llama",
                                    "dev.rose.policy",
                                    "dev.rose.prompt",
                                    "dev.rose.server",
                                    "dev.rose.server.access",
                                    "dev.rose.server.api",
                                    "dev.rose.server.models",
                                    "dev.rose.server.observe",
                                    "dev.rose.server.supervise",
                                    "dev.rose.template")),
                    Map.entry(
                            "dev.rose.cli.bench",
                            Set.of(
                                    "dev.rose",
                                    "dev.rose.engine",
                                    "dev.rose.engine.plan",
                                    "dev.rose.error",
                                    "dev.rose.model")));

    private static JavaClasses rose;

    @BeforeAll
    static void readClasses() {
        rose =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .withImportOption(location -> !location.contains("-tests.jar"))
                        .importPackages("dev.rose");
    }

    @Test
    void classesOfEveryModuleWereSeen() {
        assertThat(count("dev.rose.llama")).as("rose-llama").isGreaterThanOrEqualTo(5);
        assertThat(count("dev.rose.llama.gguf")).as("GGUF reader").isGreaterThanOrEqualTo(3);
        for (var pack :
                List.of("method", "prompt", "policy", "model", "engine", "catalogue", "error")) {
            assertThat(count("dev.rose." + pack)).as(pack).isPositive();
        }
        assertThat(count("dev.rose.cli")).as("rose-cli").isGreaterThanOrEqualTo(4);
        assertThat(rose.size()).as("all modules").isGreaterThanOrEqualTo(60);
    }

    @Test
    void packagesSeeOnlyWhatIsBelowThem() {
        var wrong = new ArrayList<String>();
        for (var origin : rose) {
            var allowed = ARROWS.get(origin.getPackageName());
            if (allowed == null) {
                wrong.add(origin.getPackageName() + " has no arrows in this test: give it some");
                continue;
            }
            for (var dependency : origin.getDirectDependenciesFromSelf()) {
                if (crosses(dependency) && !allowed.contains(targetPackage(dependency))) {
                    wrong.add(dependency.getDescription());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.rose.(**)").should().beFreeOfCycles().check(rose);
    }

    @Test
    void methodIsPureArithmetic() {
        classes()
                .that(resideInAPackage("dev.rose.method"))
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(
                                "dev.rose.method",
                                "dev.rose.model",
                                "dev.rose.error",
                                "java.lang..",
                                "java.util..",
                                "org.jspecify.annotations",
                                ""))
                .check(rose);
    }

    @Test
    void nativeMemoryAndCallsStayInTheBinding() {
        noClasses()
                .that(describe("are outside dev.rose.llama", outside("dev.rose.llama..")::test))
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Arena.class, Linker.class, SymbolLookup.class)
                .check(rose);
    }

    @Test
    void environmentAndStandardStreamsAreReadAtTheEdge() {
        var below =
                noClasses()
                        .that(
                                describe(
                                        "are outside dev.rose.cli",
                                        outside("dev.rose.cli..")::test));
        below.should(ACCESS_STANDARD_STREAMS).check(rose);
        below.should().dependOnClassesThat().belongToAnyOf(FileDescriptor.class).check(rose);
        below.should().callMethod(System.class, "getenv").check(rose);
        below.should().callMethod(System.class, "getenv", String.class).check(rose);
        below.should().callMethod(System.class, "exit", int.class).check(rose);
        below.should().callMethod(Runtime.class, "exit", int.class).check(rose);
        below.should().callMethod(Runtime.class, "halt", int.class).check(rose);
    }

    @Test
    void classesAreNamedForWhatTheyAre() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .check(rose);
    }

    @Test
    void everyPackageIsNullMarked() {
        var unmarked =
                packages().stream()
                        .filter(pack ->
                                pack.tryGetPackageInfo()
                                        .filter(info -> info.isAnnotatedWith(NullMarked.class))
                                        .isEmpty())
                        .map(JavaPackage::getName);
        assertThat(unmarked).isEmpty();
    }

    @Test
    void failuresAreNotGeneric() {
        noClasses().should(THROW_GENERIC_EXCEPTIONS).check(rose);
        for (var generic : List.of(Throwable.class, Exception.class, RuntimeException.class)) {
            noMethods()
                    .that(modifier(JavaModifier.PUBLIC))
                    .and()
                    .areDeclaredInClassesThat(modifier(JavaModifier.PUBLIC))
                    .should()
                    .declareThrowableOfType(generic)
                    .check(rose);
        }
    }

    private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> outside(String pack) {
        return com.tngtech.archunit.base.DescribedPredicate.not(resideInAPackage(pack));
    }

    private static boolean crosses(Dependency dependency) {
        var target = targetPackage(dependency);
        return (target.equals("dev.rose") || target.startsWith("dev.rose."))
                && !target.equals(dependency.getOriginClass().getPackageName());
    }

    private static String targetPackage(Dependency dependency) {
        return dependency.getTargetClass().getBaseComponentType().getPackageName();
    }

    private static long count(String pack) {
        return rose.stream()
                .filter(type -> type.getPackageName().equals(pack))
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .count();
    }

    private static Set<JavaPackage> packages() {
        return rose.stream()
                .map(JavaClass::getPackage)
                .collect(
                        toCollection(() ->
                                new TreeSet<>(
                                        java.util.Comparator.comparing(JavaPackage::getName))));
    }
}
