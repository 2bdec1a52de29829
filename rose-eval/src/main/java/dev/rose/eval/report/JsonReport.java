package dev.rose.eval.report;

import dev.rose.eval.run.Arm;
import dev.rose.eval.run.Steering;
import dev.rose.eval.summary.BenchmarkSummary;
import dev.rose.eval.summary.BenchmarkSummary.Comparison;
import dev.rose.eval.summary.BenchmarkSummary.Measure;
import dev.rose.eval.summary.RunSummary;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Summaries for programs, as {@code docs/report.md} has them. Figures that do not exist are null.
 */
public final class JsonReport {
    private static final JsonMapper JSON = JsonMapper.shared();

    private JsonReport() {}

    /** An object with the list {@code runs}, indented. */
    public static String of(List<RunSummary> runs) {
        var node = JSON.createObjectNode();
        var list = node.putArray("runs");
        runs.forEach(run -> list.add(of(run)));
        return node.toPrettyString() + "\n";
    }

    private static ObjectNode of(RunSummary run) {
        var node = JSON.createObjectNode();
        node.put("model", run.model());
        PlainWords.of(run).forEach(node.putArray("words")::add);
        var steering = run.steering();
        if (steering == null) {
            node.putNull("steering");
        } else {
            node.set("steering", of(steering));
        }
        var arms = node.putArray("arms");
        run.arms().forEach(arm -> put(arms.addObject(), arm));
        var benchmarks = node.putArray("benchmarks");
        run.benchmarks().forEach(benchmark -> write(benchmark, benchmarks.addObject()));
        var speeds = node.putArray("speed");
        run.tokensPerSecond()
                .forEach((arm, speed) -> {
                    var entry = put(speeds.addObject(), arm);
                    put(entry, "tokens_per_second", speed);
                    put(entry, "overhead", run.overhead().getOrDefault(arm, Double.NaN));
                });
        var agreement = node.putArray("agreement");
        for (var it : run.agreement()) {
            var entry = agreement.addObject();
            entry.put("rubric", it.rubric());
            entry.putArray("judges").add(it.first()).add(it.second());
            entry.put("answers", it.answers());
            entry.put("agreed", it.agreed());
            put(entry, "kappa", it.kappa());
        }
        return node;
    }

    private static ObjectNode of(Steering steering) {
        var node = JSON.createObjectNode();
        node.put("policy", steering.policy());
        node.put("verdict", steering.verdict().name().toLowerCase(Locale.ROOT));
        node.put("sentence", steering.sentence());
        write(steering.harmful(), node.putObject("harmful"));
        write(steering.safe(), node.putObject("safe"));
        return node;
    }

    private static void write(Steering.Side side, ObjectNode node) {
        node.put("items", side.items());
        node.put("refusals_positive", side.refusalsPositive());
        node.put("refusals_reverse", side.refusalsReverse());
        put(node, "contrast", side.contrast());
        put(node, "contrast_low", side.contrastLow());
        put(node, "contrast_high", side.contrastHigh());
    }

    private static void write(BenchmarkSummary benchmark, ObjectNode node) {
        node.put("benchmark", benchmark.benchmark());
        node.put("title", benchmark.title());
        node.put("metric", benchmark.metric().name().toLowerCase(Locale.ROOT));
        node.put("judge", benchmark.judge());
        node.put("rubric", benchmark.rubric());
        if (benchmark.against().isEmpty()) {
            node.putNull("against");
        } else {
            node.put("against", benchmark.against());
        }
        var measures = node.putArray("measures");
        benchmark.measures().forEach(measure -> write(measure, measures.addObject()));
    }

    private static void write(Measure measure, ObjectNode node) {
        node.put("measure", Figures.key(measure.kind()));
        node.put("category", measure.category());
        var rates = node.putArray("rates");
        measure.rates()
                .forEach((arm, rate) -> {
                    var entry = put(rates.addObject(), arm);
                    entry.put("count", rate.count());
                    entry.put("of", rate.of());
                    put(entry, "rate", rate.value());
                    put(entry, "low", rate.low());
                    put(entry, "high", rate.high());
                    put(entry, "detail", detail(measure.detail(), arm));
                });
        var comparisons = node.putArray("comparisons");
        measure.comparisons().forEach(it -> write(it, comparisons));
    }

    private static double detail(Map<Arm, Double> details, Arm arm) {
        return details.getOrDefault(arm, Double.NaN);
    }

    private static void write(Comparison it, ArrayNode list) {
        var node = put(list.addObject(), it.arm());
        node.put("baseline", it.baseline().toString());
        node.put("direct", it.isDirect());
        node.put("items", it.items());
        put(node, "difference", it.difference());
        put(node, "low", it.low());
        put(node, "high", it.high());
        node.put("gained", it.gained());
        node.put("lost", it.lost());
        put(node, "p", it.p());
        put(node, "p_holm", it.adjusted());
        put(node, "smallest_effect", it.smallestEffect());
    }

    private static ObjectNode put(ObjectNode node, Arm arm) {
        return node.put("mode", arm.modeName()).put("policy", arm.policy());
    }

    private static void put(ObjectNode node, String name, double value) {
        if (Double.isNaN(value)) {
            node.putNull(name);
        } else {
            node.put(name, value);
        }
    }
}
