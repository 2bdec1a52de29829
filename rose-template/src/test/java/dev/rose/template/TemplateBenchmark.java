package dev.rose.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a render costs, given a file with a model's template:
 *
 * <pre>{@code
 * ./build -q -pl rose-template test-compile exec:exec -Dtemplate=FILE
 * }</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class TemplateBenchmark {
    @Param("")
    public String file = "";

    @Param({"1", "20"})
    public int turns;

    private String source = "";
    private Template template = Template.compile("");
    private Map<String, Object> context = Map.of();
    private Map<String, Object> marked = Map.of();
    private final RenderOptions options =
            RenderOptions.defaults().withDate(LocalDate.of(2026, 7, 26));

    @Setup
    public void read() throws IOException {
        source = Files.readString(Path.of(file));
        template = Template.compile(source);
        context = context("Can you tell me where I put my keys? I have looked everywhere.");
        marked = context(MarkedString.of("Can you tell me where I put my keys?"));
    }

    private Map<String, Object> context(CharSequence content) {
        List<Map<String, CharSequence>> messages = new java.util.ArrayList<>();
        messages.add(Map.of("role", "system", "content", "You are a helpful assistant."));
        for (int i = 0; i < turns; i++) {
            messages.add(Map.of("role", "user", "content", content));
            messages.add(Map.of("role", "assistant", "content", "<think>\nhm\n</think>\n\nNo."));
        }
        messages.add(Map.of("role", "user", "content", content));
        return Map.of(
                "messages",
                messages,
                "add_generation_prompt",
                true,
                "bos_token",
                "<s>",
                "eos_token",
                "</s>");
    }

    @Benchmark
    public String render() {
        return template.render(context, options);
    }

    @Benchmark
    public List<Segment> renderSegments() {
        return template.renderSegments(marked, options);
    }

    @Benchmark
    public Template compile() {
        return Template.compile(source);
    }
}
