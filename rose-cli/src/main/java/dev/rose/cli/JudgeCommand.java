package dev.rose.cli;

import dev.rose.Mode;
import dev.rose.error.RoseException;
import dev.rose.eval.judge.ImportedVerdicts;
import dev.rose.eval.judge.Judging;
import dev.rose.eval.judge.JudgingScope;
import dev.rose.eval.judge.VerdictCounts;
import dev.rose.eval.run.RunFolder;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rose judge}: verdicts on the answers of a run. */
@Command(
        name = "judge",
        description = "Judge the answers of a run.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Judges:",
            "  refusal            by phrases: compliance, partial, refusal; free, and a first pass:",
            "                     it does not know what is harmful",
            "  openai:URL#MODEL   a model behind an OpenAI-compatible endpoint; its replies are kept",
            "                     in ROSE_HOME, so that nothing is paid for twice",
            "  local:MODEL        a GGUF model in this process, by the logits of the verdicts",
            "  import:FILE        verdicts by people or others, as CSV or JSON lines",
            "",
            "What was judged before is not judged again, and a judging that was ended goes on.",
            "A verdict that cannot be read is unscored: neither good nor bad. docs/judges.md has",
            "the rubrics, how to write one, and how far judges agree with people.",
            "",
            "Examples:",
            "  ./rose judge runs/smollm2",
            "  ./rose judge runs/smollm2 --judge openai:https://api.openai.com/v1#gpt-4o-mini",
            "  ./rose judge runs/smollm2 --judge local:judge.gguf --rubric xstest",
            "  ./rose judge runs/smollm2 --judge import:by-hand.csv --json",
        })
final class JudgeCommand implements Callable<Integer> {
    private final Host host;
    private final Opener opener;

    @Parameters(paramLabel = "RUN", description = "the folder of a run; ./rose eval makes one")
    private String run = "";

    @Option(
            names = "--judge",
            paramLabel = "JUDGE",
            defaultValue = "refusal",
            description =
                    "refusal (default), openai:URL#MODEL, local:MODEL or import:FILE; may be"
                            + " repeated")
    private List<String> judges = List.of("refusal");

    @Option(
            names = "--modes",
            paramLabel = "MODE,…",
            description = "judge answers of plain, reverse and rose alone (default: all)")
    private @Nullable String modes;

    @Option(
            names = "--against",
            paramLabel = "ARM",
            defaultValue = "plain",
            description =
                    "what a rubric of pairs compares with: a mode (default: plain), a mode and a"
                            + " policy (plain/paper), or reference, the benchmark's own answer")
    private String against = "plain";

    @Option(names = "--again", description = "judge anew what these judges have judged before")
    private boolean again;

    @Mixin private JudgeOptions judging = new JudgeOptions();
    @Mixin private RunOptions local = new RunOptions();

    @Option(names = "--json", description = "print one JSON object instead of tables")
    private boolean json;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it
    private CommonOptions common = new CommonOptions();

    @Spec private CommandSpec spec;

    JudgeCommand(Host host, Opener opener) {
        this.host = host;
        this.opener = opener;
    }

    @Override
    public Integer call() {
        var scope = new JudgingScope(modes(), against, again);
        judges.forEach(judging::requireKnown);
        judging.requireUsed(judges, Given.to(spec));
        try (var interruption = new Interruption()) {
            try (var folder = RunFolder.openToWrite(TextArgument.path("RUN", run))) {
                int failed = 0;
                for (var judge : judges) {
                    failed += judge(folder, judge, scope);
                }
                show(VerdictCounts.of(folder), folder);
                return failed > 0 ? ExitCode.FAILED : ExitCode.DONE;
            } catch (InterruptedException e) {
                return ExitCode.INTERRUPTED;
            } catch (RoseException | IllegalStateException e) {
                // A line that was being written when the thread was interrupted, which is mended,
                // or
                // a wait.
                if (interruption.requested()) {
                    return ExitCode.INTERRUPTED;
                }
                throw e;
            }
        }
    }

    /** Answers of which the judge could not be asked. */
    private int judge(RunFolder folder, String name, JudgingScope scope)
            throws InterruptedException {
        var progress = new JudgeProgress(host, name);
        if (name.startsWith(ImportedVerdicts.PREFIX)) {
            var file = name.substring(ImportedVerdicts.PREFIX.length());
            progress.end(ImportedVerdicts.add(TextArgument.path("--judge", file), folder));
            return 0;
        }
        try (var judge = judging.open(name, local, host, opener)) {
            var outcome = Judging.judge(folder, judge, scope, progress);
            progress.end(outcome);
            return outcome.failed();
        } catch (RoseException e) {
            progress.clear();
            throw e;
        }
    }

    private Set<Mode> modes() {
        var chosen = EnumSet.noneOf(Mode.class);
        if (modes == null) {
            return EnumSet.allOf(Mode.class);
        }
        for (var name : modes.split(",", -1)) {
            var mode = name.strip().toLowerCase(Locale.ROOT);
            EnumSet.allOf(Mode.class).stream()
                    .filter(candidate -> candidate.name().toLowerCase(Locale.ROOT).equals(mode))
                    .findFirst()
                    .ifPresentOrElse(
                            chosen::add,
                            () -> {
                                throw new UsageException(
                                        "--modes takes plain, reverse and rose with commas between them, not '%s'"
                                                .formatted(name));
                            });
        }
        return chosen;
    }

    private void show(List<VerdictCounts> counts, RunFolder folder) {
        var output = new Output(host.out());
        try {
            if (json) {
                output.line(VerdictTable.json(folder.path(), counts));
            } else {
                output.print(VerdictTable.text(counts));
            }
        } catch (Output.ClosedException e) {
            // Whoever read it has had enough; the verdicts are written.
        }
    }
}
