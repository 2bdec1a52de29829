package dev.rose.eval.answering;

import dev.rose.eval.answering.PlannedItems.Planned;
import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunAnswer;
import dev.rose.eval.run.RunAnswer.Choice;
import dev.rose.eval.run.RunAnswer.Span;
import java.util.List;
import java.util.Map;

/**
 * An answer to be made.
 *
 * @param place in the run, from 0
 * @param after answers from the beginning of the run on that are to be written before it is begun,
 *     so that no more than some ever wait for one
 */
record Job(int place, int after, Planned planned, Arm arm) {
    private static final String TOO_LONG = "too_long";

    RunAnswer answer(
            String text, List<Integer> tokens, String reason, List<Span> changed, int nearTies) {
        return new RunAnswer(
                planned.item().benchmark(),
                planned.item().item().id(),
                arm,
                text,
                tokens,
                reason,
                changed,
                nearTies,
                null);
    }

    RunAnswer choice(String prediction, String right, Map<String, Double> probabilities) {
        return new RunAnswer(
                planned.item().benchmark(),
                planned.item().item().id(),
                arm,
                prediction,
                List.of(),
                "choice",
                List.of(),
                0,
                new Choice(prediction, right, probabilities));
    }

    /** For a prompt that the context does not hold: the item counts as one without an answer. */
    RunAnswer tooLong() {
        return answer("", List.of(), TOO_LONG, List.of(), 0);
    }
}
