package dev.rose.cli;

import dev.rose.Rose;
import dev.rose.RoseOptions;
import dev.rose.TemplateChoice;
import dev.rose.error.RoseException;
import dev.rose.eval.benchmark.Benchmarks;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.run.Steering;
import dev.rose.eval.steer.SteeringMeasurement;
import dev.rose.eval.steer.SteeringQuestions;
import dev.rose.policy.Policy;
import dev.rose.prompt.ReverseChoice;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rose eval steer}: whether ROSE can help a model. */
@Command(
        name = "steer",
        description = {
            "Find out in minutes, without a judge, whether a model's prompts steer it: whether it"
                    + " refuses more under the positive prompt than under the reverse one, and"
                    + " where."
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Without --data, questions that Rose brings along are asked; benchmarks give surer",
            "figures. ROSE_DATA is the folder of benchmarks that are named, and asks for none.",
            "The output says which questions it were. See docs/steer.md.",
            "",
            "Examples:",
            "  ./rose eval steer",
            "  ./rose eval steer --data data --items 100 --model my.gguf",
            "  ./rose eval steer xstest --data data --policy strict --out RUN",
        })
final class EvalSteerCommand implements Callable<Integer> {
    private static final int ITEMS = 50;
    private static final int SLOTS = 16;

    private final Host host;
    private final Opener opener;

    @Parameters(
            paramLabel = "BENCHMARK",
            arity = "0..*",
            description =
                    "whose questions, with --data (default: dangerousqa, do-not-answer, xstest)")
    private List<String> benchmarks = List.of();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "folder of the benchmarks' files (default: built-in questions)")
    private @Nullable String data;

    @Option(
            names = "--items",
            paramLabel = "N",
            defaultValue = "50",
            description = "harmful and safe questions each, at most (default: 50)")
    private int items = ITEMS;

    @Mixin private PolicyOptions prompting = new PolicyOptions();
    @Mixin private ModelOptions model = new ModelOptions();

    @Option(
            names = "--out",
            paramLabel = "RUN",
            description = "also write steer.json into the folder of this run")
    private @Nullable String out;

    @Option(names = "--json", description = "print one JSON object instead of text")
    private boolean json;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it
    private CommonOptions common = new CommonOptions();

    @Spec private CommandSpec spec;

    EvalSteerCommand(Host host, Opener opener) {
        this.host = host;
        this.opener = opener;
    }

    @Override
    public Integer call() {
        Given.to(spec)
                .refuse(
                        "each prompt is measured alone, without a contrast; ./rose sweep tries strengths",
                        "--alpha");
        var questions = questions();
        var policy = policy();
        var opening = model.toRoseOptions(host.environment()).withSlots(SLOTS);
        var run = out == null ? null : RunFolder.openToWrite(TextArgument.path("--out", out));
        try (run) {
            return Interruption.around(interruption -> {
                var steering = measure(interruption, opening, policy, questions, run);
                new Output(host.out())
                        .print(
                                json
                                        ? SteeringText.json(steering, questions.source()) + "\n"
                                        : SteeringText.of(steering, questions.source()));
                if (run != null) {
                    run.put(steering);
                }
                return ExitCode.DONE;
            });
        }
    }

    private SteeringQuestions questions() {
        if (items < 2) {
            throw new UsageException(
                    "--items must be at least 2, not %d; fewer say nothing".formatted(items));
        }
        // ROSE_DATA says where benchmarks are, and not that they are wanted.
        if (data == null || (benchmarks.isEmpty() && !Given.to(spec).has("--data"))) {
            if (!benchmarks.isEmpty()) {
                throw new UsageException(
                        "'%s' needs the folder of its files; give --data, or leave it out for the built-in questions"
                                .formatted(benchmarks.getFirst()));
            }
            return SteeringQuestions.builtIn().atMost(items);
        }
        var folder = TextArgument.path("--data", data);
        var names =
                benchmarks.isEmpty()
                        ? List.of("dangerousqa", "do-not-answer", "xstest")
                        : benchmarks;
        return SteeringQuestions.of(
                names.stream().map(name -> Benchmarks.load(Benchmarks.find(name), folder)).toList(),
                items);
    }

    private Policy policy() {
        var policy = prompting.policy(host.environment());
        var reverse = prompting.reverse();
        boolean isOneAlone = reverse.size() == 1 && reverse.getFirst().weight() == null;
        if (!isOneAlone && Given.to(spec).has("--reverse")) {
            throw new UsageException(
                    "the reverse prompt is measured alone; give --reverse once, without a weight");
        }
        return (reverse.isEmpty()
                        ? policy
                        : policy.withReverse(
                                List.of(ReverseChoice.of(reverse.getFirst().source()))))
                .withTemplate(prompting.template() == null ? policy.template() : null);
    }

    private static void requireModelOf(@Nullable RunFolder run, Rose rose) {
        if (run != null && !run.isOfModel(rose.model().fingerprint())) {
            throw new RoseException(
                    RoseException.Kind.INVALID_REQUEST,
                    "%s was made with another model or adapter; give the --model and --lora of the run"
                            .formatted(run.path()));
        }
    }

    private Steering measure(
            Interruption interruption,
            RoseOptions opening,
            Policy policy,
            SteeringQuestions questions,
            @Nullable RunFolder run) {
        var progress = new ItemProgress(host, "questions");
        try (var rose = opener.open(opening, new PullProgress(host))) {
            requireModelOf(run, rose);
            var template =
                    Objects.requireNonNullElse(prompting.template(), new TemplateChoice.Auto());
            return new SteeringMeasurement(rose, rose.model().info().name(), policy, template)
                    .run(questions, progress::at);
        } catch (InterruptedException e) {
            throw interrupted(interruption, e);
        } finally {
            progress.end();
        }
    }

    /** What {@link Interruption#around} knows an end from outside by. */
    static RuntimeException interrupted(Interruption interruption, InterruptedException e) {
        if (interruption.requested()) {
            return new RoseException(RoseException.Kind.CANCELLED, "interrupted", e);
        }
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted", e);
    }
}
