package dev.rose.eval.report;

import static dev.rose.eval.summary.SampleRun.PLAIN;
import static dev.rose.eval.summary.SampleRun.ROSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rose.Mode;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.summary.SampleRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Samples for other programs, against the form that these read. */
final class ExportsTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Fields of a line that {@code --log_samples} of lm-evaluation-harness 0.4.13 writes. */
    private static final List<String> SAMPLE =
            List.of(
                    "doc_id",
                    "doc",
                    "target",
                    "arguments",
                    "resps",
                    "filtered_resps",
                    "filter",
                    "metrics",
                    "doc_hash",
                    "prompt_hash",
                    "target_hash");

    @TempDir Path folder;

    @Test
    void lmEvalHasAFolderForEachArmAndAFileForEachBenchmark() throws IOException {
        try (var run = run()) {
            var files = LmEvalExport.write(folder.resolve("out"), run, "Toy/1 B");
            assertThat(files)
                    .allSatisfy(file ->
                            assertThat(folder.resolve("out").relativize(file).toString())
                                    .matches(
                                            "Toy-1-B__(plain|rose)-paper(@0\\.7)?/samples_(dq|mmlu)_\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\d\\.jsonl"))
                    .hasSize(4);
            var lines = Files.readAllLines(files.getFirst()).stream().map(JSON::readTree).toList();
            assertThat(lines).hasSize(3);
            for (int i = 0; i < lines.size(); i++) {
                assertThat(lines.get(i).propertyNames()).containsAll(SAMPLE);
                assertThat(lines.get(i).path("doc_id").asInt()).isEqualTo(i);
                assertThat(lines.get(i).path("resps").path(0).path(0).stringValue())
                        .isEqualTo("So it is.");
                assertThat(lines.get(i).path("filtered_resps").path(0).stringValue())
                        .isEqualTo("So it is.");
                assertThat(lines.get(i).at("/arguments/gen_args_0/arg_0").stringValue())
                        .isEqualTo("What is it?");
                assertThat(lines.get(i).path("doc_hash").stringValue()).matches("[0-9a-f]{64}");
                for (var metric : lines.get(i).path("metrics")) {
                    assertThat(lines.get(i).path(metric.stringValue()).isNumber()).isTrue();
                }
            }
            assertThat(lines.get(0).path("harm@m/absolute").asDouble()).isEqualTo(1);
            assertThat(lines.get(1).path("harm@m/absolute").asDouble()).isZero();
            assertThat(lines.get(2).has("harm@m/absolute")).as("unscored").isFalse();
        }
    }

    /**
     * Python: hashlib.sha256(json.dumps(doc, indent=2, ensure_ascii=False).encode()).hexdigest().
     */
    @Test
    void documentsHaveTheHashesThatPythonGivesThem() throws IOException {
        var choice = line("mmlu", PLAIN, 0);
        assertThat(choice.path("doc").toString())
                .isEqualTo(
                        "{\"id\":\"1\",\"category\":\"\",\"risk\":\"safe\",\"question\":\"Which one?\",\"choices\":[\"this\",\"that\"],\"answer\":1}");
        assertThat(choice.path("doc_hash").stringValue()).isEqualTo(CHOICE_HASH);
        assertThat(choice.path("target_hash").stringValue())
                .isEqualTo("6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b");
    }

    private static final String CHOICE_HASH =
            "191e7dceaa724a5e0655303d9a60d712ea0cb4f5974adc3dddd34aee87b680c2";

    @Test
    void lmEvalHasARequestForEachLetter() throws IOException {
        var sample = line("mmlu", PLAIN, 1);
        assertThat(sample.path("target").stringValue()).isEqualTo("1");
        assertThat(sample.path("arguments").size()).isEqualTo(2);
        assertThat(sample.at("/arguments/gen_args_1/arg_1").stringValue()).hasSize(1);
        double mass = 0;
        for (var letter : sample.path("filtered_resps")) {
            mass += Math.exp(Double.parseDouble(letter.path(0).stringValue()));
        }
        assertThat(mass).isCloseTo(0.8, within(1e-9));
        assertThat(sample.path("resps").path(0).path(0).size()).isEqualTo(2);
        assertThat(sample.path("acc").asDouble()).isZero();
        assertThat(line("mmlu", PLAIN, 0).path("acc").asDouble()).isEqualTo(1);
    }

    @Test
    void inspectHasALogForEachBenchmarkAndArm() throws IOException {
        try (var run = run()) {
            var files = InspectExport.write(folder.resolve("logs"), run, "toy");
            assertThat(files).hasSize(4);
            assertThat(files.getFirst().getFileName().toString())
                    .matches(
                            "\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\d\\+00-00_dq_plain-paper.json");
            var log = JSON.readTree(Files.readString(files.getFirst()));
            assertThat(log.path("version").asInt()).isEqualTo(2);
            assertThat(log.path("status").stringValue()).isEqualTo("success");
            assertThat(log.path("eval").propertyNames())
                    .contains("created", "task", "dataset", "model", "config");
            assertThat(log.at("/eval/dataset/samples").asInt()).isEqualTo(3);
            assertThat(log.at("/results/total_samples").asInt()).isEqualTo(3);
            var harm = score(log, "harm@m/absolute");
            assertThat(harm.path("scored_samples").asInt()).isEqualTo(2);
            assertThat(harm.path("unscored_samples").asInt()).isEqualTo(1);
            assertThat(harm.at("/metrics/mean/value").asDouble()).isEqualTo(0.5);
            assertThat(log.path("samples").size()).isEqualTo(3);
            var sample = log.path("samples").path(0);
            assertThat(sample.propertyNames())
                    .contains("id", "epoch", "input", "target", "messages", "output", "scores");
            assertThat(sample.at("/output/choices/0/message/role").stringValue())
                    .isEqualTo("assistant");
            assertThat(sample.at("/output/choices/0/stop_reason").stringValue()).isEqualTo("stop");
            assertThat(sample.at("/scores/harm@m~1absolute/value").asInt()).isEqualTo(1);
            assertThat(log.path("samples").path(2).path("scores").has("harm@m/absolute")).isFalse();
        }
    }

    @Test
    void inspectSaysWhereARunIsNotWhole() throws IOException {
        var begun =
                new SampleRun(folder.resolve("begun"))
                        .items("dq", Risk.HARMFUL, "", 2)
                        .answer("dq", "1", PLAIN, "So it is.");
        try (var run = begun.write()) {
            var file = InspectExport.write(folder.resolve("logs"), run, "toy").getFirst();
            var log = JSON.readTree(Files.readString(file));
            assertThat(log.path("status").stringValue()).isEqualTo("started");
            assertThat(log.at("/results/completed_samples").asInt()).isEqualTo(1);
        }
    }

    @Test
    void namesOfFilesStayInTheirFolder() throws IOException {
        var wild =
                new SampleRun(folder.resolve("wild"))
                        .items("../../dq", Risk.HARMFUL, "", 1)
                        .answer("../../dq", "1", new Arm(Mode.PLAIN, "/etc/x"), "So it is.");
        try (var run = wild.write()) {
            var out = folder.resolve("out");
            assertThat(LmEvalExport.write(out, run, "../m"))
                    .allMatch(file -> file.normalize().startsWith(out));
            assertThat(InspectExport.write(out, run, "../m"))
                    .allMatch(file -> file.normalize().getParent().equals(out));
        }
    }

    /** Names that are the same once they are safe, also where a disk does not tell capitals. */
    @Test
    void namesThatBecomeOneKeepTheirOwnFiles() throws IOException {
        var alike =
                new SampleRun(folder.resolve("alike"))
                        .items("a/b", Risk.HARMFUL, "", 1)
                        .items("a b", Risk.HARMFUL, "", 1)
                        .items("A-B", Risk.HARMFUL, "", 1);
        for (var benchmark : List.of("a/b", "a b", "A-B")) {
            for (var policy : List.of("x y", "x/y", "毒", "药")) {
                alike.answers(benchmark, new Arm(Mode.ROSE, policy), benchmark + policy);
            }
        }
        try (var run = alike.write()) {
            assertThat(InspectExport.write(folder.resolve("logs"), run, "toy"))
                    .hasSize(12)
                    .extracting(file -> file.toString().toLowerCase(Locale.ROOT))
                    .doesNotHaveDuplicates();
            var files = LmEvalExport.write(folder.resolve("out"), run, "toy");
            assertThat(files)
                    .hasSize(12)
                    .allSatisfy(file -> assertThat(Files.readAllLines(file)).hasSize(1))
                    .extracting(file -> file.toString().toLowerCase(Locale.ROOT))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void whatAMeasureDoesNotSpeakOfIsNotUnscored() throws IOException {
        var mixed =
                new SampleRun(folder.resolve("mixed"))
                        .items("xs", Risk.HARMFUL, "", 3)
                        .items("xs", Risk.SAFE, "", 4)
                        .answers("xs", PLAIN, "So it is.")
                        .judged("xs", PLAIN, "m", "absolute", "HhUhhhh");
        try (var run = mixed.write()) {
            var file = InspectExport.write(folder.resolve("logs"), run, "toy").getFirst();
            var harm = score(JSON.readTree(Files.readString(file)), "harm@m/absolute");
            assertThat(harm.path("scored_samples").asInt()).isEqualTo(2);
            assertThat(harm.path("unscored_samples").asInt()).isEqualTo(1);
        }
    }

    /** Pairs leave out items without a reference, which nobody judges in any arm. */
    @Test
    void itemsWithoutAPairAreNotUnscored() throws IOException {
        var pairs =
                new SampleRun(folder.resolve("pairs"))
                        .items("alpaca", Risk.SAFE, "", 5)
                        .answers("alpaca", PLAIN, "So it is.")
                        .answers("alpaca", ROSE, "So it is.")
                        .judged("alpaca", PLAIN, "m", "pairwise", "reference", "WL..I")
                        .judged("alpaca", ROSE, "m", "pairwise", "reference", "WLT..");
        try (var run = pairs.write()) {
            for (var file : InspectExport.write(folder.resolve("logs"), run, "toy")) {
                var log = JSON.readTree(Files.readString(file));
                var win = score(log, "win@m/pairwise against reference");
                boolean plain = file.toString().contains("plain");
                assertThat(win.path("scored_samples").asInt()).isEqualTo(plain ? 2 : 3);
                assertThat(win.path("unscored_samples").asInt()).isEqualTo(plain ? 2 : 1);
            }
        }
    }

    /** The manifest has the prompts of the first items; those of others are not guessed. */
    @Test
    void promptsAreExportedAsTheyWereReadWhereTheRunHasThem() throws IOException {
        var rendered = "<|system|>Be careful.<|user|>What is it?<|assistant|>";
        var asked =
                new SampleRun(folder.resolve("asked"))
                        .items("dq", Risk.HARMFUL, "", 2)
                        .answers("dq", PLAIN, "So it is.")
                        .answers("dq", ROSE, "So it is.");
        asked.manifest()
                .putArray("benchmarks")
                .addObject()
                .put("name", "dq")
                .putObject("prompts")
                .putArray(PLAIN.toString())
                .addObject()
                .put("stream", "positive")
                .put("text", rendered);
        try (var run = asked.write()) {
            var lines =
                    Files.readAllLines(
                            LmEvalExport.write(folder.resolve("out"), run, "toy").getFirst());
            assertThat(lines)
                    .map(JSON::readTree)
                    .extracting(line -> line.at("/arguments/gen_args_0/arg_0").asString())
                    .containsExactly(rendered, "What is it?");
            var logs = InspectExport.write(folder.resolve("logs"), run, "toy");
            var plain = JSON.readTree(Files.readString(logs.get(0))).path("samples").path(0);
            assertThat(plain.path("input").asString()).isEqualTo(rendered);
            assertThat(plain.at("/messages/0/content").asString()).isEqualTo(rendered);
            assertThat(plain.at("/metadata/question").asString()).isEqualTo("What is it?");
            var rose = JSON.readTree(Files.readString(logs.get(1))).path("samples").path(0);
            assertThat(rose.path("input").asString()).isEqualTo("What is it?");
        }
    }

    private static JsonNode score(JsonNode log, String name) {
        for (var score : log.at("/results/scores")) {
            if (score.path("name").stringValue().equals(name)) {
                return score;
            }
        }
        throw new AssertionError("no score " + name);
    }

    private JsonNode line(String benchmark, Arm arm, int number) throws IOException {
        try (var run = run()) {
            for (var file : LmEvalExport.write(folder.resolve("out"), run, "toy")) {
                if (file.toString().contains(arm.modeName() + "-paper/samples_" + benchmark)) {
                    return JSON.readTree(Files.readAllLines(file).get(number));
                }
            }
        }
        throw new AssertionError("no file");
    }

    private RunFolder run() {
        var variant = new Arm(Mode.ROSE, "paper@0.7");
        return new SampleRun(folder.resolve("run"))
                .items("dq", Risk.HARMFUL, "", 3)
                .choices("mmlu", "", 2)
                .answers("dq", PLAIN, "So it is.")
                .answers("dq", ROSE, "I cannot.")
                .answers("dq", variant, "I cannot.")
                .chosen("mmlu", PLAIN, "BA", 0.8)
                .judged("dq", PLAIN, "m", "absolute", "HhU")
                .write();
    }
}
