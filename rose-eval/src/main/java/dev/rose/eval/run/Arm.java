package dev.rose.eval.run;

import dev.rose.Mode;
import java.util.Locale;

/**
 * What items are answered with: a column of the tables.
 *
 * @param mode of decoding
 * @param policy name of the policy whose prompts and contrast are used
 */
public record Arm(Mode mode, String policy) implements Comparable<Arm> {

    /** As files write the mode: {@code plain}, {@code reverse}, {@code rose}. */
    public String modeName() {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    /** For people and for keys: {@code rose/paper}. */
    @Override
    public String toString() {
        return modeName() + "/" + policy;
    }

    /** Plain, reverse, rose; within a mode by policy. */
    @Override
    public int compareTo(Arm other) {
        int order = Integer.compare(rank(), other.rank());
        return order == 0 ? policy.compareTo(other.policy) : order;
    }

    private int rank() {
        return switch (mode) {
            case PLAIN -> 0;
            case REVERSE -> 1;
            case ROSE -> 2;
        };
    }
}
