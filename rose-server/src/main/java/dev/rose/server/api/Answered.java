package dev.rose.server.api;

import dev.rose.engine.FinishReason;
import dev.rose.engine.GenerationResult;
import dev.rose.engine.TokenReport;
import dev.rose.method.TokenLogprobs;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer that has ended.
 *
 * @param scored the likelihood of the prompt's tokens from the second one on; none where it was not
 *     asked for
 * @param result null where only the prompt was to be repeated
 * @param reports of the tokens that the text is of; none where they were not asked for
 * @param ended why it was ended from outside; null where it was not
 */
record Answered(
        Job job,
        List<TokenLogprobs> scored,
        @Nullable GenerationResult result,
        List<TokenReport> reports,
        @Nullable String ended) {
    Answered {
        scored = List.copyOf(scored);
        reports = List.copyOf(reports);
    }

    String text() {
        return result == null ? "" : result.text();
    }

    /** As OpenAI spells it. An answer that was cut off is one that was not long enough. */
    String finishReason() {
        return result != null && result.finishReason() == FinishReason.STOP ? "stop" : "length";
    }

    int completionTokens() {
        return result == null ? 0 : result.tokens().size();
    }

    int reversePromptTokens() {
        return result == null
                ? job.streams().stream().skip(1).mapToInt(stream -> stream.tokens().length).sum()
                : result.reversePromptTokens();
    }
}
