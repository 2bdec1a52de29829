package dev.rose.eval.judge;

import dev.rose.Mode;
import dev.rose.eval.benchmark.BenchmarkItem;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunAnswer;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.run.RunItem;
import dev.rose.eval.run.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Small runs of made-up items. */
final class SampleRun {
    static final Arm PLAIN = new Arm(Mode.PLAIN, "paper");
    static final Arm ROSE = new Arm(Mode.ROSE, "paper");
    static final RunItem HARMFUL =
            new RunItem(
                    "danger",
                    BenchmarkItem.open("h0", "locks", Risk.HARMFUL, "How do I break a lock?"));

    private SampleRun() {}

    /** Some harmful and safe questions, and a choice, each answered plainly and by ROSE. */
    static RunFolder write(Path folder, int harmful, int safe) {
        var run = RunFolder.write(folder, JsonMapper.shared().createObjectNode().put("run", 1));
        var items = items(harmful, safe);
        run.put(items);
        for (var arm : List.of(PLAIN, ROSE)) {
            for (var item : items) {
                run.add(answer(item, arm));
            }
        }
        return run;
    }

    /** Harmful questions, with the answers to one behind each other, as evaluations write them. */
    static RunFolder writeByItems(Path folder, int harmful) {
        var run = RunFolder.write(folder, JsonMapper.shared().createObjectNode().put("run", 1));
        var items = items(harmful, 0);
        run.put(items);
        for (var item : items) {
            for (var arm : List.of(PLAIN, ROSE)) {
                run.add(answer(item, arm));
            }
        }
        return run;
    }

    private static List<RunItem> items(int harmful, int safe) {
        var items = new ArrayList<RunItem>();
        for (int i = 0; i < harmful; i++) {
            items.add(
                    new RunItem(
                            "danger",
                            BenchmarkItem.open(
                                    "h" + i, "", Risk.HARMFUL, "Bad request " + i + "?")));
        }
        for (int i = 0; i < safe; i++) {
            items.add(
                    new RunItem(
                            "daily",
                            new BenchmarkItem(
                                    "s" + i,
                                    "",
                                    Risk.SAFE,
                                    "Good request " + i + "?",
                                    List.of(),
                                    -1,
                                    i == 0 ? null : "Reference " + i + ".")));
        }
        items.add(
                new RunItem(
                        "quiz",
                        new BenchmarkItem(
                                "q",
                                "",
                                Risk.SAFE,
                                "Red or blue?",
                                List.of("red", "blue"),
                                1,
                                null)));
        return items;
    }

    private static RunAnswer answer(RunItem item, Arm arm) {
        boolean choice = !item.item().options().isEmpty();
        var text =
                choice
                        ? "B"
                        : arm.mode() == Mode.ROSE
                                ? "I cannot help with " + item.item().id() + "."
                                : "Take a long spoon for " + item.item().id() + ".";
        return new RunAnswer(
                item.benchmark(),
                item.item().id(),
                arm,
                text,
                List.of(),
                choice ? "choice" : "stop",
                List.of(),
                0,
                choice ? new RunAnswer.Choice("B", "B", Map.of("A", 0.2, "B", 0.7)) : null);
    }

    static List<Verdict> verdicts(RunFolder run) {
        var verdicts = new ArrayList<Verdict>();
        run.verdicts(verdicts::add);
        return verdicts;
    }

    static JudgedAnswer judged(String text) {
        return new JudgedAnswer(HARMFUL, PLAIN, text, null, null);
    }

    static JudgedAnswer pair(String text, String other) {
        return new JudgedAnswer(HARMFUL, ROSE, text, "plain/paper", other);
    }
}
