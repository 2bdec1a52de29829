package dev.rose.server.api;

import dev.rose.Mode;
import dev.rose.method.Strength;
import dev.rose.prompt.ReverseChoice;
import dev.rose.server.error.ApiException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * The {@code rose} of a request: what it wants contrasted. Null where it leaves that to the server.
 *
 * @param explain whether each token is explained
 */
record Contrast(
        @Nullable Mode mode,
        @Nullable String policy,
        @Nullable Float alpha,
        @Nullable List<ReverseChoice> reverse,
        @Nullable String positive,
        @Nullable Strength strength,
        @Nullable Float plausibility,
        boolean explain) {
    /** Above this even one token is noise. */
    static final double MOST_ALPHA = 100;

    /** Each costs a pass over the prompt and a share of each step. */
    static final int MOST_REVERSE = 8;

    private static final Contrast NONE =
            new Contrast(null, null, null, null, null, null, null, false);
    private static final List<String> MODES = List.of("rose", "plain", "reverse");

    /** Reads the field {@code rose} of a request. */
    static Contrast read(Fields request) {
        var fields = request.object("rose");
        if (fields == null) {
            return NONE;
        }
        var mode = fields.word("mode", MODES);
        var alpha = fields.number("alpha", 0, MOST_ALPHA);
        var reverse = fields.any("reverse");
        var plausibility = fields.number("plausibility", 0, 1);
        if (plausibility != null && plausibility == 1) {
            throw ApiException.invalid(
                    "rose.plausibility", "invalid_value", "'rose.plausibility' must be below 1");
        }
        var contrast =
                new Contrast(
                        mode == null ? null : mode(mode),
                        fields.text("policy"),
                        alpha == null ? null : alpha.floatValue(),
                        reverse == null ? null : reverse(reverse),
                        prompt(fields, "positive"),
                        strength(fields),
                        plausibility == null ? null : plausibility.floatValue(),
                        fields.isSet("explain"));
        fields.nothingElse();
        return contrast;
    }

    private static Mode mode(String label) {
        return switch (label) {
            case "plain" -> Mode.PLAIN;
            case "reverse" -> Mode.REVERSE;
            default -> Mode.ROSE;
        };
    }

    private static @Nullable Strength strength(Fields fields) {
        var text = fields.text("strength");
        try {
            return text == null ? null : Strength.parse(text);
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid(
                    "rose.strength", "invalid_value", String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable String prompt(Fields fields, String name) {
        var text = fields.text(name);
        if (text != null) {
            requireWritten(text, fields.path(name));
        }
        return text;
    }

    private static List<ReverseChoice> reverse(JsonNode node) {
        if (!(node instanceof ArrayNode list)) {
            return List.of(choice(node, "rose.reverse"));
        }
        if (list.isEmpty() || list.size() > MOST_REVERSE) {
            throw ApiException.invalid(
                    "rose.reverse",
                    "invalid_value",
                    "'rose.reverse' must have from 1 to %d prompts, not %d"
                            .formatted(MOST_REVERSE, list.size()));
        }
        var choices = new ArrayList<ReverseChoice>();
        for (int i = 0; i < list.size(); i++) {
            choices.add(choice(list.get(i), "rose.reverse[%d]".formatted(i)));
        }
        return choices;
    }

    private static ReverseChoice choice(JsonNode node, String path) {
        if (node.isString()) {
            return ReverseChoice.of(source(Fields.text(node, path), path));
        }
        var fields = Fields.of(node, path);
        var text = Fields.text(fields.required("text"), fields.path("text"));
        var weight = fields.number("weight", 0, MOST_ALPHA);
        fields.nothingElse();
        var choice = ReverseChoice.of(source(text, fields.path("text")));
        return weight == null ? choice : choice.withWeight(weight.floatValue());
    }

    private static ReverseChoice.Source source(String text, String path) {
        return switch (text) {
            case "manual" -> new ReverseChoice.Manual();
            case "opposite" -> new ReverseChoice.Opposite();
            case "random" -> new ReverseChoice.Random(0);
            case "model" -> new ReverseChoice.ByModel();
            default -> {
                requireWritten(text, path);
                yield new ReverseChoice.Text("custom", text);
            }
        };
    }

    private static void requireWritten(String text, String path) {
        if (text.isBlank()) {
            throw ApiException.invalid(
                    path, "invalid_value", "'%s' is blank; write a prompt".formatted(path));
        }
    }
}
