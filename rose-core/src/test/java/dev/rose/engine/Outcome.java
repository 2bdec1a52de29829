package dev.rose.engine;

import dev.rose.method.StepExplanation;
import dev.rose.method.TokenLogprobs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** All that an answer showed, except how long it took: what decoders must agree on. */
record Outcome(
        List<Piece> pieces,
        String text,
        List<Integer> tokens,
        FinishReason finishReason,
        int promptTokens,
        int reversePromptTokens,
        List<Integer> nearTieSteps,
        List<Integer> changedSteps,
        List<StepExplanation> steps,
        List<TokenLogprobs> logprobs) {

    /** An event of text. */
    record Piece(String text, List<Told> tokens) {
        static Piece of(GenerationEvent.Text event) {
            return new Piece(event.text(), event.tokens().stream().map(Told::of).toList());
        }
    }

    /** A report of a token; its bytes as characters. */
    record Told(int token, String bytes, StepExplanation step, TokenLogprobs logprobs) {
        static Told of(TokenReport report) {
            return new Told(
                    report.token(),
                    new String(report.bytes(), StandardCharsets.ISO_8859_1),
                    report.step(),
                    report.logprobs());
        }
    }

    static Outcome of(List<Piece> pieces, GenerationResult result) {
        return new Outcome(
                pieces,
                result.text(),
                result.tokens(),
                result.finishReason(),
                result.promptTokens(),
                result.reversePromptTokens(),
                result.nearTieSteps(),
                result.changedSteps(),
                result.steps(),
                result.logprobs());
    }

    static Outcome of(Generation generation) {
        var pieces = new ArrayList<Piece>();
        while (true) {
            switch (generation.next()) {
                case GenerationEvent.Text text -> pieces.add(Piece.of(text));
                case GenerationEvent.Finished(var result) -> {
                    return of(pieces, result);
                }
            }
        }
    }

    Outcome withoutPieces() {
        return new Outcome(
                List.of(),
                text,
                tokens,
                finishReason,
                promptTokens,
                reversePromptTokens,
                nearTieSteps,
                changedSteps,
                steps,
                logprobs);
    }

    int nearTies() {
        return nearTieSteps.size();
    }
}
