package dev.rose;

/**
 * A question and its answer, as texts.
 *
 * @param question not blank
 * @param answer possibly empty
 */
public record Exchange(String question, String answer) {
    public Exchange {
        if (question.isBlank()) {
            throw new IllegalArgumentException("the question is blank");
        }
    }
}
