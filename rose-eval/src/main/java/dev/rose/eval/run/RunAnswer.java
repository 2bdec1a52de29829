package dev.rose.eval.run;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code answers.jsonl}. Nothing in it depends on when or how fast it was made, so that
 * the same run gives the same file.
 *
 * @param benchmark name of the item's benchmark
 * @param item id of the item
 * @param arm what it was answered with; {@code mode} and {@code policy} in the file
 * @param text the answer; of a multiple choice the letter
 * @param tokens ids of the tokens taken; empty for a multiple choice
 * @param finishReason {@code stop} or {@code length}; {@code choice} for a multiple choice
 * @param changed where ROSE took another token than plain decoding would have: characters of {@code
 *     text}, in order
 * @param nearTies steps at which another shape of batch may take another token
 * @param choice of a multiple choice; null for an open question
 */
public record RunAnswer(
        String benchmark,
        String item,
        Arm arm,
        String text,
        List<Integer> tokens,
        String finishReason,
        List<Span> changed,
        int nearTies,
        @Nullable Choice choice) {

    /** Characters {@code from} (inclusive) to {@code to} (exclusive) of a text. */
    public record Span(int from, int to) {}

    /**
     * The answer to a multiple choice.
     *
     * @param prediction the letter with the best score
     * @param answer the right letter
     * @param probabilities of each letter, over the whole vocabulary: their sum is the mass that
     *     the model puts on the letters at all
     */
    public record Choice(String prediction, String answer, Map<String, Double> probabilities) {
        public boolean isRight() {
            return prediction.equals(answer);
        }

        public double mass() {
            return probabilities.values().stream().mapToDouble(p -> p).sum();
        }
    }

    public RunAnswer {
        tokens = List.copyOf(tokens);
        changed = List.copyOf(changed);
    }

    /** Whether there is no answer, since the prompt left no room for one. */
    public boolean isTooLong() {
        return finishReason.equals("too_long");
    }

    public RunItem.Key key() {
        return new RunItem.Key(benchmark, item);
    }
}
