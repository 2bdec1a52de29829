package dev.rose.eval.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.Mode;
import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.eval.benchmark.BenchmarkItem;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import dev.rose.eval.run.Verdict.Label;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class RunFolderTest {
    private static final Arm ARM = new Arm(Mode.ROSE, "paper");

    @TempDir private Path temp;

    private static ObjectNode manifest() {
        return (ObjectNode)
                JsonMapper.shared()
                        .readTree(
                                """
                                {"format": 1, "seed": 5, "model": {"name": "toy"},
                                 "arms": [{"mode": "plain", "policy": "paper"},
                                          {"mode": "rose", "policy": "paper", "plain": "paper"}],
                                 "machine": {"cores": 2}}
                                """);
    }

    private static RunAnswer answer(int number) {
        return new RunAnswer(
                "bench",
                "q" + number,
                ARM,
                "日本 " + number,
                List.of(1, 2),
                "stop",
                List.of(),
                0,
                null);
    }

    private static Verdict verdict(int number) {
        return new Verdict(
                "bench", "q" + number, ARM, "me", "eyes", Label.REFUSAL, null, null, "日本");
    }

    private RunFolder write() {
        return RunFolder.write(temp.resolve("run"), manifest());
    }

    private static List<RunAnswer> answers(RunFolder run) {
        var answers = new ArrayList<RunAnswer>();
        run.answers(answers::add);
        return answers;
    }

    private static void append(Path file, byte... bytes) throws IOException {
        Files.write(file, bytes, StandardOpenOption.APPEND, StandardOpenOption.CREATE);
    }

    @Test
    void tornLastLinesAreLeftOutAndThenCut() throws IOException {
        try (var run = write()) {
            run.add(answer(1));
            run.add(verdict(1));
            run.add(new Speed(ARM, "bench", 1, 2, 3, Double.NaN));
        }
        var line = Files.readString(temp.resolve("run/answers.jsonl"));
        var bytes = line.getBytes(StandardCharsets.UTF_8);
        int half = line.substring(0, line.indexOf('日')).length() + 1; // inside the character
        for (var file : List.of("answers.jsonl", "verdicts.jsonl", "speed.jsonl")) {
            append(temp.resolve("run").resolve(file), java.util.Arrays.copyOf(bytes, half));
        }

        try (var read = RunFolder.open(temp.resolve("run"))) {
            assertThat(answers(read)).containsExactly(answer(1));
            assertThat(read.speeds()).hasSize(1);
        }
        try (var run = write()) {
            run.add(answer(2));
            run.add(verdict(2));
            run.add(new Speed(ARM, "bench", 4, 5, 6, 1.5));
            assertThat(answers(run)).containsExactly(answer(1), answer(2));
            var verdicts = new ArrayList<Verdict>();
            run.verdicts(verdicts::add);
            assertThat(verdicts).containsExactly(verdict(1), verdict(2));
            assertThat(run.speeds()).hasSize(2);
        }
    }

    @Test
    void aRunThatIsOpenedToJudgeItIsMendedToo() throws IOException {
        write().close();
        append(temp.resolve("run/verdicts.jsonl"), (byte) '{', (byte) '"');

        try (var run = RunFolder.open(temp.resolve("run"))) {
            run.add(verdict(1));
            var verdicts = new ArrayList<Verdict>();
            run.verdicts(verdicts::add);
            assertThat(verdicts).containsExactly(verdict(1));
        }
    }

    @Test
    void aLineInTheMiddleThatIsNoneIsSaid() throws IOException {
        try (var run = write()) {
            run.add(answer(1));
        }
        var file = temp.resolve("run/answers.jsonl");
        append(file, "{torn\n".getBytes(StandardCharsets.UTF_8));
        append(file, Files.readAllBytes(file));

        try (var run = RunFolder.open(temp.resolve("run"))) {
            assertThatThrownBy(() -> answers(run))
                    .isInstanceOf(RoseException.class)
                    .hasMessageContaining("answers.jsonl, line 2 is no JSON object");
        }
    }

    @Test
    void anotherRunIsRefusedWithTheDifferences() {
        write().close();
        var other = manifest();
        other.put("seed", 6);
        other.put("shard", "1/2");
        ((ObjectNode) other.get("model")).put("name", "large");
        ((ObjectNode) other.get("machine")).put("cores", 64);

        assertThatThrownBy(() -> RunFolder.write(temp.resolve("run"), other))
                .isInstanceOfSatisfying(
                        RoseException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_REQUEST))
                .hasMessage(
                        "%s holds another run (model.name was \"toy\", is \"large\"; seed was 5, is 6; shard was not there, is \"1/2\"); give the same options as before, or another --out"
                                .formatted(temp.resolve("run")));
    }

    @Test
    void anotherMachineAndJavaTypesOfNumbersDoNotMatter() {
        write().close();
        var same = manifest();
        same.put("seed", 5L);
        ((ObjectNode) same.get("machine")).put("cores", 64);

        RunFolder.write(temp.resolve("run"), same).close();
    }

    @Test
    void onlyOneWritesAtATimeAndOthersRead() {
        try (var run = write()) {
            run.add(answer(1));
            assertBusy(this::write);
            try (var other = RunFolder.open(temp.resolve("run"))) {
                assertThat(answers(other)).hasSize(1);
                assertBusy(() -> other.add(verdict(1)));
            }
        }
        try (var judged = RunFolder.open(temp.resolve("run"))) {
            judged.add(verdict(1));
            assertBusy(this::write);
        }
        write().close();
    }

    private static void assertBusy(org.assertj.core.api.ThrowableAssert.ThrowingCallable write) {
        assertThatThrownBy(write)
                .isInstanceOfSatisfying(
                        RoseException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BUSY))
                .hasMessageContaining("is being written to (by this process)");
    }

    @Test
    void whoeverOpensARunToWriteHasItAtOnce() throws IOException {
        write().close();
        try (var run = RunFolder.openToWrite(temp.resolve("run"))) {
            assertBusy(() -> RunFolder.openToWrite(temp.resolve("run")).close());
            // A name that leads to the same folder, and a try that failed, change nothing.
            var link = Files.createSymbolicLink(temp.resolve("link"), temp.resolve("run"));
            assertBusy(() -> RunFolder.openToWrite(link).close());
            try (var read = RunFolder.open(temp.resolve("run"))) {
                assertThat(answers(read)).isEmpty();
            }
            assertThat(temp.resolve("run/.lock"))
                    .content()
                    .startsWith("process %d, since ".formatted(ProcessHandle.current().pid()));
            run.add(verdict(1));
        }
        RunFolder.openToWrite(temp.resolve("run")).close();
    }

    @Test
    void halvesOfSurrogatePairsComeBackAsTheyWere() {
        var text = "\uD83D and \uDE00, whole: \uD83D\uDE00 \\\uD83D";
        var item = new RunItem("bench", BenchmarkItem.open("q1", "", Risk.SAFE, text));
        var answer = new RunAnswer("bench", "q1", ARM, text, List.of(), "stop", List.of(), 0, null);
        var verdict =
                new Verdict("bench", "q1", ARM, "me", "eyes", Label.REFUSAL, null, null, text);
        var manifest = manifest().put("positive", text);
        try (var run = RunFolder.write(temp.resolve("run"), manifest)) {
            run.put(List.of(item));
            run.add(answer);
            run.add(verdict);
        }
        try (var run = RunFolder.write(temp.resolve("run"), manifest)) {
            assertThat(run.items()).containsExactly(item);
            assertThat(answers(run)).containsExactly(answer);
            var verdicts = new ArrayList<Verdict>();
            run.verdicts(verdicts::add);
            assertThat(verdicts).containsExactly(verdict);
        }
    }

    @Test
    void aFileInTheWayIsSaid() throws IOException {
        Files.writeString(temp.resolve("run"), "");

        assertThatThrownBy(this::write)
                .isInstanceOf(RoseException.class)
                .hasMessageContaining("is a file; give a folder");
    }

    @Test
    void aFolderWithoutARunIsSaid() {
        assertThatThrownBy(() -> RunFolder.open(temp))
                .isInstanceOfSatisfying(
                        RoseException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
    }
}
