package dev.rose.eval.report;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.summary.BenchmarkSummary;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * Two runs side by side, for {@code rose compare}.
 *
 * @param counts every measure that both have
 * @param otherQuestions items that bear one id in both runs and ask something else in each: they
 *     are not compared
 * @param items how many ids of changed items are named of each measure and direction
 */
public record RunComparison(List<PairedCounts> counts, long otherQuestions, int items) {
    private static final double CONFIDENCE = 0.95;

    public RunComparison {
        counts = List.copyOf(counts);
    }

    /**
     * Compares.
     *
     * @throws RoseException with kind {@code INVALID_REQUEST} where the runs share nothing
     */
    public static RunComparison of(RunFolder before, RunFolder after, int items) {
        var pair = RunPair.of(before, after);
        if (pair.counts().isEmpty()) {
            var others = RunPair.otherQuestions(pair.otherQuestions());
            throw new RoseException(
                    Kind.INVALID_REQUEST,
                    "%s and %s share no item that both scored in the same mode by the same judge%s; run the same benchmarks in both"
                            .formatted(
                                    before.path(),
                                    after.path(),
                                    others.isEmpty() ? "" : " (" + others + ")"));
        }
        return new RunComparison(pair.counts(), pair.otherQuestions(), items);
    }

    /** For people: a block of lines for each measure, and one of what could not be compared. */
    public String text() {
        var text = new StringBuilder();
        for (var it : counts) {
            var interval = it.interval(CONFIDENCE);
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%s, %s %s, %s%s: %d → %d of %d (%s points, 95%% %s to %s, p = %s)%n",
                            it.benchmark(),
                            Figures.name(it.kind()),
                            Figures.direction(it.kind()),
                            it.arm().equals(it.before())
                                    ? it.arm().toString()
                                    : it.before() + " → " + it.arm(),
                            by(it),
                            it.countBefore(),
                            it.countAfter(),
                            it.items(),
                            Figures.points(it.difference()),
                            Figures.points(interval.low()),
                            Figures.points(interval.high()),
                            Figures.p(it.p())));
            changed(it.kind(), true, it.gained(), text);
            changed(it.kind(), false, it.lost(), text);
        }
        if (otherQuestions > 0) {
            text.append(RunPair.otherQuestions(otherQuestions)).append('\n');
        }
        return text.toString();
    }

    private static String by(PairedCounts it) {
        if (it.judge().isEmpty() || it.kind() == BenchmarkSummary.Kind.DEGENERATE) {
            return "";
        }
        return ", by " + it.judge() + (it.rubric().isEmpty() ? "" : "/" + it.rubric());
    }

    private void changed(
            BenchmarkSummary.Kind kind, boolean gained, List<String> ids, StringBuilder text) {
        if (ids.isEmpty() || items == 0) {
            return;
        }
        text.append(gained == kind.isBad() ? "    worse:  " : "    better: ")
                .append(String.join(" ", named(ids)));
        if (ids.size() > items) {
            text.append(" and ").append(ids.size() - items).append(" more");
        }
        text.append('\n');
    }

    private List<String> named(List<String> ids) {
        return ids.subList(0, Math.min(items, ids.size()));
    }

    /** For machines: an object in one line. */
    public String json() {
        var node = JsonMapper.shared().createObjectNode();
        var list = node.putArray("measures");
        counts.forEach(it -> write(it, list));
        node.put("other_questions", otherQuestions);
        return node.toString();
    }

    private void write(PairedCounts it, ArrayNode list) {
        var node = list.addObject();
        node.put("benchmark", it.benchmark());
        node.put("judge", it.judge());
        node.put("rubric", it.rubric());
        node.put("measure", Figures.key(it.kind()));
        node.put("mode", it.arm().modeName());
        node.put("policy", it.arm().policy());
        node.put("policy_before", it.before().policy());
        node.put("items", it.items());
        node.put("count_before", it.countBefore());
        node.put("count_after", it.countAfter());
        node.put("difference", it.difference());
        node.put("low", it.interval(CONFIDENCE).low());
        node.put("high", it.interval(CONFIDENCE).high());
        node.put("p", it.p());
        node.put("gained", it.gained().size());
        node.put("lost", it.lost().size());
        named(it.gained()).forEach(node.putArray("gained_items")::add);
        named(it.lost()).forEach(node.putArray("lost_items")::add);
    }
}
