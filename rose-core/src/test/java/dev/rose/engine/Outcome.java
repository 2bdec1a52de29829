package dev.rose.engine;

import dev.rose.method.StepExplanation;
import java.util.ArrayList;
import java.util.List;

/** All that an answer showed, except how long it took: what decoders must agree on. */
record Outcome(
        List<String> pieces,
        String text,
        List<Integer> tokens,
        FinishReason finishReason,
        int promptTokens,
        int reversePromptTokens,
        int nearTies,
        List<StepExplanation> steps) {

    static Outcome of(Generation generation) {
        var pieces = new ArrayList<String>();
        while (true) {
            switch (generation.next()) {
                case GenerationEvent.Text(var text, _) -> pieces.add(text);
                case GenerationEvent.Finished(var result) -> {
                    return new Outcome(
                            pieces,
                            result.text(),
                            result.tokens(),
                            result.finishReason(),
                            result.promptTokens(),
                            result.reversePromptTokens(),
                            result.nearTies(),
                            result.steps());
                }
            }
        }
    }
}
