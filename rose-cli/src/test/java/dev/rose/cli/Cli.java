package dev.rose.cli;

import dev.rose.Rose;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The program in this process, over a toy model: arguments, environment and standard input in, exit
 * code and texts out.
 */
final class Cli {
    private final Map<String, String> environment = new HashMap<>(Map.of("ROSE_TEMPLATE", "paper"));
    private byte[] in = new byte[0];
    private Host.Terminal terminal = Host.Terminal.NONE;
    private OutputStream out = new ByteArrayOutputStream();

    /** The model of the last run, or null where none was opened. */
    ToyModel model;

    /** What a run gave. */
    record Result(int code, String out, String err) {}

    Cli environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Cli in(String text) {
        return in(text.getBytes(StandardCharsets.UTF_8));
    }

    Cli in(byte[] bytes) {
        in = bytes;
        return this;
    }

    Cli onTerminal() {
        terminal = new Host.Terminal(true, true, true);
        return this;
    }

    Cli out(OutputStream stream) {
        out = stream;
        return this;
    }

    Result run(String... args) {
        var err = new ByteArrayOutputStream();
        var host =
                new Host(
                        new ByteArrayInputStream(in),
                        out,
                        new PrintStream(err, false, StandardCharsets.UTF_8),
                        environment,
                        terminal);
        var code =
                RoseCommand.execute(
                        host,
                        (options, _) -> {
                            model = new ToyModel(ToyVocabulary.ofAllBytes(), 7);
                            return Rose.over(model, options.context(), options.threads());
                        },
                        args);
        if (model != null && model.openSessions() + model.openSteps() != 0) {
            throw new AssertionError("a session or a step of the model is still open");
        }
        return new Result(
                code,
                out instanceof ByteArrayOutputStream bytes
                        ? bytes.toString(StandardCharsets.UTF_8)
                        : "",
                err.toString(StandardCharsets.UTF_8));
    }
}
