package dev.rose.policy;

import static dev.rose.error.RoseException.Kind.INVALID_REQUEST;

import dev.rose.error.RoseException;
import dev.rose.prompt.PaperPrompts;
import dev.rose.prompt.ReverseChoice;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** Policies as the YAML that {@link Policies} reads. */
public final class PolicyDocument {
    private static final int MOST_NAME = 64;

    private PolicyDocument() {}

    /**
     * The YAML text of a policy; read again it gives an equal one.
     *
     * @throws RoseException with kind {@code INVALID_REQUEST} for a policy whose template is a
     *     file, which a document can only name
     */
    public static String of(Policy policy) {
        requireWritable(policy);
        var keys = new LinkedHashMap<String, Object>();
        keys.put("name", policy.name());
        if (!policy.description().isEmpty()) {
            keys.put("description", policy.description());
        }
        keys.put(
                "positive",
                policy.positive().equals(PaperPrompts.POSITIVE)
                        ? "paper"
                        : Map.of("text", policy.positive()));
        keys.put("reverse", policy.reverse().stream().map(PolicyDocument::reverse).toList());
        keys.put("alpha", number(policy.alpha()));
        keys.put("strength", policy.strength().label());
        keys.put("plausibility", number(policy.plausibility()));
        var template = policy.template();
        if (template != null) {
            keys.put("template", template.name());
        }
        var settings = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
        return new Dump(settings).dumpToString(keys);
    }

    /**
     * Refuses what {@link #of} cannot write.
     *
     * @throws RoseException as {@link #of}
     */
    public static void requireWritable(Policy policy) {
        var template = policy.template();
        if (template != null && template.jinja() != null) {
            throw new RoseException(
                    INVALID_REQUEST,
                    "the policy '%s' has the file '%s' as its template, which cannot be written into another policy; name a chat template instead"
                            .formatted(policy.name(), template.name()));
        }
    }

    /** A text as a policy may be named: other characters become '-'. */
    public static String name(String text) {
        var name = text.replaceAll("[^A-Za-z0-9._-]+", "-").replaceFirst("^[^A-Za-z0-9]+", "");
        var cut = name.length() <= MOST_NAME ? name : name.substring(0, MOST_NAME);
        return cut.isEmpty() ? "policy" : cut;
    }

    private static Object reverse(ReverseChoice choice) {
        var keys = new LinkedHashMap<String, Object>();
        switch (choice.source()) {
            case ReverseChoice.Manual() -> keys.put("kind", "manual");
            case ReverseChoice.Opposite() -> keys.put("kind", "opposite");
            case ReverseChoice.ByModel() -> keys.put("kind", "model");
            case ReverseChoice.Random(var seed) -> {
                keys.put("kind", "random");
                keys.put("seed", seed);
            }
            case ReverseChoice.Text(var name, var text) -> {
                keys.put("text", text);
                keys.put("name", name);
            }
        }
        var weight = choice.weight();
        if (weight != null) {
            keys.put("weight", number(weight));
        }
        return keys.size() == 1 && keys.containsKey("kind") ? keys.get("kind") : keys;
    }

    /** As a person would write it: 0.7, not the double nearest to the float. */
    private static Number number(float value) {
        var decimal = new BigDecimal(Float.toString(value)).stripTrailingZeros();
        return decimal.scale() <= 0 ? decimal.toBigIntegerExact() : decimal.doubleValue();
    }
}
