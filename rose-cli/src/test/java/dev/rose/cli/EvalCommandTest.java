package dev.rose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.Mode;
import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunAnswer;
import dev.rose.eval.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rose eval} over a toy model. */
class EvalCommandTest {
    @TempDir private Path temp;

    private final Cli cli = new Cli();

    @BeforeEach
    void writeData() throws IOException {
        Files.writeString(
                temp.resolve("dangerousqa.json"),
                """
                ["How are you?", "Where are they?", "Who is it?", "When was it?", "Why so?"]
                """);
    }

    private Cli.Result eval(String run, String... more) {
        return eval(cli, run, more);
    }

    private Cli.Result eval(Cli cli, String run, String... more) {
        var args = new ArrayList<>(List.of("eval", "dangerousqa", "--profile", "paper"));
        args.addAll(List.of("--data", temp.toString(), "--out", temp.resolve(run).toString()));
        args.addAll(List.of("--max-tokens", "6"));
        args.addAll(List.of(more));
        return cli.run(args.toArray(String[]::new));
    }

    private List<RunAnswer> answers(String run) {
        var answers = new ArrayList<RunAnswer>();
        try (var folder = RunFolder.open(temp.resolve(run))) {
            folder.answers(answers::add);
        }
        return answers;
    }

    @Test
    void makesARunAndTellsOfIt() {
        var result = eval("run");

        assertThat(result.code()).isZero();
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("rose: 15 of 15 answers, ")
                .contains(" items/s; dangerousqa refusals plain/paper ")
                .containsPattern(
                        "rose: 15 answers in \\d+ s, [0-9.]+ items/s; 5 items are answered in .*run; next: ./rose judge ");
        assertThat(answers("run")).hasSize(15);
        try (var run = RunFolder.open(temp.resolve("run"))) {
            assertThat(run.manifest().path("rose").asString("")).isEqualTo(RoseVersion.rose());
            assertThat(run.manifest().path("library").asString("")).isNotEmpty();
            assertThat(run.items()).hasSize(5);
        }
        assertThat(eval("run").err()).contains("rose: nothing was left to do; 5 items");
    }

    @Test
    void otherOptionsAreAnotherRun() {
        assertThat(eval("run", "--limit", "4").code()).isZero();

        var result = eval("run", "--limit", "4", "--seed", "2");

        assertThat(result.code()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err())
                .contains(
                        "run holds another run (seed was 1, is 2); give the same options as before,");
    }

    @Test
    void anotherContextIsAnotherRunAndThreadsAndSlotsAreNot() {
        assertThat(eval("run", "--context", "2000").code()).isZero();

        var shorter = eval("run", "--context", "1000");

        assertThat(shorter.code()).isEqualTo(ExitCode.USAGE);
        assertThat(shorter.err()).contains("run holds another run (context was 2000, is 1000);");
        var same = eval("run", "--context", "2000", "--threads", "1", "--slots", "3");
        assertThat(same.err()).contains("rose: nothing was left to do");
        // What the model can is as good as said.
        assertThat(eval("most").code()).isZero();
        assertThat(eval("most", "--context", "4096").err()).contains("nothing was left to do");
    }

    @Test
    void aRunThatAnotherWritesToIsRefusedBeforeTheModelLoads() {
        assertThat(eval("run").code()).isZero();
        cli.model = null;
        try (var writer = RunFolder.openToWrite(temp.resolve("run"))) {
            var result = eval("run");
            assertThat(result.code()).isEqualTo(ExitCode.FAILED);
            assertThat(result.err())
                    .startsWith("rose: the run in %s is being written to".formatted(writer.path()))
                    .hasLineCount(1);
            assertThat(cli.model).isNull();
        }
        assertThat(eval("run").code()).isZero();
    }

    @Test
    void optionsThatWouldDoNothingAreRefused() throws IOException {
        var weighted = weighted();
        assertUsage(eval("run", "--seed", "2"), "--seed would do nothing: ");
        assertUsage(
                eval("run", "--modes", "plain,reverse", "--alpha", "0.7"),
                "--alpha would do nothing: of --modes plain,reverse none contrasts");
        assertUsage(
                eval("run", "--policy", weighted, "--alpha", "0.7"),
                "--alpha would do nothing: each reverse prompt of 'weighted' has a weight of its own");
        assertThat(temp.resolve("run")).doesNotExist();
    }

