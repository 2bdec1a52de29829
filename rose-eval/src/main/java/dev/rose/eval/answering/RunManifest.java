package dev.rose.eval.answering;

import dev.rose.Rose;
import dev.rose.eval.answering.PlannedItems.Planned;
import dev.rose.eval.benchmark.BenchmarkData;
import dev.rose.eval.benchmark.BenchmarkItem;
import dev.rose.eval.run.Arm;
import dev.rose.policy.Policy;
import dev.rose.prompt.ReverseChoice;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What makes a run what it is, as {@code manifest.json} has it; {@code docs/eval.md} explains it.
 */
final class RunManifest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int FORMAT = 1;

    private final Rose rose;
    private final EvaluationPlan plan;
    private final Asking asking;
    private final List<Planned> items;

    /**
     * @param items of the undivided run: shards have the same manifest but for their number
     */
    RunManifest(Rose rose, EvaluationPlan plan, Asking asking, List<Planned> items) {
        this.rose = rose;
        this.plan = plan;
        this.asking = asking;
        this.items = items;
    }

    ObjectNode write() {
        var manifest = JSON.createObjectNode();
        manifest.put("format", FORMAT);
        model(manifest.putObject("model"));
        // What the model can, where nothing was asked for: what counts is which prompts fit.
        manifest.put("context", rose.contextLimit());
        manifest.put("profile", lower(plan.profile()));
        manifest.put("max_tokens", plan.maxTokens());
        manifest.put("limit", plan.limit());
        manifest.put("seed", plan.seed());
        manifest.put("shard", plan.shard().toString());
        var arms = manifest.putArray("arms");
        plan.arms().forEach(arm -> arm(arm, arms.addObject()));
        var policies = manifest.putObject("policies");
        plan.policies().forEach((name, policy) -> policy(policy, policies.putObject(name)));
        var benchmarks = manifest.putArray("benchmarks");
        plan.data().forEach(data -> benchmark(data, benchmarks.addObject()));
        var machine = manifest.putObject("machine");
        machine.put("os", System.getProperty("os.name"));
        machine.put("arch", System.getProperty("os.arch"));
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        return manifest;
    }

    private void model(ObjectNode node) {
        var info = rose.model().info();
        node.put("name", info.name());
        node.put("architecture", info.architecture());
        node.put("quantization", info.quantization());
        node.put("fingerprint", rose.model().fingerprint());
        if (!info.adapters().isEmpty()) {
            info.adapters().forEach(node.putArray("adapters")::add);
        }
    }

    private void arm(Arm arm, ObjectNode node) {
        node.put("mode", arm.modeName());
        node.put("policy", arm.policy());
        var plain = plan.plainOf(arm);
        if (plain.isPresent() && !plain.get().equals(arm)) {
            node.put("plain", plain.get().policy());
        }
    }

    private static void policy(Policy policy, ObjectNode node) {
        node.put("positive", policy.positive());
        var reverse = node.putArray("reverse");
        for (var choice : policy.reverse()) {
            var one = reverse.addObject();
            one.put("source", source(choice.source()));
            if (choice.weight() != null) {
                one.put("weight", decimal(choice.weight()));
            }
        }
        node.put("alpha", decimal(policy.alpha()));
        node.put("strength", policy.strength().label());
        node.put("plausibility", decimal(policy.plausibility()));
        var template = policy.template();
        if (template != null) {
            node.put("template", template.name());
            if (template.jinja() != null) {
                node.put("template_sha256", digest(template.jinja()));
            }
        }
    }

    private static String source(ReverseChoice.Source source) {
        return switch (source) {
            case ReverseChoice.Manual() -> "manual";
            case ReverseChoice.Opposite() -> "opposite";
            case ReverseChoice.Random(long seed) -> "random=" + seed;
            case ReverseChoice.ByModel() -> "model";
            case ReverseChoice.Text(_, var text) -> text;
        };
    }

    private void benchmark(BenchmarkData data, ObjectNode node) {
        var benchmark = data.benchmark();
        node.put("name", benchmark.name());
        node.put("version", benchmark.version());
        node.put("title", benchmark.title());
        node.put("task", lower(benchmark.task()));
        node.put("metric", lower(benchmark.metric()));
        var risks = node.putArray("risks");
        // What the files hold, since a column of risks may say the same in every row.
        data.items().stream()
                .map(BenchmarkItem::risk)
                .distinct()
                .sorted()
                .forEach(risk -> risks.add(lower(risk)));
        node.put("language", benchmark.language());
        node.put("shots", benchmark.shots());
        node.put("max_tokens", plan.maxTokens() > 0 ? plan.maxTokens() : benchmark.maxTokens());
        node.put("items", items.stream().filter(item -> item.isOf(data)).count());
        var sources = node.putArray("sources");
        for (var source : benchmark.sources()) {
            var file = sources.addObject();
            file.put("file", source.file());
            file.put("sha256", source.sha256());
        }
        node.put("data_sha256", digest(data));
        var alphas = node.putObject("alpha");
        plan.policies()
                .forEach((name, policy) ->
                        alphas.put(name, decimal(Asking.alpha(policy, benchmark))));
        examples(data, node.putObject("prompts"));
    }

    /** What the streams of each arm read of the first item. */
    private void examples(BenchmarkData data, ObjectNode node) {
        var first = items.stream().filter(item -> item.isOf(data)).findFirst();
        if (first.isEmpty()) {
            return;
        }
        var query = asking.query(first.get());
        for (var arm : plan.arms()) {
            var streams = node.putArray(arm.toString());
            for (var stream : asking.streams(query, asking.options(arm, data.benchmark()))) {
                var one = streams.addObject();
                one.put("stream", stream.name());
                one.put("alpha", decimal(stream.alpha()));
                one.put("text", stream.prompt().text());
            }
        }
    }

    /** Of the items as they were read, since the files behind them may have changed. */
    private static String digest(BenchmarkData data) {
        var digest = sha256();
        data.items().forEach(item -> add(item, digest));
        new TreeMap<>(data.shots())
                .values()
                .forEach(shots -> shots.forEach(shot -> add(shot, digest)));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String digest(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void add(BenchmarkItem item, MessageDigest digest) {
        var fields = JSON.createArrayNode();
        fields.add(item.id()).add(item.category()).add(item.risk().name()).add(item.question());
        fields.add(item.answer()).add(item.reference());
        item.options().forEach(fields::add);
        digest.update(JSON.writeValueAsString(fields).getBytes(StandardCharsets.UTF_8));
    }

    /** 0.7 and not 0.699999988. */
    private static double decimal(float value) {
        return Double.parseDouble(Float.toString(value));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
