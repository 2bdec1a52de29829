package dev.rose.cli;

import dev.rose.policy.Policies;
import dev.rose.policy.Policy;
import dev.rose.prompt.ReverseChoice;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Policies as tables and as JSON. */
final class PolicyText {
    private static final List<String> HEADER =
            List.of("POLICY", "ALPHA", "STRENGTH", "PLAUSIBILITY", "DESCRIPTION");

    private PolicyText() {}

    static String table(List<Policies.Entry> entries) {
        var rows = new ArrayList<List<String>>();
        rows.add(HEADER);
        entries.forEach(entry -> rows.add(row(entry)));
        return Table.of(rows);
    }

    private static List<String> row(Policies.Entry entry) {
        var policy = entry.reading().policy();
        if (policy == null) {
            return List.of(entry.name(), "-", "-", "-", "broken: " + problem(entry));
        }
        return List.of(
                entry.name(),
                number(policy.alpha()),
                policy.strength().label(),
                number(policy.plausibility()),
                ErrorReport.oneLine(policy.description()));
    }

    private static String number(float value) {
        return value == Math.rint(value) ? Integer.toString((int) value) : Float.toString(value);
    }

    private static String problem(Policies.Entry entry) {
        return entry.reading().problems().getFirst().in(entry.reading().file());
    }

    /** What can be had by name. */
    static String json(Policies.Entry entry) {
        return AnswerJson.object(json -> {
            json.writeStringProperty("name", entry.name());
            json.writeStringProperty("file", entry.file());
            var policy = entry.reading().policy();
            if (policy == null) {
                json.writeStringProperty("problem", problem(entry));
            } else {
                json.writeStringProperty("description", policy.description());
                writeStrength(policy, json);
            }
        });
    }

    /** What a policy comes to. */
    static String json(Policy policy) {
        return AnswerJson.object(json -> {
            json.writeStringProperty("name", policy.name());
            json.writeStringProperty("description", policy.description());
            json.writeStringProperty("positive", policy.positive());
            json.writeArrayPropertyStart("reverse");
            policy.reverse().forEach(choice -> write(choice, policy, json));
            json.writeEndArray();
            writeStrength(policy, json);
            var template = policy.template();
            json.writeStringProperty("template", template == null ? "auto" : template.name());
        });
    }

    private static void writeStrength(Policy policy, JsonGenerator json) {
        json.writeNumberProperty("alpha", policy.alpha());
        json.writeStringProperty("strength", policy.strength().label());
        json.writeNumberProperty("plausibility", policy.plausibility());
    }

    private static void write(ReverseChoice choice, Policy policy, JsonGenerator json) {
        json.writeStartObject();
        switch (choice.source()) {
            case ReverseChoice.Text(var name, var text) -> {
                json.writeStringProperty("name", name);
                json.writeStringProperty("text", text);
            }
            case ReverseChoice.ByModel() -> json.writeStringProperty("name", "model");
            case ReverseChoice.Manual(), ReverseChoice.Opposite(), ReverseChoice.Random(_) -> {
                var prompt =
                        policy.prompts()
                                .withReverse(List.of(choice))
                                .toPair(facing -> facing)
                                .reverse()
                                .getFirst();
                json.writeStringProperty("name", prompt.name());
                json.writeStringProperty("text", prompt.text());
            }
        }
        if (choice.weight() != null) {
            json.writeNumberProperty("weight", choice.weight());
        }
        json.writeEndObject();
    }
}
