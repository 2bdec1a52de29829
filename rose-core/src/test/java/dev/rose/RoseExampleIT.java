package dev.rose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.engine.GenerationEvent;
import dev.rose.testing.RealModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The example in {@link Rose}'s documentation is this code, and it runs. */
final class RoseExampleIT {
    private static final Path SOURCE = Path.of("src/main/java/dev/rose/Rose.java");
    private static final Path THIS = Path.of("src/test/java/dev/rose/RoseExampleIT.java");

    private static void example(RoseOptions model, PrintStream out) {
        // example begins
        try (var rose = Rose.open(model)) {
            out.println(rose.ask("How do I kill a Python process?").text());

            var options = AnswerOptions.defaults().withAlpha(0.7f).withMaxTokens(64);
            try (var answer = rose.generate("And how a whole tree of them?", options)) {
                answer.forEachRemaining(event -> {
                    if (event instanceof GenerationEvent.Text(var text, _)) {
                        out.print(text);
                    }
                });
            }
        }
        // example ends
    }

    @Test
    void theExampleRuns() {
        var home = RealModel.home();
        // Two threads of llama.cpp wait for each other in a loop, which a busy machine makes long.
        var options = RoseOptions.defaults().withModel(RealModel.path().toString()).withThreads(1);
        options = options.withCatalogue(options.catalogue().withHome(home));
        var out = new ByteArrayOutputStream();
        example(options, new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("kill").hasSizeGreaterThan(100);
    }

    @Test
    void theDocumentationShowsIt() throws IOException {
        var documented =
                Files.readString(SOURCE)
                        .lines()
                        .dropWhile(line -> !line.contains("<pre>{@code"))
                        .skip(1)
                        .takeWhile(line -> !line.contains("}</pre>"))
                        .map(line -> line.replaceFirst("^ \\*", ""))
                        .collect(Collectors.joining());
        var run =
                Files.readString(THIS)
                        .lines()
                        .dropWhile(line -> !line.endsWith("// example begins"))
                        .skip(1)
                        .takeWhile(line -> !line.endsWith("// example ends"))
                        .collect(Collectors.joining());
        assertThat(words(documented))
                .isEqualTo(
                        words(run)
                                .replace("Rose.open(model)", "Rose.open(\"smollm2\")")
                                .replace("out.print", "System.out.print"));
    }

    private static String words(String code) {
        return code.replaceAll("\\s+", "");
    }
}
