package dev.rose.cli;

import dev.rose.error.RoseException;
import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Where every failure becomes one line on standard error and an exit code. Stack traces only with
 * {@code --verbose}.
 */
final class ErrorReport implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private final PrintStream err;
    private final EnvironmentDefaults defaults;

    ErrorReport(PrintStream err, EnvironmentDefaults defaults) {
        this.err = err;
        this.defaults = defaults;
    }

    /** A failure while a command ran. */
    @Override
    public int handleExecutionException(
            Exception failure, CommandLine command, ParseResult parsed) {
        line(
                switch (failure) {
                    case UsageException usage -> message(usage) + seeHelp(command);
                    case RoseException rose -> message(rose);
                    default ->
                            "internal error: %s; %s"
                                    .formatted(
                                            oneLine(failure.toString()),
                                            CommonOptions.isVerbose(parsed)
                                                    ? "please report it with the lines below"
                                                    : "run it again with --verbose for the"
                                                            + " details");
                });
        if (CommonOptions.isVerbose(parsed)) {
            failure.printStackTrace(err);
        }
        err.flush();
        return exitCode(failure);
    }

    /** A failure of the JVM or of the program itself. */
    int report(Error failure) {
        if (failure instanceof OutOfMemoryError) {
            line("not enough memory for this input; give less at once, or raise -Xmx");
        } else {
            line("internal error: " + oneLine(failure.toString()));
            failure.printStackTrace(err);
        }
        err.flush();
        return ExitCode.FAILED;
    }

    static int exitCode(Exception failure) {
        return switch (failure) {
            case UsageException _ -> ExitCode.USAGE;
            case RoseException rose when rose.getCause() instanceof InterruptedException ->
                    ExitCode.INTERRUPTED;
            case RoseException rose ->
                    switch (rose.kind()) {
                        case INVALID_REQUEST -> ExitCode.USAGE;
                        case CANCELLED -> ExitCode.INTERRUPTED;
                        case CONTEXT_EXCEEDED,
                                NOT_FOUND,
                                INVALID_MODEL,
                                UNSUPPORTED_BUILD,
                                DOWNLOAD_FAILED,
                                OFFLINE,
                                STORAGE,
                                OUT_OF_MEMORY,
                                ENGINE_FAILED,
                                BUSY ->
                                ExitCode.FAILED;
                    };
            default -> ExitCode.FAILED;
        };
    }

    /** The message of a failure, on one line whatever it quotes. */
    static String message(Exception failure) {
        return oneLine(String.valueOf(failure.getMessage()));
    }

    /** A command line that picocli could not read. */
    @Override
    public int handleParseException(ParameterException failure, String[] args) {
        var command = failure.getCommandLine();
        line(described(failure) + source(failure.getArgSpec(), args) + seeHelp(command));
        err.flush();
        return ExitCode.USAGE;
    }

    private static String described(ParameterException failure) {
        if (failure.getCause() instanceof UsageException usage) {
            return message(usage);
        }
        var command = failure.getCommandLine();
        if (failure instanceof UnmatchedArgumentException unmatched
                && !unmatched.isUnknownOption()
                && !command.getSubcommands().isEmpty()) {
            return "there is no command '%s'; the commands are %s"
                    .formatted(
                            oneLine(unmatched.getUnmatched().getFirst()),
                            String.join(", ", command.getSubcommands().keySet()));
        }
        var text = message(failure);
        if (failure instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            text += "; did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?";
        }
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    /** Where a bad value came from, if not from the command line. */
    private String source(@Nullable ArgSpec argument, String[] args) {
        if (argument == null) {
            return "";
        }
        return defaults.sourceOf(argument, args).map(name -> " (from " + name + ")").orElse("");
    }

    private static String seeHelp(CommandLine command) {
        return "; see ./%s --help".formatted(command.getCommandSpec().qualifiedName());
    }

    void line(String text) {
        err.println("rose: " + text);
    }

    static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
