package dev.rose.cli;

import dev.rose.RoseOptions;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.sweep.ParetoChart;
import dev.rose.eval.sweep.Sweep;
import dev.rose.eval.sweep.SweepChoice;
import dev.rose.eval.sweep.SweepGrid;
import dev.rose.eval.sweep.SweepPlan;
import dev.rose.eval.sweep.SweepResult;
import dev.rose.method.Strength;
import dev.rose.policy.Policies;
import dev.rose.policy.Policy;
import dev.rose.policy.PolicyDocument;
import dev.rose.prompt.ReverseChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rose sweep}: tries policies on a grid, and chooses one. */
@Command(
        name = "sweep",
        description = {
            "Answer the same requests with every policy of a grid, show how much harm and how much"
                    + " over-refusal each costs, and choose the one that is as safe as alpha 0.5"
                    + " at the least over-refusal."
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "RUN is a run as ./rose eval makes it: the same command goes on where it was ended, and",
            "after ./rose judge RUN the same command again shows harm as that judge saw it. The",
            "chart is RUN/pareto.svg. See docs/sweep.md.",
            "",
            "Examples:",
            "  ./rose sweep --data data --out RUN --items 50",
            "  ./rose sweep dangerousqa xstest --data data --out RUN --alpha 0.5,0.7 \\",
            "         --strength constant,first:1 --plausibility 0,0.2 --write mine.yaml",
        })
final class SweepCommand implements Callable<Integer> {
    private static final int SLOTS = 16;
    private static final double PERCENT = 100;

    private final Host host;
    private final Opener opener;

    @Parameters(
            paramLabel = "BENCHMARK",
            arity = "0..*",
            description = "whose requests (default: dangerousqa, do-not-answer, xstest)")
    private List<String> benchmarks = List.of();

    @Mixin private DataOptions data = new DataOptions();

    @Option(
            names = "--out",
            paramLabel = "RUN",
            required = true,
            description = "folder of the run; one that was ended goes on")
    private String out = "";

    @Option(
            names = "--alpha",
            paramLabel = "A,…",
            defaultValue = "0,0.5,0.7",
            description = "strengths of the contrast (default: 0,0.5,0.7)")
    private String alphas = "0,0.5,0.7";

    @Option(
            names = "--strength",
            paramLabel = "S,…",
            defaultValue = "constant,first:1",
            description =
                    "how it goes on: constant, first:N, decaying:N, adaptive (default:"
                            + " constant,first:1)")
    private String strengths = "constant,first:1";

    @Option(
            names = "--plausibility",
            paramLabel = "B,…",
            defaultValue = "0,0.15,0.3",
            description = "masks; 0 is none (default: 0,0.15,0.3)")
    private String plausibilities = "0,0.15,0.3";

    @Option(
            names = "--reverse",
            paramLabel = "PROMPT",
            description =
                    "a reverse prompt to try, as ./rose generate takes it; each of several is tried"
                            + " alone (default: the policy's)")
    private List<String> reverse = List.of();

    @Option(
            names = "--policy",
            paramLabel = "NAME|FILE",
            defaultValue = "paper",
            description = "whose prompts and template all points have (default: paper)")
    private String policy = "paper";

    @Option(
            names = "--template",
            paramLabel = "NAME|@FILE",
            description = "a chat template in place of the policy's or the model's own")
    private @Nullable String template;

