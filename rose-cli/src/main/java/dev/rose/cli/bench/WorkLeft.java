package dev.rose.cli.bench;

import java.time.Duration;

/**
 * How much of a benchmark is done, in units of about one token of plain decoding, and by the pace
 * so far how long the rest will take.
 */
final class WorkLeft {
    private static final double PROMPT_TOKEN = 0.3;
    private static final double PLAIN_TOKEN = 1;
    private static final double NAIVE_TOKEN = 2.1;
    private static final double BATCHED_TOKEN = 1.8;
    private static final double ENGINE_TOKEN = 1.5;

    /** Many rows of a decode cost less each than one. */
    private static final double TOKEN_AMONG_MANY = 0.45;

    static final double COSTS = 300;

    private final BenchListener listener;
    private final double all;
    private final long begin = System.nanoTime();
    private double done;

    WorkLeft(BenchListener listener, double all) {
        this.listener = listener;
        this.all = all;
    }

    /** Of one prompt, answered in all the ways. */
    static double single(int promptTokens, int tokens) {
        return 7 * PROMPT_TOKEN * promptTokens
                + tokens * (PLAIN_TOKEN + NAIVE_TOKEN + BATCHED_TOKEN + 2 * ENGINE_TOKEN);
    }

    /** Of one plain and one ROSE round of {@code n} answers. */
    static double round(int n, int tokens) {
        return n * tokens * (n == 1 ? PLAIN_TOKEN + ENGINE_TOKEN : 3 * TOKEN_AMONG_MANY);
    }

    static double pins(int promptTokens) {
        return PROMPT_TOKEN * promptTokens;
    }

    void begin(String what) {
        double part = Math.min(1, done / all);
        long nanos = System.nanoTime() - begin;
        listener.on(
                what,
                part,
                done == 0 ? Duration.ZERO : Duration.ofNanos((long) (nanos * (1 - part) / part)));
    }

    void did(double units) {
        done += units;
    }
}
