package dev.rose.server.observe;

/**
 * What one answer came to, for metrics and the access log.
 *
 * @param mode {@code rose}, {@code plain} or {@code reverse}
 * @param finishReason as the client was told, or that it had gone
 * @param promptTokens as {@code usage} counts them: 0 for a second answer to the same prompt
 * @param completionTokens as {@code usage} counts them
 * @param changedTokens tokens that plain decoding would not have taken
 * @param overhead time of its decodes against that of the positive stream alone; NaN where unknown
 */
public record AnswerFigures(
        String mode,
        String finishReason,
        int promptTokens,
        int completionTokens,
        int changedTokens,
        double overhead) {}
