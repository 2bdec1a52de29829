package dev.rose.cli;

import static dev.rose.error.RoseException.Kind.STORAGE;

import dev.rose.error.RoseException;
import dev.rose.policy.Policies;
import dev.rose.policy.PolicyReading;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rose policy}: knows its commands, does nothing of its own. */
@Command(
        name = "policy",
        description = "Show, check and begin policies: prompts and strength under one name.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Policies of your own are files NAME.yaml in the folder policies of ROSE_HOME, or any",
            "file that is named by its path; see docs/policies.md.",
            "",
            "Examples:",
            "  ./rose policy list",
            "  ./rose policy init mine.yaml && ./rose policy check mine.yaml",
            "  ./rose generate --policy ./mine.yaml \"Hello\"",
        })
final class PolicyCommand implements Runnable {

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it
    private CommonOptions common = new CommonOptions();

    private PolicyCommand() {}

    static CommandLine line(Host host) {
        return new CommandLine(new PolicyCommand())
                .addSubcommand("list", new ListCommand(host))
                .addSubcommand("show", new Show(host))
                .addSubcommand("check", new Check(host))
                .addSubcommand("init", new Init(host));
    }

    @Override
    public void run() {
        throw new UsageException("there is no command; try ./rose policy list");
    }

    private static Policies policies(Host host) {
        return new Policies(Surroundings.home(host.environment()).policies());
    }

    /** {@code rose policy list}. */
    @Command(name = "list", description = "Show the policies that there are.")
    static final class ListCommand implements Callable<Integer> {
        private final Host host;

        @Option(names = "--json", description = "print one JSON object a line for each policy")
        private boolean json;

        @Mixin
        @SuppressWarnings("UnusedVariable") // picocli fills it
        private CommonOptions common = new CommonOptions();

        ListCommand(Host host) {
            this.host = host;
        }

        @Override
        public Integer call() {
            var output = new Output(host.out());
            try {
                var entries = policies(host).list();
                if (json) {
                    entries.forEach(entry -> output.line(PolicyText.json(entry)));
                } else {
                    output.print(PolicyText.table(entries));
                }
                return ExitCode.DONE;
            } catch (Output.ClosedException e) {
                return ExitCode.DONE;
            }
        }
    }

    /** {@code rose policy show}. */
    @Command(name = "show", description = "Print a policy's YAML, or what it comes to as JSON.")
    static final class Show implements Callable<Integer> {
        private final Host host;

        @Parameters(paramLabel = "NAME|FILE", description = "which policy")
        private String name = "";

        @Option(names = "--json", description = "print what it comes to, with all texts")
        private boolean json;

        @Mixin
        @SuppressWarnings("UnusedVariable") // picocli fills it
        private CommonOptions common = new CommonOptions();

        Show(Host host) {
            this.host = host;
        }

        @Override
        public Integer call() {
            var reading = policies(host).reading(name);
            var policy = reading.require();
            var output = new Output(host.out());
            try {
                if (json) {
                    output.line(PolicyText.json(policy));
                } else {
                    output.print(reading.document());
                    output.endLine();
                }
                return ExitCode.DONE;
            } catch (Output.ClosedException e) {
                return ExitCode.DONE;
            }
        }
    }

    /** {@code rose policy check}. */
    @Command(name = "check", description = "Say what is wrong in policies, each with its line.")
    static final class Check implements Callable<Integer> {
        private final Host host;

        @Parameters(paramLabel = "FILE", arity = "1..*", description = "files, or names")
        private List<String> files = List.of();

        @Mixin
        @SuppressWarnings("UnusedVariable") // picocli fills it
        private CommonOptions common = new CommonOptions();

        Check(Host host) {
            this.host = host;
        }

        @Override
        public Integer call() {
            var output = new Output(host.out());
            var code = ExitCode.DONE;
            for (var file : files) {
                var problems = problems(policies(host).reading(file));
                if (problems.isEmpty()) {
                    output.line(file + ": nothing is wrong");
                } else {
                    problems.forEach(problem -> host.err().println("rose: " + problem));
                    host.err().flush();
                    code = ExitCode.FAILED;
                }
            }
            return code;
        }

        private static List<String> problems(PolicyReading reading) {
            var policy = reading.policy();
            if (policy == null) {
                return reading.problems().stream()
                        .map(problem -> problem.in(reading.file()))
                        .toList();
            }
            try {
                policy.prompts().toPair(prompt -> prompt);
                return List.of();
            } catch (RoseException e) {
                return List.of("%s: reverse: %s".formatted(reading.file(), e.getMessage()));
            }
        }
    }

    /** {@code rose policy init}. */
    @Command(name = "init", description = "Write a policy to begin with, every key explained.")
    static final class Init implements Callable<Integer> {
        private static final String EXAMPLE_NAME = "my-policy";

        private final Host host;

        @Parameters(
                paramLabel = "FILE",
                arity = "0..1",
                defaultValue = EXAMPLE_NAME + ".yaml",
                description = "a file that is not there yet (default: my-policy.yaml)")
        private String file = EXAMPLE_NAME + ".yaml";

        @Mixin
        @SuppressWarnings("UnusedVariable") // picocli fills it
        private CommonOptions common = new CommonOptions();

        Init(Host host) {
            this.host = host;
        }

        @Override
        public Integer call() {
            var path = TextArgument.path("policy init", file);
            try {
                Files.writeString(path, document(path), StandardOpenOption.CREATE_NEW);
            } catch (FileAlreadyExistsException e) {
                throw new RoseException(
                        STORAGE, "'%s' is there already; name another file".formatted(file), e);
            } catch (NoSuchFileException e) {
                throw new RoseException(
                        STORAGE, "there is no folder for '%s'; make it first".formatted(file), e);
            } catch (IOException e) {
                throw new RoseException(
                        STORAGE,
                        "cannot write '%s' (%s); name another file"
                                .formatted(file, TextArgument.reason(e)),
                        e);
            }
            new Output(host.out()).line(path.toString());
            return ExitCode.DONE;
        }

        /** The example under the file's name, where that can be one. */
        private static String document(Path path) {
            var name = String.valueOf(path.getFileName()).replaceFirst("\\.ya?ml$", "");
            var document = Policies.document("example");
            return name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
                    ? document.replace(EXAMPLE_NAME, name)
                    : document;
        }
    }
}
