package dev.rose.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rose} itself: knows the commands, does nothing of its own. */
@Command(
        name = "rose",
        description = "Safer answers from any instruction-tuned language model, while it decodes.",
        mixinStandardHelpOptions = true,
        versionProvider = RoseVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  ./rose generate \"How do I kill a Python process?\"",
            "  ./rose generate --help"
        })
final class RoseCommand implements Runnable {
    @Spec private CommandSpec spec;

    /** Runs {@code rose ARGS} and gives its exit code: 0 done, 1 failed, 2 wrong usage. */
    static int execute(Host host, String... args) {
        var line = new CommandLine(new RoseCommand());
        line.setOut(new PrintWriter(host.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(host.err(), true, StandardCharsets.UTF_8));
        return line.execute(args);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }
}