    @Option(
            names = "--items",
            paramLabel = "N",
            defaultValue = "50",
            description = "harmful and safe requests each, at most (default: 50)")
    private int items = 50;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            defaultValue = "64",
            description = "tokens of an answer at most (default: 64)")
    private int maxTokens = 64;

    @Option(
            names = "--margin",
            paramLabel = "PERCENT",
            defaultValue = "3",
            description =
                    "how many more of a hundred answers may be harmful, or fall apart, than at"
                            + " alpha 0.5 (default: 3)")
    private double margin = 3;

    @Option(
            names = "--judge",
            paramLabel = "JUDGE",
            description =
                    "whose verdicts on harm count, where several have judged the run; with or"
                            + " without ', RUBRIC' behind it")
    private @Nullable String judge;

    @Option(
            names = "--write",
            paramLabel = "FILE",
            description = "also write the chosen policy, which --policy FILE reads")
    private @Nullable String write;

    @Mixin private ModelOptions model = new ModelOptions();

    @Option(names = "--json", description = "print one JSON object instead of a table")
    private boolean json;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it
    private CommonOptions common = new CommonOptions();

    @Spec private CommandSpec spec;

    SweepCommand(Host host, Opener opener) {
        this.host = host;
        this.opener = opener;
    }

    @Override
    public Integer call() {
        var margins = margins();
        var plan = plan();
        if (write != null) {
            PolicyDocument.requireWritable(plan.grid().base());
        }
        var opening = model.toRoseOptions(host.environment()).withSlots(SLOTS);
        var file = write == null ? null : ReportFile.at("--write", write);
        var folder = folder();
        RunFolder.requireFree(folder);
        var named = judge(folder);
        return Interruption.around(interruption -> {
            var result = sweep(interruption, opening, plan, folder, margins, named);
            ReportFile.at("--out", folder.resolve("pareto.svg").toString())
                    .write(ParetoChart.svg(result));
            if (file != null) {
                file.write(document(result));
            }
            new Output(host.out())
                    .print(json ? SweepText.json(result) + "\n" : SweepText.of(result));
            return ExitCode.DONE;
        });
    }

    private Path folder() {
        if (out.isBlank()) {
            throw new UsageException("--out is empty; name a folder for the run");
        }
        return TextArgument.path("--out", out);
    }

    /**
     * Whose verdicts count; null for the only one's. As an environment variable it says who is to
     * judge, which is not done here.
     *
     * @throws UsageException where there are no verdicts at all: answers would be made for nothing
     */
    private @Nullable String judge(Path folder) {
        if (!Given.to(spec).has("--judge")) {
            return null;
        }
        if (!RunFolder.isJudged(folder)) {
            throw new UsageException(
                    "--judge %s: nothing in %s is judged yet; leave it out, then ./rose judge %s, then give it"
                            .formatted(judge, out, out));
        }
        return judge;
    }

    private SweepResult sweep(
            Interruption interruption,
            RoseOptions opening,
            SweepPlan plan,
            Path folder,
            SweepChoice.Margins margins,
            @Nullable String named) {
        var progress = new ItemProgress(host, "answers");
        try (var rose = opener.open(opening, new PullProgress(host));
                var run =
                        new Sweep(rose, plan)
                                .run(
                                        folder,
                                        RoseVersion.ofRun(opening),
                                        (_, done, total) -> progress.at(done, total))) {
            return SweepResult.of(run, plan.grid(), margins, named);
        } catch (InterruptedException e) {
            throw EvalSteerCommand.interrupted(interruption, e);
        } finally {
            progress.end();
        }
    }

    private SweepChoice.Margins margins() {
        if (!(margin >= 0 && margin <= PERCENT)) {
            throw new UsageException("--margin must be from 0 to 100, not " + margin);
        }
        return new SweepChoice.Margins(margin / PERCENT, margin / PERCENT);
    }

    private SweepPlan plan() {
        if (items < 1 || maxTokens < 1) {
            throw new UsageException("--items and --max-tokens must be at least 1");
        }
        var grid = grid();
        var names =
                benchmarks.isEmpty()
                        ? List.of("dangerousqa", "do-not-answer", "xstest")
                        : benchmarks;
        return SweepPlan.of(grid, data.load(names, host), items, maxTokens);
    }

    private SweepGrid grid() {
        var base = base();
        List<List<ReverseChoice>> reverses =
                reverse.isEmpty()
                        ? List.of(base.reverse())
                        : reverse.stream()
                                .map(text -> List.of(TextArgument.reverse(text)))
                                .toList();
        for (var choices : reverses) {
            if (base.withReverse(choices).isWeighted()) {
                throw new UsageException(
                        "a sweep tries values of --alpha, and these reverse prompts have weights of their own (%s); leave the weights out"
                                .formatted(reverse.isEmpty() ? "--policy " + policy : "--reverse"));
            }
        }
        var grid =
                new SweepGrid(
                        base,
                        list("--alpha", alphas, SweepCommand::number),
                        list("--strength", strengths, Strength::parse),
                        list("--plausibility", plausibilities, SweepCommand::number),
                        reverses);
        try {
            grid.policies();
        } catch (IllegalArgumentException e) {
            // The records name what is wrong as the options do: "alpha must be …, not -1".
            throw new UsageException("--" + e.getMessage());
        }
        if (grid.alphas().stream().allMatch(alpha -> alpha == 0)) {
            Given.to(spec)
                    .refuse(
                            "at alpha 0 nothing is contrasted; give another --alpha too",
                            "--strength",
                            "--plausibility");
        }
        return grid;
    }

    private Policy base() {
        var named =
                policy.equals("paper")
                        ? Policy.paper()
                        : new Policies(Surroundings.home(host.environment()).policies())
                                .find(policy);
        return template == null ? named : named.withTemplate(template(template));
    }

    private static Policy.Template template(String argument) {
        return argument.startsWith("@")
                ? new Policy.Template(
                        argument.substring(1), TextArgument.text("--template", argument))
                : new Policy.Template(argument, null);
    }

    private static float number(String text) {
        try {
            return Float.parseFloat(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'%s' is no number".formatted(text), e);
        }
    }

    private static <T> List<T> list(String option, String text, Function<String, T> read) {
        var values = new ArrayList<T>();
        for (var part : Arrays.stream(text.split(",", -1)).map(String::strip).toList()) {
            try {
                values.add(read.apply(part));
            } catch (IllegalArgumentException e) {
                throw new UsageException(
                        "%s takes values with commas between them: %s"
                                .formatted(option, e.getMessage()));
            }
        }
        return values;
    }

    /** The chosen policy under a name that a policy can have, with where it comes from. */
    private String document(SweepResult result) {
        var chosen = result.choice().chosen();
        var policy = chosen.policy();
        var stem =
                String.valueOf(Path.of(String.valueOf(write)).getFileName())
                        .replaceFirst("\\.ya?ml$", "");
        return PolicyDocument.of(
                policy.withName(
                        PolicyDocument.name(stem),
                        "%s, chosen by a sweep: harm %d of %d, over-refusal %d of %d"
                                .formatted(
                                        policy.name(),
                                        chosen.harm().count(),
                                        chosen.harm().of(),
                                        chosen.overRefusal().count(),
                                        chosen.overRefusal().of())));
    }
}
