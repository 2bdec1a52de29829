package dev.rose.model.llama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.llama.natives.NativeBundle;
import dev.rose.model.llama.GgufMutation.Mix;
import dev.rose.testing.RealModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Spoiled copies of a real model: each is refused before llama.cpp sees it, with one line, or loads
 * and runs there. None ends the process, and none comes through to be refused by llama.cpp.
 *
 * <p>The mutations are those of fixed seeds, 600 of them; {@code -Drose.mutations=2000} for more,
 * and {@code rose.mutation.seed} for another first seed.
 */
class GgufMutationIT {
    private static final int PROCESSES = 2;
    private static final int MUTATIONS = Integer.getInteger("rose.mutations", 600);
    private static final int VALUES = MUTATIONS / 10;
    private static final int ALL = MUTATIONS - VALUES;

    private static Path model;
    private static Path library;

    @TempDir private Path temp;

    /** What became of the mutations of one process. */
    private static final class Tally {
        private final List<String> wrong = new ArrayList<>();
        private int refused;
        private int ran;
    }

    @BeforeAll
    static void prepare() {
        model = RealModel.path();
        library = NativeBundle.require().unpackInto(RealModel.home().natives());
    }

    @Test
    void everyMutationIsRefusedOrRuns() throws Exception {
        var first = Long.getLong("rose.mutation.seed", 0);
        var wrong = new ArrayList<String>();
        var refused = 0;
        var ran = 0;
        try (var threads = Executors.newFixedThreadPool(PROCESSES)) {
            var tasks = new ArrayList<Callable<Tally>>();
            for (var i = 0; i < PROCESSES; i++) {
                var process = i;
                tasks.add(() -> run(process, first));
            }
            for (var future : threads.invokeAll(tasks)) {
                wrong.addAll(future.get().wrong);
                refused += future.get().refused;
                ran += future.get().ran;
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(refused + ran).isEqualTo(ALL + VALUES);
        // A wall that refuses everything, or a generator that spoils nothing, would prove nothing.
        assertThat(refused).isGreaterThan(MUTATIONS * 2 / 5);
        assertThat(ran).isGreaterThan(MUTATIONS * 3 / 20);
    }

    @Test
    void theSoundModelRunsAndACrashIsSeen() throws Exception {
        try (var probe = ModelProbe.start(library, temp)) {
            assertThat(probe.ask(model.toString())).isEqualTo(ModelProbe.RAN);
            assertThat(probe.ask(temp.toString())).startsWith(ModelProbe.REFUSED);
            assertThat(probe.ask(ModelProbe.DIE)).startsWith("the process ended with 134");
            assertThat(probe.isAlive()).isFalse();
        }
    }

    /** Every {@value #PROCESSES}th mutation, in a process that is started anew where it ends. */
    private Tally run(int process, long first) throws IOException, InterruptedException {
        var tally = new Tally();
        var folder = Files.createDirectory(temp.resolve("process" + process));
        try (var copy = new MutableCopy(model, folder.resolve("spoiled.gguf"))) {
            var probe = ModelProbe.start(library, folder);
            try {
                for (var i = process; i < ALL + VALUES; i += PROCESSES) {
                    if (!probe.isAlive()) {
                        probe = ModelProbe.start(library, folder);
                    }
                    var mix = i < ALL ? Mix.ALL : Mix.VALUES;
                    judge(copy, probe, mix, first + i, tally);
                }
            } finally {
                probe.close();
            }
        }
        return tally;
    }

    private static void judge(MutableCopy copy, ModelProbe probe, Mix mix, long seed, Tally tally)
            throws IOException, InterruptedException {
        var mutation = GgufMutation.of(copy.image(), mix, seed);
        copy.apply(mutation);
        var answer = probe.ask(copy.path().toString());
        copy.undo(mutation);
        if (answer.equals(ModelProbe.RAN)) {
            tally.ran++;
        } else if (answer.startsWith(ModelProbe.REFUSED) && answer.indexOf('|') < 0) {
            tally.refused++;
        } else {
            tally.wrong.add(mix + " " + seed + " (" + mutation.description() + "): " + answer);
        }
    }
}
