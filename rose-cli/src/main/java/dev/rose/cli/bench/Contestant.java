package dev.rose.cli.bench;

import dev.rose.engine.GenerationRequest;
import dev.rose.engine.GenerationResult;
import java.util.HashMap;
import java.util.Map;

/** One way of decoding in a benchmark: answers prompts and keeps what its steps took. */
abstract class Contestant implements AutoCloseable {
    private final Sample firstTokens = new Sample();
    private final Sample answers = new Sample();
    private final Map<String, Integer> tokensByKind = new HashMap<>();
    private int nearTies;
    private int tokens;

    /** Answers a request; the times of its steps are kept in the contestant's own way. */
    abstract GenerationResult answer(GenerationRequest request, String kind);

    /** Milliseconds a token, each step at the median of its shape; NaN where there is none. */
    abstract double msPerToken();

    /** The same, of the answers to one kind of prompt. */
    abstract double msPerToken(String kind);

    /** Guesses that were right, of those that were checked; NaN where there are none. */
    double acceptance() {
        return Double.NaN;
    }

    final GenerationResult run(GenerationRequest request, String kind) {
        var result = answer(request, kind);
        int decoded = result.tokens().size() - 1;
        firstTokens.add(result.prefillMs());
        if (decoded > 0) {
            answers.add(result.decodeMs() / decoded);
            tokensByKind.merge(kind, decoded, Integer::sum);
            tokens += decoded;
        }
        nearTies += result.nearTies();
        return result;
    }

    final double firstTokenMs() {
        return firstTokens.median();
    }

    /** Tokens of all answers, the first of each left out. */
    final int tokens() {
        return tokens;
    }

    final int tokens(String kind) {
        return tokensByKind.getOrDefault(kind, 0);
    }

    final BenchResult.Single summary(double plainMs) {
        double ms = msPerToken();
        return new BenchResult.Single(
                ms, answers.spread(), ms / plainMs, acceptance(), nearTies, tokens);
    }

    @Override
    public abstract void close();
}
