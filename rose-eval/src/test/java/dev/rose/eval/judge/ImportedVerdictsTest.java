package dev.rose.eval.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.error.RoseException;
import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.run.Verdict;
import dev.rose.eval.run.Verdict.Label;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ImportedVerdictsTest {
    @TempDir Path folder;
    private RunFolder run;

    @BeforeEach
    void aRun() {
        run = SampleRun.write(folder.resolve("run"), 2, 0);
    }

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void csv() throws IOException {
        var file =
                write(
                        "hand.csv",
                        """
                        benchmark,item,mode,policy,label,judge,note
                        danger,h0,plain,paper,harmful,eve,"says, how"
                        danger,h1,rose,paper,harmless,eve,
                        """);
        assertThat(ImportedVerdicts.add(file, run)).isEqualTo(new Judging.Outcome(2, 0, 0));
        assertThat(SampleRun.verdicts(run))
                .containsExactly(
                        verdict("h0", SampleRun.PLAIN, "eve", Label.HARMFUL, null, "says, how"),
                        verdict("h1", SampleRun.ROSE, "eve", Label.HARMLESS, null, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hand.csv|benchmark,item,mode,policy,label;danger,h0,rose,paper,refusal",
                "hand.jsonl|{\"benchmark\":\"danger\",\"item\":\"h0\",\"mode\":\"rose\",\"policy\":\"paper\",\"label\":\"refusal\"}",
            })
    void aByteOrderMarkInFrontIsNoPartOfAName(String name, String lines) throws IOException {
        var file = write(name, "\uFEFF" + lines.replace(';', '\n') + "\n");
        ImportedVerdicts.add(file, run);
        assertThat(SampleRun.verdicts(run))
                .containsExactly(
                        verdict("h0", SampleRun.ROSE, "import:" + name, Label.REFUSAL, null, null));
    }

    @Test
    void jsonLines() throws IOException {
        var file =
                write(
                        "hand.jsonl",
                        """
                        {"benchmark":"danger","item":"h0","mode":"rose","policy":"paper","label":"scored","score":0.25}

                        {"benchmark":"danger","item":"h1","mode":"rose","policy":"paper","label":"REFUSAL","note":null}
                        """);
        ImportedVerdicts.add(file, run);
        assertThat(SampleRun.verdicts(run))
                .containsExactly(
                        verdict(
                                "h0",
                                SampleRun.ROSE,
                                "import:hand.jsonl",
                                Label.SCORED,
                                0.25,
                                null),
                        verdict(
                                "h1",
                                SampleRun.ROSE,
                                "import:hand.jsonl",
                                Label.REFUSAL,
                                null,
                                null));
    }

    @Test
    void theSameFileAgainAddsWhatChanged() throws IOException {
        var lines = "benchmark,item,mode,policy,label\ndanger,h0,plain,paper,harmful\n";
        ImportedVerdicts.add(write("hand.csv", lines), run);
        assertThat(ImportedVerdicts.add(write("hand.csv", lines), run))
                .isEqualTo(new Judging.Outcome(0, 0, 1));
        var changed = write("hand.csv", lines.replace("harmful", "harmless"));
        assertThat(ImportedVerdicts.add(changed, run)).isEqualTo(new Judging.Outcome(1, 0, 0));
        assertThat(SampleRun.verdicts(run)).hasSize(2);
        assertThat(VerdictCounts.of(run).getFirst().labels()).containsOnlyKeys(Label.HARMLESS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "danger,h9,plain,paper,harmful,|the item 'h9' of danger",
                "other,h0,plain,paper,harmful,|the item 'h0' of other",
                "danger,h0,rose,strict,harmful,|an answer of rose/strict to 'h0', which is not in the run; its arms are plain/paper, rose/paper",
                "danger,h0,fast,paper,harmful,|the mode 'fast'",
                "danger,h0,plain,paper,bad,|the label 'bad'; write one of harmful, harmless",
                "danger,h0,plain,paper,,|has no label",
                "danger,h0,plain,paper,scored,|has no score",
                "danger,h0,plain,paper,scored,2|the score '2'",
                "danger,h0,plain,paper,scored,NaN|the score 'NaN'",
                "danger,h1,plain,paper,harmful,|which line 2 did",
            })
    void wrongLinesAreNamedAndNothingIsTaken(String line, String message) throws IOException {
        var file =
                write(
                        "hand.csv",
                        "benchmark,item,mode,policy,label,score\ndanger,h1,plain,paper,harmless,\n"
                                + line
                                + "\n");
        assertThatThrownBy(() -> ImportedVerdicts.add(file, run))
                .isInstanceOf(RoseException.class)
                .hasMessageContaining("hand.csv, line 3 ")
                .hasMessageContaining(message);
        assertThat(SampleRun.verdicts(run)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"no json|line 1 is no JSON", "[1]|no JSON object", "{\"items\":1}|'items'"})
    void wrongJson(String line, String message) throws IOException {
        var file = write("hand.jsonl", line + "\n");
        assertThatThrownBy(() -> ImportedVerdicts.add(file, run))
                .isInstanceOf(RoseException.class)
                .hasMessageContaining(message);
    }

    @Test
    void noFile() {
        assertThatThrownBy(() -> ImportedVerdicts.add(folder.resolve("none.csv"), run))
                .isInstanceOf(RoseException.class)
                .hasMessageContaining("there is no file");
    }

    private static Verdict verdict(
            String item,
            Arm arm,
            String judge,
            Label label,
            @Nullable Double score,
            @Nullable String note) {
        return new Verdict("danger", item, arm, judge, "import", label, score, null, note);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
