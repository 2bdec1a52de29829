package dev.rose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code rose doctor} as a process, since it looks at its own. */
final class DoctorCommandIT {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir private Path temp;

    @Test
    void machineThatRunsTheseTestsIsHealthy() throws Exception {
        var run =
                Launched.of(rose(), "doctor", "--json")
                        .with("ROSE_HOME", dev.rose.testing.RealModel.home().root().toString())
                        .run();

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(JSON.readTree(run.out()).get("ok").booleanValue()).isTrue();
        var findings = findings(run);
        assertThat(findings)
                .containsOnlyKeys("java", "library", "processor", "models", "memory", "disk");
        assertThat(findings.get("java").get("status").stringValue()).isEqualTo("ok");
        assertThat(seen(findings, "library")).startsWith("llama.cpp ").contains("/native/");
        assertThat(seen(findings, "processor")).containsPattern("\\d+ cores?, ggml backend \\w+, ");
        assertThat(seen(findings, "models")).contains("smollm2");
    }

    @Test
    void emptyHomeIsAWarningWithAdvice() throws Exception {
        var home = temp.resolve("home");
        var run = Launched.of(rose(), "doctor").with("ROSE_HOME", home.toString()).run();

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("warn  models ", "→ ", "./rose pull smollm2");
    }

    @Test
    void folderWithoutALibraryFails() throws Exception {
        var run =
                Launched.of(rose(), "doctor", "--json", "--llama-dir", temp.toString())
                        .with("ROSE_HOME", temp.toString())
                        .run();

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).isEmpty();
        assertThat(JSON.readTree(run.out()).get("ok").booleanValue()).isFalse();
        var library = findings(run).get("library");
        assertThat(library.get("status").stringValue()).isEqualTo("fail");
        assertThat(library.get("seen").stringValue()).contains(temp.toString());
        assertThat(library.get("advice").stringValue()).isNotEmpty();
    }

    @Test
    void homeThatCannotBeMadeFails() throws Exception {
        // Not by permissions, which do not hold root.
        var file = Files.writeString(temp.resolve("file"), "");
        var run =
                Launched.of(rose(), "doctor")
                        .with("ROSE_HOME", file.resolve("home").toString())
                        .run();

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("fail  disk ", "ROSE_HOME", "fail  library ");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void startWithoutTheCacheIsAWarning() throws Exception {
        var run =
                Launched.of(rose(), "doctor", "--json")
                        .with("ROSE_HOME", temp.toString())
                        .with("ROSE_JAVA_OPTS", "-XX:AOTMode=off")
                        .run();

        assertThat(run.code()).isZero();
        assertThat(findings(run).get("java").get("status").stringValue()).isEqualTo("warn");
    }

    @Test
    void namesTheProcessorsFeaturesThatAreThere() {
        assertThat(Checkup.features("CPU : SSE3 = 1 | AVX512 = 0 | AVX2 = 1 | REPACK = 1 | "))
                .isEqualTo("SSE3 AVX2 REPACK");
        assertThat(Checkup.features("")).isEmpty();
    }

    private static Path rose() {
        return Launched.distribution().resolve("rose");
    }

    private static Map<String, JsonNode> findings(Launched run) {
        var findings = new TreeMap<String, JsonNode>();
        for (var finding : JSON.readTree(run.out()).get("findings")) {
            findings.put(finding.get("check").stringValue(), finding);
        }
        return findings;
    }

    private static String seen(Map<String, JsonNode> findings, String check) {
        return findings.get(check).get("seen").stringValue();
    }
}
