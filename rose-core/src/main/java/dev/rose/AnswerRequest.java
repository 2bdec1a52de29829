package dev.rose;

import dev.rose.engine.Beginning;
import java.util.Arrays;
import java.util.List;

/**
 * A request for an answer, beside which others are watched that read the same prompts: ROSE and
 * plain decoding of one question, or ROSE of several strengths. They take the same tokens for a
 * while, and what they share needs to be decoded only once:
 *
 * <pre>{@code
 * var plainly = AnswerRequest.of(rose.streams(question, plain), plain);
 * var safely = AnswerRequest.of(rose.streams(question, safe), safe);
 * try (var answer = rose.generate(safely.withCompanions(List.of(plainly)))) {
 *     var alike = answer.result().companions().getFirst();
 *     rest = plainly.withBeginning(alike);
 * }
 * }</pre>
 *
 * <p>Companions, and requests with a beginning, must be greedy, explain nothing and give no log
 * probabilities; {@link Rose#generate(AnswerRequest)} throws {@link IllegalArgumentException} where
 * one is not.
 *
 * @param streams that {@link Rose#streams} made with {@code options}
 * @param beginning what the answer is known to begin with; {@link Beginning#NONE} for nothing. Only
 *     {@link DecoderChoice#AUTO} makes use of it
 * @param companions that are watched, as long as they read no prompt but this request's, and their
 *     beginning is its own; their own companions are not
 */
public record AnswerRequest(
        List<StreamPrompt> streams,
        AnswerOptions options,
        Beginning beginning,
        List<AnswerRequest> companions) {

    public AnswerRequest {
        streams = List.copyOf(streams);
        companions = List.copyOf(companions);
    }

    public static AnswerRequest of(List<StreamPrompt> streams, AnswerOptions options) {
        return new AnswerRequest(streams, options, Beginning.NONE, List.of());
    }

    public AnswerRequest withBeginning(Beginning beginning) {
        return new AnswerRequest(streams, options, beginning, companions);
    }

    /** Whether its streams read all prompts that another's do. */
    public boolean reads(AnswerRequest other) {
        return other.streams().stream()
                .allMatch(stream ->
                        streams.stream()
                                .anyMatch(own -> Arrays.equals(own.tokens(), stream.tokens())));
    }

    /** With others whose beginnings the result gives, in this order. */
    public AnswerRequest withCompanions(List<AnswerRequest> companions) {
        return new AnswerRequest(streams, options, beginning, companions);
    }
}
