package dev.rose.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rose chat}: a conversation. */
@Command(
        name = "chat",
        description = "Talk with a model.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "/help in the chat lists its commands: /mode, /alpha, /policy, /system, /compare, /explain,",
            "/retry, /save, /load. A line that ends in \\ goes on in the next, as after Alt-Enter.",
            "Ctrl-C stops an answer, Ctrl-D ends. Where standard input is no terminal, each line",
            "is a turn. --verbose shows what each turn computed; --explain what ROSE changed in it.",
            "",
            "Examples:",
            "  ./rose chat",
            "  ./rose chat --model ./model.gguf --system @mine.txt --alpha 0.7",
            "  printf 'Hello\\nAnd in French?\\n' | ./rose chat --max-tokens 32",
        })
final class ChatCommand implements Callable<Integer> {
    private final Host host;
    private final Opener opener;

    @Mixin private DecodingOptions decoding = new DecodingOptions();
    @Mixin private ModelOptions model = new ModelOptions();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it
    private CommonOptions common = new CommonOptions();

    @Spec private CommandSpec spec;

    ChatCommand(Host host, Opener opener) {
        this.host = host;
        this.opener = opener;
    }

    @Override
    public Integer call() {
        var asked = decoding.asked(host.environment());
        var opening = model.toRoseOptions(host.environment()).withSlots(1);
        asked.warn(host);
        var counts = CommonOptions.isVerbose(spec.root().commandLine().getParseResult());
        return Interruption.around(interruption -> {
            try (var rose = opener.open(opening, new PullProgress(host))) {
                var options = asked.by(rose);
                // A template that does not fit is wrong for every turn: fail once.
                rose.streams("?", options);
                try (var input = input(interruption)) {
                    var presentation = new Chat.Presentation(counts, options.explain());
                    var answered = new Chat(host, rose, input, asked, presentation).run();
                    // A person has seen what failed; a script sees the code.
                    return answered || isTerminal() ? ExitCode.DONE : ExitCode.FAILED;
                }
            }
        });
    }

    private boolean isTerminal() {
        return host.terminal().in() && host.terminal().out();
    }

    private ChatInput input(Interruption interruption) {
        if (isTerminal()) {
            try {
                return new TerminalInput(
                        Surroundings.home(host.environment()),
                        interruption,
                        () -> {
                            host.err().println("rose: Ctrl-D ends, /help helps");
                            host.err().flush();
                        });
            } catch (IOException e) {
                host.err()
                        .println(
                                "rose: no editing of lines, the terminal refuses it (%s)"
                                        .formatted(ErrorReport.message(e)));
                host.err().flush();
            }
        }
        return new PipedInput(host.in(), interruption);
    }
}
