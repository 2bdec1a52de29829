package dev.rose.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * The templates of real models: whatever a question spells, it adds no special token, in neither
 * stream. Runs only with {@code -Dconformance=FOLDER}, and fails if there is no {@code
 * templates/jinja} in it.
 */
@Tag("conformance")
final class TemplateInjectionIT {

    @TestFactory
    Stream<DynamicTest> nobodyLeavesTheirTurn() throws Exception {
        var folder =
                Path.of(System.getProperty("project.top", ""))
                        .resolve(System.getProperty("conformance", ""))
                        .resolve("templates/jinja");
        var tests = new ArrayList<DynamicTest>();
        try (var files = Files.list(folder)) {
            for (var file : files.sorted().toList()) {
                tests.add(
                        DynamicTest.dynamicTest(
                                file.getFileName().toString(), () -> assertContained(file)));
            }
        }
        assertThat(tests).as("templates in " + folder).isNotEmpty();
        return tests.stream();
    }

    private static void assertContained(Path file) throws Exception {
        var source = Files.readString(file);
        var tokens = Map.of("bos_token", "<s>", "eos_token", "</s>");
        new Injection(new ChatTemplate(String.valueOf(file), source, tokens), source)
                .assertContained();
    }
}
