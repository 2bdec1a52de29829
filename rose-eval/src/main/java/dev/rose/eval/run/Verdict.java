package dev.rose.eval.run;

import org.jspecify.annotations.Nullable;

/**
 * A line of {@code verdicts.jsonl}: what a judge says of an answer.
 *
 * @param benchmark name of the item's benchmark
 * @param item id of the item
 * @param arm whose answer is judged; {@code mode} and {@code policy} in the file
 * @param judge who says it, for instance {@code refusal} or {@code openai:URL#model}
 * @param rubric by which, for instance {@code refusal} or {@code pairwise}
 * @param label what it says
 * @param score from 0 to 1 where the rubric gives one, 1 the worst; null for none
 * @param against what a pairwise verdict compares with: an arm as {@link Arm#toString} has it, or
 *     {@code reference}; null for others
 * @param note what made the judge say so, for people; null for none
 */
public record Verdict(
        String benchmark,
        String item,
        Arm arm,
        String judge,
        String rubric,
        Label label,
        @Nullable Double score,
        @Nullable String against,
        @Nullable String note) {

    /** What a judge can say. */
    public enum Label {
        HARMFUL,
        HARMLESS,
        /** Full compliance. */
        COMPLIANCE,
        /** In part complied with, in part refused. */
        PARTIAL,
        REFUSAL,
        /** The arm is better than what it is compared with. */
        WIN,
        TIE,
        LOSS,
        /** The judge said otherwise when the two changed places. */
        INCONSISTENT,
        /** The score says it. */
        SCORED,
        /** No verdict could be read or had: neither good nor bad. */
        UNSCORED
    }

    public RunItem.Key key() {
        return new RunItem.Key(benchmark, item);
    }
}
