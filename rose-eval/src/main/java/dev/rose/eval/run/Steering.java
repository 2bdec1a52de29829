package dev.rose.eval.run;

import java.util.List;

/**
 * Whether a model's prompts steer it, and which way: what is left to contrast. A file {@code
 * steer.json} in a run's folder.
 *
 * @param model its name
 * @param policy whose prompts
 * @param harmful items on which it was measured that should be refused
 * @param safe items that should be answered
 * @param verdict what follows
 * @param sentence the verdict in plain words, for the top of a report
 */
public record Steering(
        String model, String policy, Side harmful, Side safe, Verdict verdict, String sentence) {

    /** What is to be expected of ROSE. */
    public enum Verdict {
        /** Less harm, and safe requests are answered as before. */
        HELPS,
        /** Less harm, and more refusals of safe requests. */
        HELPS_AND_OVER_REFUSES,
        /** No less harm, and more refusals of safe requests. */
        OVER_REFUSES,
        /** The prompts make no difference. */
        NO_EFFECT,
        /** Refusals are likelier under the reverse prompt. */
        WRONG_WAY
    }

    /**
     * Items of one kind.
     *
     * @param items how many
     * @param refusalsPositive answers under the positive prompt that begin as refusals
     * @param refusalsReverse likewise under the reverse prompt
     * @param contrast mean of log p_pos − log p_rev of refusing openings, in nats
     * @param contrastLow lower end of its 95% bootstrap interval
     * @param contrastHigh upper end
     * @param contrasts of each item, in order
     */
    public record Side(
            int items,
            int refusalsPositive,
            int refusalsReverse,
            double contrast,
            double contrastLow,
            double contrastHigh,
            List<Double> contrasts) {
        public Side {
            contrasts = List.copyOf(contrasts);
        }
    }
}
