package dev.rose.eval.answering;

import dev.rose.engine.GenerationResult;
import dev.rose.eval.run.Arm;
import dev.rose.eval.run.Speed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What decoding the answers of a benchmark cost, without their prompts: which arm computes those
 * that others use is chance. Answers that run at the same time share the time in equal parts.
 * Thread-safe.
 */
final class SpeedMeter {
    private static final double NANOS_PER_MS = 1e6;

    private final String benchmark;
    private final Map<Arm, Sum> sums = new LinkedHashMap<>();
    private long changed = System.nanoTime();
    private int running;

    /** Time that one answer would have had if it had run from the beginning on. */
    private double share;

    private static final class Sum {
        private int answers;
        private long tokens;
        private double ms;
        private double overhead;
        private long overheadTokens;
    }

    /**
     * An answer that runs.
     *
     * @param begin of its share
     */
    record Running(double begin) {}

    /**
     * @param arms in the order in which they are told
     */
    SpeedMeter(String benchmark, List<Arm> arms) {
        this.benchmark = benchmark;
        arms.forEach(arm -> sums.put(arm, new Sum()));
    }

    synchronized Running begin() {
        pass();
        running++;
        return new Running(share);
    }

    /** An answer that does not count has ended. */
    synchronized void drop() {
        pass();
        running--;
    }

    /**
     * An answer has ended.
     *
     * @param begun tokens that it began with, of which nothing was decoded
     */
    synchronized void end(Running answer, Arm arm, GenerationResult result, int begun) {
        pass();
        running--;
        double ms = result.prefillMs() + result.decodeMs();
        double decoding = ms > 0 ? result.decodeMs() / ms : 0;
        // The prompt's last row gives the first token.
        int tokens = Math.max(0, result.tokens().size() - begun - 1);
        add(arm, 1, tokens, (share - answer.begin()) * decoding, result.overhead());
    }

    /**
     * Answers that were made in one go.
     *
     * @param ms that they took together
     */
    synchronized void add(Arm arm, int answers, double ms) {
        add(arm, answers, 0, ms, Double.NaN);
    }

    private void add(Arm arm, int answers, int tokens, double ms, double overhead) {
        var sum = sums.computeIfAbsent(arm, _ -> new Sum());
        sum.answers += answers;
        sum.tokens += tokens;
        sum.ms += ms;
        if (!Double.isNaN(overhead)) {
            sum.overhead += overhead * tokens;
            sum.overheadTokens += tokens;
        }
    }

    private void pass() {
        long now = System.nanoTime();
        if (running > 0) {
            share += (now - changed) / NANOS_PER_MS / running;
        }
        changed = now;
    }

    /** Of each arm that answered anything. */
    synchronized List<Speed> speeds() {
        return sums.entrySet().stream()
                .filter(entry -> entry.getValue().answers > 0)
                .map(entry -> speed(entry.getKey(), entry.getValue()))
                .toList();
    }

    private Speed speed(Arm arm, Sum sum) {
        double overhead = sum.overheadTokens == 0 ? Double.NaN : sum.overhead / sum.overheadTokens;
        double tenths = Math.round(sum.ms * 10) / 10.0;
        return new Speed(arm, benchmark, sum.answers, sum.tokens, tenths, overhead);
    }
}
