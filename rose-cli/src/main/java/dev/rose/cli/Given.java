package dev.rose.cli;

import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What stands on the command line itself. An option that would do nothing is refused there, since
 * whoever wrote it expects something of it; as an environment variable it is a setting for other
 * commands.
 */
final class Given {
    private final CommandSpec command;

    private Given(CommandSpec command) {
        this.command = command;
    }

    /** Of a command that was parsed. */
    static Given to(CommandSpec command) {
        return new Given(command);
    }

    /** Whether an option stands there. */
    boolean has(String option) {
        return command.commandLine().getParseResult().hasMatchedOption(option);
    }

    /**
     * Refuses options.
     *
     * @param why they do nothing, and what to do about it
     * @throws UsageException where any of them stands there
     */
    void refuse(String why, String... options) {
        var idle = Arrays.stream(options).filter(this::has).collect(Collectors.joining(", "));
        if (!idle.isEmpty()) {
            throw new UsageException("%s would do nothing: %s".formatted(idle, why));
        }
    }
}
