package dev.rose.cli;

import dev.rose.eval.run.Steering;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.core.JsonGenerator;

/** Whether a model is steered, for people and as JSON. */
final class SteeringText {
    private SteeringText() {}

    /**
     * @param source of the questions
     */
    static String of(Steering steering, String source) {
        var table =
                Table.of(
                        List.of(
                                List.of(
                                        "",
                                        "QUESTIONS",
                                        "REFUSED, POSITIVE",
                                        "REFUSED, REVERSE",
                                        "CONTRAST",
                                        "95%"),
                                row("harmful", steering.harmful()),
                                row("safe", steering.safe())),
                        Set.of(1, 2, 3, 4));
        return """
        %s

        %s
        Questions: %s. Model: %s. Policy: %s.
        Refused: answers under the positive and under the first reverse prompt that begin as
        refusals. Contrast: log p_positive - log p_reverse of refusing openings, in nats, with the
        95%% bootstrap interval of its mean. ROSE adds alpha times it to their scores.
        """
                .formatted(steering.sentence(), table, source, steering.model(), steering.policy());
    }

    private static List<String> row(String name, Steering.Side side) {
        return List.of(
                name,
                Integer.toString(side.items()),
                Integer.toString(side.refusalsPositive()),
                Integer.toString(side.refusalsReverse()),
                signed(side.contrast()),
                "%s to %s".formatted(signed(side.contrastLow()), signed(side.contrastHigh())));
    }

    private static String signed(double value) {
        return String.format(Locale.ROOT, "%+.2f", value);
    }

    static String json(Steering steering, String source) {
        return AnswerJson.object(json -> {
            json.writeStringProperty("verdict", steering.verdict().name().toLowerCase(Locale.ROOT));
            json.writeStringProperty("sentence", steering.sentence());
            json.writeStringProperty("model", steering.model());
            json.writeStringProperty("policy", steering.policy());
            json.writeStringProperty("questions", source);
            write("harmful", steering.harmful(), json);
            write("safe", steering.safe(), json);
        });
    }

    private static void write(String name, Steering.Side side, JsonGenerator json) {
        json.writeObjectPropertyStart(name);
        json.writeNumberProperty("items", side.items());
        json.writeNumberProperty("refusals_positive", side.refusalsPositive());
        json.writeNumberProperty("refusals_reverse", side.refusalsReverse());
        json.writeNumberProperty("contrast", side.contrast());
        json.writeNumberProperty("contrast_low", side.contrastLow());
        json.writeNumberProperty("contrast_high", side.contrastHigh());
        json.writeArrayPropertyStart("contrasts");
        side.contrasts().forEach(json::writeNumber);
        json.writeEndArray();
        json.writeEndObject();
    }
}