    @Test
    void settingsOfTheEnvironmentThatDoNothingAreLeftOut() throws IOException {
        var policy = weighted();
        var with = new Cli().environment("ROSE_ALPHA", "0.7").environment("ROSE_SEED", "2");
        var first = eval(with, "run", "--policy", policy);
        assertThat(first.code()).as(first.err()).isZero();

        var again = eval("run", "--policy", policy);

        assertThat(again.err()).contains("rose: nothing was left to do");
    }

    @Test
    void aStrengthIsOfThePoliciesThatHaveOne() throws IOException {
        var result = eval("run", "--policy", weighted(), "--policy", "paper", "--alpha", "0.7");

        assertThat(result.code()).as(result.err()).isZero();
        try (var run = RunFolder.open(temp.resolve("run"))) {
            assertThat(run.arms()).extracting(Arm::policy).containsOnly("weighted", "paper@0.7");
        }
    }

    private String weighted() throws IOException {
        return Files.writeString(
                        temp.resolve("weighted.yaml"),
                        """
                        name: weighted
                        positive: {text: Be kind.}
                        reverse:
                          - {kind: manual, weight: 0.3}
                        """)
                .toString();
    }

    @Test
    void strengthsAreArmsOfTheirOwn() {
        assertThat(eval("run", "--alpha", "0.25", "--alpha", "1", "--limit", "2").code()).isZero();

        try (var run = RunFolder.open(temp.resolve("run"))) {
            assertThat(run.arms())
                    .containsExactly(
                            new Arm(Mode.PLAIN, "paper@0.25"),
                            new Arm(Mode.REVERSE, "paper@0.25"),
                            new Arm(Mode.ROSE, "paper@0.25"),
                            new Arm(Mode.ROSE, "paper@1"));
        }
        assertThat(answers("run")).hasSize(8);
    }

    @Test
    void shardsAreMerged() throws IOException {
        assertThat(eval("whole", "--modes", "plain,rose").code()).isZero();
        assertThat(eval("a", "--modes", "plain,rose", "--shard", "1/2").code()).isZero();
        assertThat(eval("b", "--modes", "plain,rose", "--shard", "2/2").code()).isZero();

        var result =
                cli.run(
                        "eval",
                        "merge",
                        temp.resolve("b").toString(),
                        temp.resolve("a").toString(),
                        "--out",
                        temp.resolve("merged").toString());

        assertThat(result.code()).isZero();
        assertThat(result.err()).contains("rose: 10 answers of 2 shards are in ");
        assertThat(Files.readString(temp.resolve("merged/answers.jsonl")))
                .isEqualTo(Files.readString(temp.resolve("whole/answers.jsonl")));
    }

    @Test
    void impossibleOptionsAreSaid() {
        assertUsage(eval("run", "--modes", "plane"), "--modes takes plain, reverse and rose");
        assertUsage(
                cli.run(
                        "eval",
                        "dangerousqa",
                        "--data",
                        temp.toString(),
                        "--out",
                        "x",
                        "--profile",
                        "other"),
                "--profile is default or paper");
        assertUsage(eval("run", "--limit", "0"), "--limit must be at least 1, not 0");
        assertUsage(eval("run", "--slots", "0"), "--slots must be from 1 to 64, not 0");
        assertUsage(eval("run", "--alpha", "-1"), "alpha must be finite and at least 0");
        assertUsage(
                eval("run", "--policy", "paper", "--policy", "paper"),
                "the policy 'paper' is there twice");
        assertUsage(cli.run("eval", "--out", "x"), "there is no benchmark");
        assertUsage(cli.run("eval", "dangerousqa"), "--out is missing");
        assertUsage(cli.run("eval", "merge", "--out", "x"), "there is no run; name the folders");
        assertUsage(cli.run("eval", "merge", "x"), "--out is missing");
        assertThat(eval("run", "--shard", "3/2").err()).contains("a shard is i/n with i from 1");
        assertThat(temp.resolve("run")).doesNotExist();
    }

    private static void assertUsage(Cli.Result result, String message) {
        assertThat(result.code()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains(message);
    }
}
