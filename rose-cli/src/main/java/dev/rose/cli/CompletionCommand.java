package dev.rose.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rose completion}: lets the shell complete commands and options. */
@Command(
        name = "completion",
        aliases = "generate-completion",
        description = "Print the script that lets a shell complete rose's commands and options.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  source <(./rose completion bash)",
            "  ./rose completion zsh > ~/.rose-completion && source ~/.rose-completion",
        })
final class CompletionCommand implements Callable<Integer> {
    private final Host host;

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", arity = "0..1", description = "bash (default) or zsh")
    private String shell = "bash";

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it
    private CommonOptions common = new CommonOptions();

    CompletionCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        // One script serves both: it turns on bash's completion inside zsh.
        if (!shell.equals("bash") && !shell.equals("zsh")) {
            throw new UsageException(
                    "there is no script for '%s'; choose bash or zsh".formatted(shell));
        }
        try {
            new Output(host.out()).print(AutoComplete.bash("rose", spec.root().commandLine()));
        } catch (Output.ClosedException e) {
            return ExitCode.DONE;
        }
        return ExitCode.DONE;
    }
}
