package dev.rose.cli;

import dev.rose.Rose;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rose} itself: knows the commands, does nothing of its own. */
@Command(
        name = "rose",
        description = "Safer answers from any instruction-tuned language model, while it decodes.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Every option has an environment variable, ROSE_ and its name: --max-tokens is",
            "ROSE_MAX_TOKENS; the command line wins. Also:",
            "  ROSE_HOME       where models and the native library are kept",
            "  ROSE_OFFLINE=1  never use the network (also HF_HUB_OFFLINE=1)",
            "  HF_ENDPOINT, HF_TOKEN  the hub behind hf: models, and the token for it",
            "  NO_COLOR        no colours",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.",
            "",
            "Examples:",
            "  ./rose generate \"How do I kill a Python process?\"",
            "  ./rose generate --help"
        })
final class RoseCommand implements Runnable {
    private static final int HELP_COLUMNS = 96;
    private static final int MOST_SHOWN = 60;

    /** What the JVM puts in place of bytes of an argument that are no text. */
    private static final char REPLACEMENT = '\uFFFD';

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "show the versions of Rose and what it runs on")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean version;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it
    private CommonOptions common = new CommonOptions();

    /** Runs {@code rose ARGS} and gives its {@link ExitCode}. */
    static int execute(Host host, String... args) {
        return execute(host, Rose::open, args);
    }

    /** {@link #execute(Host, String...)} with another way to open models. */
    static int execute(Host host, Opener opener, String... args) {
        var defaults = new EnvironmentDefaults(host.environment());
        var errors = new ErrorReport(host.err(), defaults);
        var line = new CommandLine(new RoseCommand());
        line.getCommandSpec().versionProvider(new RoseVersion(host.environment()));
        addCommands(line, commands(host, opener), args);
        line.setOut(new PrintWriter(new OutputStreamWriter(host.out(), StandardCharsets.UTF_8)));
        line.setErr(new PrintWriter(host.err(), true, StandardCharsets.UTF_8));
        line.setUsageHelpWidth(HELP_COLUMNS);
        line.setExpandAtFiles(false); // an option's @FILE is its own affair
        line.setDefaultValueProvider(defaults);
        line.setExecutionStrategy(parsed -> {
            CommonOptions.apply(parsed);
            return new CommandLine.RunLast().execute(parsed);
        });
        line.setExecutionExceptionHandler(errors);
        line.setParameterExceptionHandler(errors);
        for (var i = 0; i < args.length; i++) {
            if (args[i].indexOf(REPLACEMENT) >= 0) {
                errors.line(
                        ("argument %d is not UTF-8: '%s'; convert it (iconv -t utf-8), or give it"
                                        + " in a file or on standard input; see ./rose --help")
                                .formatted(i + 1, ErrorReport.oneLine(shortened(args[i]))));
                host.err().flush();
                return ExitCode.USAGE;
            }
        }
        try {
            return line.execute(args);
        } catch (Error e) {
            // picocli passes these on; what is left of the process can still say what happened.
            return errors.report(e);
        }
    }

    private static String shortened(String text) {
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    }

    private static Map<String, Supplier<Object>> commands(Host host, Opener opener) {
        var commands = new LinkedHashMap<String, Supplier<Object>>();
        commands.put("generate", () -> new GenerateCommand(host, opener));
        commands.put("chat", () -> new ChatCommand(host, opener));
        commands.put("serve", () -> new ServeCommand(host, opener));
        commands.put("pull", () -> PullCommand.line(host));
        commands.put("models", () -> new ModelsCommand(host));
        commands.put("policy", () -> PolicyCommand.line(host));
        commands.put("doctor", () -> new DoctorCommand(host));
        commands.put("template", () -> TemplateCommand.with(host));
        commands.put("eval", () -> EvalCommand.line(host, opener));
        commands.put("bench", () -> new BenchCommand(host, opener));
        commands.put("judge", () -> new JudgeCommand(host, opener));
        commands.put("report", () -> new ReportCommand(host));
        commands.put("compare", () -> new CompareCommand(host));
        commands.put("sweep", () -> new SweepCommand(host, opener));
        commands.put("keys", () -> KeysCommand.line(host));
        commands.put("completion", () -> new CompletionCommand(host));
        return commands;
    }

    /**
     * Adds what {@code args} asks for. Reading a command's annotations takes more time than parsing
     * its arguments, so the others are left out where they cannot matter: where the command is
     * plain and is not the one that describes them all.
     */
    private static void addCommands(
            CommandLine line, Map<String, Supplier<Object>> commands, String... args) {
        var first = args.length == 0 ? "" : args[0];
        var wanted =
                commands.containsKey(first) && !first.equals("completion")
                        ? Map.of(first, commands.get(first))
                        : commands;
        wanted.forEach((name, command) -> line.addSubcommand(name, command.get()));
    }

    @Override
    public void run() {
        throw new UsageException(
                "there is no command; try ./rose generate \"Why is the sky blue?\"");
    }
}
