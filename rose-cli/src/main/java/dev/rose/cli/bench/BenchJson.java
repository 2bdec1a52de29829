package dev.rose.cli.bench;

import dev.rose.engine.StepShape;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** A result as one JSON object; null stands where there is no number. */
public final class BenchJson {
    private final JsonGenerator json;

    private BenchJson(JsonGenerator json) {
        this.json = json;
    }

    /** Writes the fields of the object, which the caller began and ends. */
    public static void write(BenchResult result, JsonGenerator json) {
        new BenchJson(json).write(result);
    }

    private void write(BenchResult result) {
        json.writeObjectPropertyStart("single");
        result.single().forEach(this::single);
        json.writeEndObject();
        json.writeArrayPropertyStart("concurrent");
        result.concurrent().forEach(this::concurrent);
        json.writeEndArray();
        json.writeObjectPropertyStart("first_token_ms");
        result.firstTokenMs().forEach(this::number);
        json.writeEndObject();
        number("first_token_ratio", result.firstTokenRatio());
        machine(result.machine(), result.setting());
        json.writeStringProperty("model", result.setting().model());
        json.writeNumberProperty("prompts", result.setting().prompts());
        json.writeNumberProperty("max_tokens", result.setting().maxTokens());
        number("alpha", result.setting().alpha());
        json.writeObjectPropertyStart("kinds");
        result.kinds().forEach(this::kind);
        json.writeEndObject();
        json.writeObjectPropertyStart("texts");
        json.writeNumberProperty("equal", result.texts().equal());
        json.writeNumberProperty("parted_at_near_tie", result.texts().partedAtNearTie());
        json.writeNumberProperty("unexplained", result.texts().unexplained());
        json.writeArrayPropertyStart("differences");
        result.texts().differences().forEach(this::difference);
        json.writeEndArray();
        json.writeEndObject();
        number("engine_share", result.planner().engineShare());
        planner(result.planner());
        json.writeStringProperty("rose", result.machine().rose());
        json.writeStringProperty("time", result.machine().time());
    }

    private void single(String way, BenchResult.Single single) {
        json.writeObjectPropertyStart(way);
        number("ms_per_token", single.msPerToken());
        number("ratio", single.ratio());
        number("acceptance", single.acceptance());
        json.writeNumberProperty("near_ties", single.nearTies());
        number("spread", single.spread());
        json.writeNumberProperty("tokens", single.tokens());
        json.writeEndObject();
    }

    private void concurrent(BenchResult.Concurrent concurrent) {
        json.writeStartObject();
        json.writeNumberProperty("n", concurrent.n());
        number("plain_tokens_per_s", concurrent.plainTokensPerSecond());
        number("rose_tokens_per_s", concurrent.roseTokensPerSecond());
        number("ratio", concurrent.ratio());
        number("spread", concurrent.spread());
        json.writeNumberProperty("rounds", concurrent.rounds());
        json.writeNumberProperty("max_tokens", concurrent.tokens());
        if (!concurrent.failure().isEmpty()) {
            json.writeStringProperty("error", concurrent.failure());
        }
        json.writeEndObject();
    }

    private void machine(BenchResult.Machine machine, BenchResult.Setting setting) {
        json.writeObjectPropertyStart("machine");
        json.writeStringProperty("processor", machine.processor());
        json.writeNumberProperty("cores", machine.cores());
        json.writeNumberProperty("threads", setting.threads());
        json.writeStringProperty("system", machine.system());
        json.writeStringProperty("java", machine.java());
        json.writeEndObject();
    }

    private void kind(BenchResult.Kind kind) {
        json.writeObjectPropertyStart(kind.name());
        json.writeNumberProperty("prompts", kind.prompts());
        number("plain", kind.plain());
        number("naive", kind.naive());
        number("batched", kind.batched());
        number("engine", kind.engine());
        number("engine_to_batched", kind.engineToBatched());
        json.writeEndObject();
    }

    private void difference(BenchResult.Difference difference) {
        json.writeStartObject();
        json.writeNumberProperty("prompt", difference.prompt());
        json.writeNumberProperty("token", difference.token());
        json.writeBooleanProperty("near_tie", difference.nearTie());
        json.writeEndObject();
    }

    private void planner(BenchResult.Planner planner) {
        json.writeObjectPropertyStart("planner");
        json.writeObjectPropertyStart("steps");
        planner.steps().forEach((way, steps) -> json.writeNumberProperty(name(way), steps));
        json.writeEndObject();
        json.writeNumberProperty("moves", planner.moves());
        json.writeArrayPropertyStart("reasons");
        planner.reasons().forEach(json::writeString);
        json.writeEndArray();
        json.writeArrayPropertyStart("shapes");
        planner.shapes().forEach(this::shape);
        json.writeEndArray();
        json.writeObjectPropertyStart("decode_ms");
        planner.costs().forEach((way, points) -> costs(name(way), points));
        json.writeEndObject();
        json.writeEndObject();
    }

    private void shape(StepShape shape) {
        json.writeStartObject();
        json.writeStringProperty("way", name(shape.way()));
        json.writeNumberProperty("rows", shape.rows());
        json.writeNumberProperty("steps", shape.count());
        number("median_ms", shape.medianMs());
        json.writeEndObject();
    }

    private void costs(String way, Map<Integer, Double> points) {
        json.writeObjectPropertyStart(way);
        points.forEach((rows, ms) -> number(Integer.toString(rows), ms));
        json.writeEndObject();
    }

    private static String name(Enum<?> way) {
        return way.name().toLowerCase(Locale.ROOT);
    }

    private void number(String name, double value) {
        if (Double.isFinite(value)) {
            json.writeNumberProperty(name, Math.round(value * 10000) / 10000.0);
        } else {
            json.writeNullProperty(name);
        }
    }
}
