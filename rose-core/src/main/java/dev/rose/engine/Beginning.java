package dev.rose.engine;

import java.util.List;

/**
 * What a greedy answer begins with, as another answer has shown that read the same: a {@linkplain
 * GenerationRequest#companions companion} takes the other's tokens up to the first one in which
 * they differ.
 *
 * @param tokens that both take, the one that ends the answer included where both end; the first
 *     ones of the answer
 * @param nearTieSteps steps of the answer among them, from 0, as {@link
 *     GenerationResult#nearTieSteps}
 * @param changedSteps likewise as {@link GenerationResult#changedSteps}
 */
public record Beginning(
        List<Integer> tokens, List<Integer> nearTieSteps, List<Integer> changedSteps) {

    /** Nothing is known. */
    public static final Beginning NONE = new Beginning(List.of(), List.of(), List.of());

    public Beginning {
        tokens = List.copyOf(tokens);
        nearTieSteps = List.copyOf(nearTieSteps);
        changedSteps = List.copyOf(changedSteps);
    }

    public boolean isEmpty() {
        return tokens.isEmpty();
    }

    /** How many tokens are known. */
    public int length() {
        return tokens.size();
    }

    /** The first {@code most} tokens of it, or all. */
    Beginning first(int most) {
        return most >= length()
                ? this
                : new Beginning(
                        tokens.subList(0, most),
                        below(most, nearTieSteps),
                        below(most, changedSteps));
    }

    private static List<Integer> below(int most, List<Integer> steps) {
        return steps.stream().filter(step -> step < most).toList();
    }
}
