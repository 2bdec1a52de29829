package dev.rose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** {@code rose bench} on the real model. Looks at shapes and texts, never at how fast it was. */
final class BenchCommandIT {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir Path folder;

    @Test
    void measuresTheRealModel() {
        var run =
                Program.rose(
                                "bench",
                                "--json",
                                "--prompts=2",
                                "--max-tokens=8",
                                "--concurrency=1,2",
                                "--html=" + folder.resolve("bench.html"))
                        .patience(600)
                        .run();
        assertThat(run.code()).as(run.err()).isZero();
        var result = JSON.readTree(run.out());
        var single = result.get("single");
        assertThat(single.at("/plain/tokens").intValue()).isBetween(2, 14);
        assertThat(single.at("/naive/ms_per_token").doubleValue()).isPositive();
        assertThat(single.at("/batched/ms_per_token").doubleValue()).isPositive();
        assertThat(single.at("/engine/ms_per_token").doubleValue()).isPositive();
        assertThat(result.get("concurrent")).hasSize(2);
        assertThat(result.at("/concurrent/1/ratio").doubleValue()).isPositive();
        assertThat(result.at("/texts/unexplained").intValue()).isZero();
        assertThat(result.get("model").stringValue()).containsIgnoringCase("smollm2");
        assertThat(folder.resolve("bench.html")).isNotEmptyFile();
    }

    @Test
    void ctrlCEndsWith130AndLeavesNoFile() throws Exception {
        var page = folder.resolve("bench.html");
        var program =
                Program.rose("bench", "--prompts=40", "--concurrency=none", "--html=" + page)
                        .start();
        TimeUnit.SECONDS.sleep(6);
        program.interrupt();
        var end = program.end();
        assertThat(end.code()).isEqualTo(130);
        assertThat(end.out()).isEmpty();
        assertThat(end.err().lines()).allMatch(line -> line.matches("rose: [0-9]+%: .*"));
        assertThat(files()).isZero();
    }

    private long files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.count();
        }
    }
}
