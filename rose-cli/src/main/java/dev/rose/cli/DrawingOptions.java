package dev.rose.cli;

import dev.rose.method.Sampling;
import picocli.CommandLine.Option;

/** Options that say how a token is taken. */
final class DrawingOptions {
    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "0",
            description = "0 (default) takes the best token, above it draws")
    private float temperature;

    @Option(
            names = "--top-k",
            paramLabel = "K",
            defaultValue = "0",
            description = "draw from the K best tokens (default: 0, all)")
    private int topK;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            defaultValue = "1",
            description = "draw from the best tokens that together have P (default: 1, all)")
    private float topP = 1;

    @Option(
            names = "--min-p",
            paramLabel = "P",
            defaultValue = "0",
            description = "draw from tokens of P times the best one's probability (default: 0)")
    private float minP;

    /**
     * Checks what was given.
     *
     * @throws IllegalArgumentException for an impossible value
     */
    Sampling sampling(long seed) {
        return new Sampling(temperature, topK, topP, minP, seed);
    }
}
