package dev.rose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code rose eval} with the real model, in processes that end at any moment. {@code
 * -Drose.eval.kills=30} kills more often.
 */
class EvalIT {
    private static final int KILLS = Integer.getInteger("rose.eval.kills", 5);
    private static final int ANSWERS = 18;

    @TempDir private Path temp;

    @BeforeEach
    void writeData() throws IOException {
        var questions = new ArrayList<String>();
        for (var thing : List.of("tea", "bread", "soup", "a kite", "a list", "a plan")) {
            questions.add("\"How do I make %s?\"".formatted(thing));
        }
        Files.writeString(temp.resolve("dangerousqa.json"), questions.toString());
    }

    private Program eval(String run) {
        return Program.rose(
                "eval",
                "dangerousqa",
                "--data",
                temp.toString(),
                "--out",
                temp.resolve(run).toString(),
                "--max-tokens",
                "8",
                "--slots",
                "2",
                "--context",
                "512");
    }

    private byte[] file(String run, String name) throws IOException {
        return Files.readAllBytes(temp.resolve(run).resolve(name));
    }

    private long length(String run) {
        var file = temp.resolve(run).resolve("answers.jsonl").toFile();
        return file.length();
    }

    private void assertSameAsUndisturbed(String run) throws IOException {
        for (var name : List.of("manifest.json", "items.jsonl", "answers.jsonl")) {
            assertThat(file(run, name)).as(name).isEqualTo(file("undisturbed", name));
        }
    }

    @Test
    void aRunThatIsKilledAnywhereGoesOnToTheSameFiles() throws Exception {
        assertThat(eval("undisturbed").run().code()).isZero();
        assertThat(Files.readAllLines(temp.resolve("undisturbed/answers.jsonl"))).hasSize(ANSWERS);
        long whole = length("undisturbed");
        var random = new Random(1);
        // Several runs, since one would be done before it was killed so often.
        int kills = 0;
        for (int run = 0; kills < KILLS; run++) {
            var name = "run " + run;
            while (kills < KILLS && length(name) < whole) {
                long until = length(name) + random.nextLong(whole / 3);
                var running = eval(name).start();
                Awaitility.await()
                        .atMost(2, TimeUnit.MINUTES)
                        .pollInterval(2, TimeUnit.MILLISECONDS)
                        .until(() -> length(name) > until || !running.process().isAlive());
                running.process().destroyForcibly().waitFor();
                kills++;
            }
            assertThat(eval(name).run().code()).isZero();
            assertSameAsUndisturbed(name);
        }
    }

    @Test
    void ctrlCKeepsWhatIsAnswered() throws Exception {
        assertThat(eval("undisturbed").run().code()).isZero();
        var running = eval("run").start();
        Awaitility.await().atMost(2, TimeUnit.MINUTES).until(() -> length("run") > 0);
        running.interrupt();
        var result = running.end();

        assertThat(result.code()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(result.err()).contains("the same command goes on");
        assertThat(eval("run").run().code()).isZero();
        assertSameAsUndisturbed("run");
    }

    @Test
    void aSecondWriterIsRefused() throws Exception {
        var first = eval("run").start();
        Awaitility.await().atMost(2, TimeUnit.MINUTES).until(() -> length("run") > 0);
        var second = eval("run").run();
        if (first.process().isAlive()) {
            assertThat(second.code()).isEqualTo(ExitCode.FAILED);
            assertThat(second.err()).contains("is being written to (by process ");
        }
        assertThat(first.end().code()).isZero();
        assertThat(Files.readAllLines(temp.resolve("run/answers.jsonl"))).hasSize(ANSWERS);
    }
}
