package dev.rose.eval.run;

/**
 * A line of {@code speed.jsonl}: what answers cost, apart from them since no two runs agree on it.
 * A line for each stretch of work: a run that was ended and went on has several.
 *
 * @param arm what was answered with
 * @param benchmark name of the benchmark
 * @param answers how many
 * @param tokens of these answers that were decoded: without the first of each, which its prompt
 *     gives, and without those that another arm's answer has shown; 0 for multiple choice
 * @param decodeMs work of the engine on them, in milliseconds, that all streams share; of multiple
 *     choice, on its prompts
 * @param overhead how many times as long as the positive stream alone would have taken, weighted by
 *     tokens; NaN where the engine cannot say
 */
public record Speed(
        Arm arm, String benchmark, int answers, long tokens, double decodeMs, double overhead) {}
