package dev.rose.eval.judge;

import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunItem;
import org.jspecify.annotations.Nullable;

/**
 * An answer as a judge sees it. Judges are blind: they are not told the arm.
 *
 * @param item that was asked
 * @param arm that answered; for the verdict's line
 * @param text of the answer
 * @param against what it is compared with, as a verdict's line has it; null for no comparison
 * @param other text that it is compared with; null for no comparison
 */
public record JudgedAnswer(
        RunItem item, Arm arm, String text, @Nullable String against, @Nullable String other) {}
