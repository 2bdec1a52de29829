package dev.rose.eval.steer;

import dev.rose.AnswerOptions;
import dev.rose.Rose;
import dev.rose.StreamPrompt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** How likely it is that a model begins with one of some texts. Thread-safe. */
final class Openings {
    private final Rose rose;
    private final List<int[]> openings;

    /**
     * @param texts none empty; one that begins with another's tokens is left out, since what is
     *     added must exclude each other
     */
    Openings(Rose rose, List<String> texts) {
        this.rose = rose;
        var vocabulary = rose.model().vocabulary();
        this.openings = apart(texts.stream().map(vocabulary::tokenize).toList());
    }

    /** Rose's own list. */
    static List<String> texts() {
        return Resource.lines("openings.txt");
    }

    private static List<int[]> apart(List<int[]> all) {
        var kept = new ArrayList<int[]>();
        for (var tokens : all) {
            if (tokens.length > 0
                    && all.stream().noneMatch(other -> begins(tokens, other))
                    && kept.stream().noneMatch(other -> Arrays.equals(tokens, other))) {
                kept.add(tokens);
            }
        }
        return List.copyOf(kept);
    }

    /** Whether {@code tokens} is longer than {@code other} and begins with it. */
    private static boolean begins(int[] tokens, int[] other) {
        return other.length > 0
                && tokens.length > other.length
                && Arrays.equals(Arrays.copyOf(tokens, other.length), other);
    }

    /**
     * {@code log Σ p(opening | prompt)}, in nats.
     *
     * @param prompt of the one stream that {@code options} asks for
     */
    double logProbability(StreamPrompt prompt, AnswerOptions options) {
        var each =
                openings.stream().mapToDouble(tokens -> score(prompt, tokens, options)).toArray();
        return logSum(each);
    }

    private double score(StreamPrompt prompt, int[] opening, AnswerOptions options) {
        var tokens =
                IntStream.concat(IntStream.of(prompt.tokens()), IntStream.of(opening)).toArray();
        // A text to be scored is scored from its second token on: the prompt's last one is that.
        var scored =
                new StreamPrompt(
                        prompt.name(),
                        prompt.alpha(),
                        prompt.prompt(),
                        tokens,
                        opening.length + 1,
                        prompt.beginnings());
        return rose.score(List.of(scored), options, 0).stream()
                .mapToDouble(token -> token.logprob())
                .sum();
    }

    /** {@code log Σ exp(xᵢ)} without leaving the range of numbers. */
    static double logSum(double... logs) {
        double most = Arrays.stream(logs).max().orElse(Double.NEGATIVE_INFINITY);
        return Double.isInfinite(most)
                ? most
                : most + Math.log(Arrays.stream(logs).map(log -> Math.exp(log - most)).sum());
    }
}
