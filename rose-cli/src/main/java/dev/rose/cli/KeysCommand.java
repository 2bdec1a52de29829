package dev.rose.cli;

import dev.rose.server.access.CallerLimits;
import dev.rose.server.access.NewKey;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rose keys}: knows its commands, does nothing of its own. */
@Command(
        name = "keys",
        description = "Make API keys for ./rose serve.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "See docs/operations.md.",
            "",
            "Examples:",
            "  ./rose keys new ann --api-keys keys.txt",
            "  ./rose keys new bob --limit concurrent=2 --limit max-tokens=512 >> keys.txt",
        })
final class KeysCommand implements Runnable {

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it
    private CommonOptions common = new CommonOptions();

    private KeysCommand() {}

    static CommandLine line(Host host) {
        return new CommandLine(new KeysCommand()).addSubcommand("new", new New(host));
    }

    @Override
    public void run() {
        throw new UsageException("there is no command; try ./rose keys new NAME");
    }

    /** {@code rose keys new}. */
    @Command(
            name = "new",
            description = {
                "Make a key and show it, once. Only its hash is kept: with --api-keys in that file,"
                        + " and the key goes to standard output; else the file's line does, and the"
                        + " key to standard error."
            },
            sortOptions = false,
            abbreviateSynopsis = true)
    static final class New implements Callable<Integer> {
        private final Host host;

        @Parameters(
                paramLabel = "NAME",
                description = "whose key it is: letters, digits, '.', '-' and '_'")
        private String name = "";

        @Option(
                names = "--api-keys",
                paramLabel = "FILE",
                description =
                        "add the key's line to this file, as ./rose serve --api-keys reads it")
        private @Nullable Path file;

        @Option(
                names = "--limit",
                paramLabel = "LIMIT=N",
                description =
                        "concurrent (requests at a time), requests-per-minute, tokens-per-minute or"
                                + " max-tokens (of an answer); any number of times")
        private Map<String, Integer> limits = new LinkedHashMap<>();

        @Mixin
        @SuppressWarnings("UnusedVariable") // picocli fills it
        private CommonOptions common = new CommonOptions();

        New(Host host) {
            this.host = host;
        }

        @Override
        public Integer call() {
            NewKey made;
            try {
                made = NewKey.make(name, CallerLimits.of(limits));
            } catch (IllegalArgumentException e) {
                throw new UsageException(ErrorReport.message(e));
            }
            try {
                if (file == null) {
                    host.err().println(made.key());
                    host.err().flush();
                    new Output(host.out()).line(made.line());
                } else {
                    made.appendTo(file);
                    new Output(host.out()).line(made.key());
                }
            } catch (Output.ClosedException e) {
                return ExitCode.DONE;
            }
            return ExitCode.DONE;
        }
    }
}
