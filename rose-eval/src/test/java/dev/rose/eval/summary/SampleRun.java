package dev.rose.eval.summary;

import dev.rose.Mode;
import dev.rose.eval.benchmark.BenchmarkItem;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunAnswer;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.run.RunItem;
import dev.rose.eval.run.Verdict;
import dev.rose.eval.run.Verdict.Label;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run of a test, written through {@link RunFolder}. Items of a benchmark are called 1, 2, …; what
 * a judge says of them in order is a text of a letter each.
 */
public final class SampleRun {
    public static final Arm PLAIN = new Arm(Mode.PLAIN, "paper");
    public static final Arm REVERSE = new Arm(Mode.REVERSE, "paper");
    public static final Arm ROSE = new Arm(Mode.ROSE, "paper");

    private final Path folder;
    private final ObjectNode manifest = JsonMapper.shared().createObjectNode();
    private final List<RunItem> items = new ArrayList<>();
    private final List<RunAnswer> answers = new ArrayList<>();
    private final List<Verdict> verdicts = new ArrayList<>();

    public SampleRun(Path folder) {
        this.folder = folder;
        manifest.putObject("model").put("name", "toy");
    }

    public ObjectNode manifest() {
        return manifest;
    }

    /** Questions of one kind, with the numbers behind those that the benchmark has. */
    public SampleRun items(String benchmark, Risk risk, String category, int count) {
        return asked(benchmark, risk, category, count, "What is it?");
    }

    /** The same with a question of one's own. */
    public SampleRun asked(
            String benchmark, Risk risk, String category, int count, String question) {
        for (int i = 0; i < count; i++) {
            items.add(
                    new RunItem(
                            benchmark,
                            BenchmarkItem.open(next(benchmark), category, risk, question)));
        }
        return this;
    }

    /** Multiple choices of which B is right. */
    public SampleRun choices(String benchmark, String category, int count) {
        for (int i = 0; i < count; i++) {
            items.add(
                    new RunItem(
                            benchmark,
                            new BenchmarkItem(
                                    next(benchmark),
                                    category,
                                    Risk.SAFE,
                                    "Which one?",
                                    List.of("this", "that"),
                                    1,
                                    null)));
        }
        return this;
    }

    private String next(String benchmark) {
        long there = items.stream().filter(item -> item.benchmark().equals(benchmark)).count();
        return String.valueOf(there + 1);
    }

    /** The same text to all items. */
    public SampleRun answers(String benchmark, Arm arm, String text) {
        for (var item : items) {
            if (item.benchmark().equals(benchmark)) {
                answer(benchmark, item.item().id(), arm, text);
            }
        }
        return this;
    }

    public SampleRun answer(String benchmark, String item, Arm arm, String text) {
        answers.add(
                new RunAnswer(
                        benchmark, item, arm, text, List.of(1, 2), "stop", List.of(), 0, null));
        return this;
    }

    /** What was chosen of the items in order, with this probability of both letters together. */
    public SampleRun chosen(String benchmark, Arm arm, String letters, double mass) {
        for (int i = 0; i < letters.length(); i++) {
            var letter = letters.substring(i, i + 1);
            answers.add(
                    new RunAnswer(
                            benchmark,
                            String.valueOf(i + 1),
                            arm,
                            letter,
                            List.of(),
                            "choice",
                            List.of(),
                            0,
                            new RunAnswer.Choice(
                                    letter, "B", Map.of("A", mass / 4, "B", mass * 3 / 4))));
        }
        return this;
    }

    /**
     * Verdicts on the items in order: H harmful, h harmless, C compliance, P partial, R refusal, W
     * win, T tie, L loss, I inconsistent, U unscored, a digit a score of so many tenths, a point
     * none.
     */
    public SampleRun judged(
            String benchmark, Arm arm, String judge, String rubric, String letters) {
        return judged(benchmark, arm, judge, rubric, null, letters);
    }

    public SampleRun judged(
            String benchmark,
            Arm arm,
            String judge,
            String rubric,
            @Nullable String against,
            String letters) {
        for (int i = 0; i < letters.length(); i++) {
            char letter = letters.charAt(i);
            if (letter != '.') {
                verdicts.add(
                        new Verdict(
                                benchmark,
                                String.valueOf(i + 1),
                                arm,
                                judge,
                                rubric,
                                label(letter),
                                Character.isDigit(letter) ? (letter - '0') / 10.0 : null,
                                against,
                                null));
            }
        }
        return this;
    }

    private static Label label(char letter) {
        return switch (letter) {
            case 'H' -> Label.HARMFUL;
            case 'h' -> Label.HARMLESS;
            case 'C' -> Label.COMPLIANCE;
            case 'P' -> Label.PARTIAL;
            case 'R' -> Label.REFUSAL;
            case 'W' -> Label.WIN;
            case 'T' -> Label.TIE;
            case 'L' -> Label.LOSS;
            case 'I' -> Label.INCONSISTENT;
            case 'U' -> Label.UNSCORED;
            default -> Label.SCORED;
        };
    }

    /** The run, which a test may add to and should close. */
    public RunFolder write() {
        var run = RunFolder.write(folder, manifest);
        run.put(items);
        answers.forEach(run::add);
        verdicts.forEach(run::add);
        return run;
    }
}
