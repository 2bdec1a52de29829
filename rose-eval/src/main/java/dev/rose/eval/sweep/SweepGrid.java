package dev.rose.eval.sweep;

import dev.rose.Mode;
import dev.rose.eval.run.Arm;
import dev.rose.method.Strength;
import dev.rose.policy.Policy;
import dev.rose.prompt.ReverseChoice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * Policies that differ in what makes up the contrast.
 *
 * @param base its prompts and template are those of all
 * @param alphas strengths of the contrast; 0 is plain decoding, once, whatever the rest says
 * @param strengths how the contrast goes on
 * @param plausibilities masks; 0 for none
 * @param reverses sets of reverse prompts, not empty
 */
public record SweepGrid(
        Policy base,
        List<Float> alphas,
        List<Strength> strengths,
        List<Float> plausibilities,
        List<List<ReverseChoice>> reverses) {
    /** The paper's strength, which all others are measured against. */
    public static final float REFERENCE_ALPHA = 0.5f;

    public SweepGrid {
        alphas = List.copyOf(alphas);
        strengths = List.copyOf(strengths);
        plausibilities = List.copyOf(plausibilities);
        reverses = List.copyOf(reverses);
        if (reverses.isEmpty()) {
            throw new IllegalArgumentException("there is no reverse prompt");
        }
    }

    /**
     * The policies by name, plain decoding and the reference among them: those go first where the
     * grid has them not.
     */
    public Map<String, Policy> policies() {
        var all = new LinkedHashMap<String, Policy>();
        add(all, 0, new Strength.Constant(), 0, 0);
        add(all, REFERENCE_ALPHA, new Strength.Constant(), 0, 0);
        for (int reverse = 0; reverse < reverses.size(); reverse++) {
            for (float alpha : alphas) {
                for (var strength : strengths) {
                    for (float plausibility : plausibilities) {
                        add(all, alpha, strength, plausibility, reverse);
                    }
                }
            }
        }
        return all;
    }

    /** The arms of {@link #policies}, in their order. */
    public List<Arm> arms() {
        return policies().values().stream().map(SweepGrid::arm).toList();
    }

    static Arm arm(Policy policy) {
        return new Arm(isPlain(policy) ? Mode.PLAIN : Mode.ROSE, policy.name());
    }

    /** Whether nothing is taken away. */
    static boolean isPlain(Policy policy) {
        return policy.alpha() == 0;
    }

    /** The arm of the reference: the paper's strength on every token, without a mask. */
    public Arm reference() {
        return new Arm(Mode.ROSE, name(REFERENCE_ALPHA, new Strength.Constant(), 0, 0));
    }

    private void add(
            Map<String, Policy> all,
            float alpha,
            Strength strength,
            float plausibility,
            int reverse) {
        if (alpha == 0) {
            put(all, policy(0, new Strength.Constant(), 0, 0));
        } else {
            put(all, policy(alpha, strength, plausibility, reverse));
        }
    }

    private static void put(Map<String, Policy> all, Policy policy) {
        all.putIfAbsent(policy.name(), policy);
    }

    private Policy policy(float alpha, Strength strength, float plausibility, int reverse) {
        return new Policy(
                name(alpha, strength, plausibility, reverse),
                "a point of a sweep",
                base.positive(),
                reverses.get(reverse),
                alpha,
                strength,
                plausibility,
                base.template());
    }

    /** Such as {@code paper@a0.5,first:1,b0.1}; what is as in the paper is left out. */
    private String name(float alpha, Strength strength, float plausibility, int reverse) {
        var name = new StringJoiner(",", base.name() + "@", "");
        name.add("a" + number(alpha));
        if (!(strength instanceof Strength.Constant)) {
            name.add(strength.label());
        }
        if (plausibility > 0) {
            name.add("b" + number(plausibility));
        }
        if (reverse > 0) {
            name.add(label(reverses.get(reverse)) + (isOneOfItsName(reverse) ? "" : "#" + reverse));
        }
        return name.toString();
    }

    private boolean isOneOfItsName(int reverse) {
        var label = label(reverses.get(reverse));
        return reverses.stream().map(SweepGrid::label).filter(label::equals).count() == 1;
    }

    private static String label(List<ReverseChoice> choices) {
        return choices.stream().map(SweepGrid::label).collect(Collectors.joining("+"));
    }

    private static String label(ReverseChoice choice) {
        var weight = choice.weight();
        var name =
                switch (choice.source()) {
                    case ReverseChoice.Manual() -> "manual";
                    case ReverseChoice.Opposite() -> "opposite";
                    case ReverseChoice.Random(var seed) -> "random" + seed;
                    case ReverseChoice.ByModel() -> "model";
                    case ReverseChoice.Text(var title, _) -> title;
                };
        return weight == null ? name : name + ":" + number(weight);
    }

    /** Without a fraction where there is none. */
    static String number(float value) {
        return value == Math.rint(value) ? Integer.toString((int) value) : Float.toString(value);
    }
}
