package dev.rose.eval.run;

/**
 * A line of {@code speed.jsonl}: what answers cost, apart from them since no two runs agree on it.
 * A line for each stretch of work: a run that was ended and went on has several.
 *
 * @param arm what was answered with
 * @param benchmark name of the benchmark
 * @param answers how many
 * @param tokens of these answers
 * @param decodeMs work of the engine on them, in milliseconds, that all streams share
 * @param overhead how many times as long as the positive stream alone would have taken, weighted by
 *     tokens; NaN where the engine cannot say
 */
public record Speed(
        Arm arm, String benchmark, int answers, long tokens, double decodeMs, double overhead) {}
