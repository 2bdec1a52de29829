package dev.rose.cli;

import dev.rose.AnswerOptions;
import dev.rose.engine.GenerationResult;
import dev.rose.method.StepExplanation;
import dev.rose.method.Strength;
import dev.rose.model.Vocabulary;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Answers and errors as JSON objects, one line each. */
final class AnswerJson {
    private static final JsonFactory JSON = new JsonFactory();

    private final String model;
    private final AnswerOptions options;
    private final Vocabulary vocabulary;

    /**
     * @param model as the user named it
     */
    AnswerJson(String model, AnswerOptions options, Vocabulary vocabulary) {
        this.model = model;
        this.options = options;
        this.vocabulary = vocabulary;
    }

    String answer(GenerationResult result) {
        return object(json -> {
            json.writeStringProperty("text", result.text());
            json.writeArrayPropertyStart("tokens");
            result.tokens().forEach(json::writeNumber);
            json.writeEndArray();
            json.writeStringProperty(
                    "finish_reason", result.finishReason().name().toLowerCase(Locale.ROOT));
            json.writeNumberProperty("prompt_tokens", result.promptTokens());
            json.writeNumberProperty("reverse_prompt_tokens", result.reversePromptTokens());
            json.writeNumberProperty("cached_tokens", result.cachedTokens());
            json.writeNumberProperty("completion_tokens", result.tokens().size());
            json.writeNumberProperty("prefill_ms", milliseconds(result.prefillMs()));
            json.writeNumberProperty("decode_ms", milliseconds(result.decodeMs()));
            json.writeStringProperty("mode", options.mode().label());
            json.writeNumberProperty("alpha", options.totalAlpha());
            writeStrength(json);
            json.writeStringProperty("model", model);
            json.writeStringProperty("decoder", options.decoder().title());
            json.writeNumberProperty("near_ties", result.nearTies());
            if (options.explain()) {
                json.writeArrayPropertyStart("steps");
                result.steps().forEach(step -> write(step, json));
                json.writeEndArray();
            }
        });
    }

    static String error(Prompt.Bad line) {
        return object(json -> {
            json.writeStringProperty("error", line.problem());
            json.writeNumberProperty("line", line.line());
        });
    }

    /** Where they are not the paper's. */
    private void writeStrength(JsonGenerator json) {
        if (!(options.strength() instanceof Strength.Constant)) {
            json.writeStringProperty("strength", options.strength().label());
        }
        if (options.plausibility() > 0) {
            json.writeNumberProperty("plausibility", options.plausibility());
        }
    }

    private void write(StepExplanation step, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("text", vocabulary.spelling(step.token()));
        write("positive", step.positive(), json);
        write("reverse", step.reverse(), json);
        write("rose", step.rose(), json);
        json.writeNumberProperty("rank", step.positiveRank());
        write("divergence", step.divergence(), json);
        json.writeStringProperty("plain", vocabulary.spelling(step.plainToken()));
        json.writeBooleanProperty("changed", step.changed());
        json.writeNumberProperty("alpha", step.alpha());
        write("positive_top", step.positiveTop(), json);
        json.writeArrayPropertyStart("reverse_streams");
        for (var view : step.reverseStreams()) {
            json.writeStartObject();
            json.writeNumberProperty("probability", view.probability());
            json.writeNumberProperty("divergence", view.divergence());
            json.writeNumberProperty("alpha", view.alpha());
            write("top", view.top(), json);
            json.writeEndObject();
        }
        json.writeEndArray();
        write("rose_top", step.roseTop(), json);
        json.writeEndObject();
    }

    private void write(String name, List<StepExplanation.Candidate> best, JsonGenerator json) {
        json.writeArrayPropertyStart(name);
        for (var candidate : best) {
            json.writeStartObject();
            json.writeStringProperty("text", vocabulary.spelling(candidate.token()));
            json.writeNumberProperty("probability", candidate.probability());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(String name, double value, JsonGenerator json) {
        if (Double.isNaN(value)) {
            json.writeNullProperty(name); // JSON has no NaN: there was no such stream
        } else {
            json.writeNumberProperty(name, value);
        }
    }

    private static double milliseconds(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    static String object(Consumer<JsonGenerator> content) {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            content.accept(json);
            json.writeEndObject();
        }
        return text.toString();
    }
}
