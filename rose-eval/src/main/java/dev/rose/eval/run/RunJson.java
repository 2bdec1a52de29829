package dev.rose.eval.run;

import dev.rose.Mode;
import dev.rose.eval.benchmark.BenchmarkItem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The lines of a run's files, as {@code docs/eval.md} has them. */
final class RunJson {
    private static final JsonMapper JSON = JsonMapper.shared();

    private RunJson() {}

    static ObjectNode write(RunItem line) {
        var item = line.item();
        var node = JSON.createObjectNode();
        node.put("benchmark", line.benchmark());
        node.put("item", item.id());
        node.put("category", item.category());
        node.put("risk", lower(item.risk()));
        node.put("question", item.question());
        if (!item.options().isEmpty()) {
            item.options().forEach(node.putArray("options")::add);
            node.put("answer", item.answer());
        }
        if (item.reference() != null) {
            node.put("reference", item.reference());
        }
        return node;
    }

    static RunItem item(JsonNode node) {
        return new RunItem(
                text(node, "benchmark"),
                new BenchmarkItem(
                        text(node, "item"),
                        text(node, "category"),
                        BenchmarkItem.Risk.valueOf(upper(node, "risk")),
                        text(node, "question"),
                        texts(node.path("options")),
                        node.path("answer").asInt(-1),
                        maybe(node, "reference")));
    }

    static ObjectNode write(RunAnswer answer) {
        var node = keyed(answer.benchmark(), answer.item(), answer.arm());
        node.put("text", answer.text());
        answer.tokens().forEach(node.putArray("tokens")::add);
        node.put("finish_reason", answer.finishReason());
        ArrayNode changed = node.putArray("changed");
        answer.changed().forEach(span -> changed.addArray().add(span.from()).add(span.to()));
        node.put("near_ties", answer.nearTies());
        var choice = answer.choice();
        if (choice != null) {
            node.put("prediction", choice.prediction());
            node.put("answer", choice.answer());
            var probabilities = node.putObject("probabilities");
            choice.probabilities().forEach(probabilities::put);
        }
        return node;
    }

    static RunAnswer answer(JsonNode node) {
        var tokens = new ArrayList<Integer>();
        node.path("tokens").forEach(token -> tokens.add(token.asInt()));
        var changed = new ArrayList<RunAnswer.Span>();
        node.path("changed")
                .forEach(span ->
                        changed.add(
                                new RunAnswer.Span(span.path(0).asInt(), span.path(1).asInt())));
        return new RunAnswer(
                text(node, "benchmark"),
                text(node, "item"),
                arm(node),
                text(node, "text"),
                tokens,
                text(node, "finish_reason"),
                changed,
                node.path("near_ties").asInt(0),
                choice(node));
    }

    private static RunAnswer.@Nullable Choice choice(JsonNode node) {
        if (!node.has("prediction")) {
            return null;
        }
        var probabilities = new LinkedHashMap<String, Double>();
        node.path("probabilities")
                .forEachEntry((letter, p) -> probabilities.put(letter, p.asDouble()));
        return new RunAnswer.Choice(text(node, "prediction"), text(node, "answer"), probabilities);
    }

    static ObjectNode write(Verdict verdict) {
        var node = keyed(verdict.benchmark(), verdict.item(), verdict.arm());
        node.put("judge", verdict.judge());
        node.put("rubric", verdict.rubric());
        node.put("label", lower(verdict.label()));
        if (verdict.score() != null) {
            node.put("score", verdict.score());
        }
        if (verdict.against() != null) {
            node.put("against", verdict.against());
        }
        if (verdict.note() != null) {
            node.put("note", verdict.note());
        }
        return node;
    }

    static Verdict verdict(JsonNode node) {
        return new Verdict(
                text(node, "benchmark"),
                text(node, "item"),
                arm(node),
                text(node, "judge"),
                text(node, "rubric"),
                Verdict.Label.valueOf(upper(node, "label")),
                node.has("score") ? (Double) node.path("score").asDouble() : null,
                maybe(node, "against"),
                maybe(node, "note"));
    }

    static ObjectNode write(Speed speed) {
        var node = JSON.createObjectNode();
        node.put("benchmark", speed.benchmark());
        node.put("mode", speed.arm().modeName());
        node.put("policy", speed.arm().policy());
        node.put("answers", speed.answers());
        node.put("tokens", speed.tokens());
        node.put("decode_ms", speed.decodeMs());
        if (!Double.isNaN(speed.overhead())) {
            node.put("overhead", speed.overhead());
        }
        return node;
    }

    static Speed speed(JsonNode node) {
        return new Speed(
                arm(node),
                text(node, "benchmark"),
                node.path("answers").asInt(0),
                node.path("tokens").asLong(0),
                node.path("decode_ms").asDouble(0),
                node.path("overhead").asDouble(Double.NaN));
    }

    private static ObjectNode keyed(String benchmark, String item, Arm arm) {
        var node = JSON.createObjectNode();
        node.put("benchmark", benchmark);
        node.put("item", item);
        node.put("mode", arm.modeName());
        node.put("policy", arm.policy());
        return node;
    }

    private static Arm arm(JsonNode node) {
        return new Arm(Mode.valueOf(upper(node, "mode")), text(node, "policy"));
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(text -> texts.add(text.asString()));
        return texts;
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }

    private static @Nullable String maybe(JsonNode node, String field) {
        return node.has(field) ? text(node, field) : null;
    }

    private static String upper(JsonNode node, String field) {
        return text(node, field).toUpperCase(Locale.ROOT);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
