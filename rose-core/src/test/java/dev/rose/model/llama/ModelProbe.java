package dev.rose.model.llama;

import dev.rose.error.RoseException;
import dev.rose.llama.gguf.GgufException;
import dev.rose.model.DecodeBatch;
import dev.rose.model.LanguageModel;
import dev.rose.model.Logits;
import dev.rose.model.SessionOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process of its own that opens the models it is told and runs them a little, so that one that
 * ends the process is seen by another. A line with a path on standard input is answered by a line.
 */
final class ModelProbe implements AutoCloseable {
    /** The file was refused before llama.cpp saw it; what follows says why. */
    static final String REFUSED = "refused ";

    /** The file was loaded, and text went in and tokens came out. */
    static final String RAN = "ran";

    /** The file came through to llama.cpp, which could not run it; what follows says why. */
    static final String FAILED = "failed ";

    /** Makes the process end as an abort in native code would end it. */
    static final String DIE = "die";

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<String> TEXTS =
            List.of("Hello  world!\n\n What's 12345?", "été 你好 😀\t\u0000 <|im_start|>x\r\n");

    private final Process process;
    private final Path errors;

    private ModelProbe(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
    }

    /**
     * Starts a process over the libraries in {@code libraryFolder}.
     *
     * @param folder for what it writes to standard error and when it crashes
     */
    static ModelProbe start(Path libraryFolder, Path folder) throws IOException {
        var errors = folder.resolve("probe.err");
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-Xmx256m",
                                "-XX:-CreateCoredumpOnCrash",
                                "-XX:ErrorFile=" + folder.resolve("crash.log"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                ModelProbe.class.getName(),
                                libraryFolder.toString())
                        .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                        .start();
        return new ModelProbe(process, errors);
    }

    /** What became of {@code line}; where the process ended over it or hangs, how. */
    String ask(String line) throws IOException, InterruptedException {
        var out = process.outputWriter(StandardCharsets.UTF_8);
        out.write(line);
        out.newLine();
        out.flush();
        var answer = new FutureTask<>(process.inputReader(StandardCharsets.UTF_8)::readLine);
        Thread.ofVirtual().start(answer);
        try {
            var read = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return read != null
                    ? read
                    : "the process ended with " + process.waitFor() + "; see " + errors;
        } catch (TimeoutException e) {
            process.destroyForcibly().waitFor();
            return "the process hung";
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] args) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals(DIE)) {
                Runtime.getRuntime().halt(134);
            }
            out.println(probe(Path.of(args[0]), Path.of(line)));
        }
    }

    private static String probe(Path libraryFolder, Path file) {
        var options = LlamaModelOptions.of(libraryFolder, file).withGpuLayers(0);
        try (var model = LlamaLanguageModel.open(options)) {
            run(model);
            return RAN;
        } catch (RoseException e) {
            var refused = e.getCause() instanceof GgufException;
            return (refused ? REFUSED : FAILED) + e.getMessage().replace('\n', '|');
        }
    }

    private static void run(LanguageModel model) {
        var vocabulary = model.vocabulary();
        for (var text : TEXTS) {
            for (var token : vocabulary.tokenize(text)) {
                vocabulary.bytes(token);
                vocabulary.spelling(token);
                vocabulary.isEndOfGeneration(token);
            }
            vocabulary.tokenizeStructure(text);
        }
        vocabulary.prefix();
        try (var session = model.openSession(new SessionOptions(64, 2, 16, 1))) {
            var token = Math.min(2, vocabulary.size() - 1);
            for (var position = 0; position < 2; position++) {
                var batch = new DecodeBatch(2);
                batch.add(token, position, 0, false);
                var row = batch.add(token, position, 1, true);
                try (var step = session.decode(batch)) {
                    token = best(step.logits(row).copy(), vocabulary.size());
                }
            }
        }
    }

    private static int best(Logits logits, int size) {
        var best = 0;
        for (var token = 1; token < size; token++) {
            best = logits.get(token) > logits.get(best) ? token : best;
        }
        return best;
    }
}
