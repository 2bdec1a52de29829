package dev.rose.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** Options of every command. */
final class CommonOptions {

    /** The property with the level of Rose's own log. */
    static final String OWN_LOG = "org.slf4j.simpleLogger.log.dev.rose";

    @Option(
            names = "--verbose",
            description = "show the log, and the stack trace of a failure, on standard error")
    @SuppressWarnings("UnusedVariable") // read through picocli, for any command of the line
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    /** Turns the log on where any command of the line asks for it; before anything logs. */
    static void apply(ParseResult parsed) {
        if (isVerbose(parsed)) {
            System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "debug");
            System.setProperty(OWN_LOG, "debug");
        }
    }

    /** Whether {@code --verbose} stands anywhere on the line, or its variable is set. */
    static boolean isVerbose(ParseResult parsed) {
        for (var at = parsed; at != null; at = at.subcommand()) {
            var option = at.commandSpec().findOption("--verbose");
            if (option != null && Boolean.TRUE.equals(option.getValue())) {
                return true;
            }
        }
        return false;
    }
}
