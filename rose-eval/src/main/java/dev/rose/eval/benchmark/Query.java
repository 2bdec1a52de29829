package dev.rose.eval.benchmark;

import java.util.List;

/**
 * An item as it is put to a model.
 *
 * @param text of the user's turn
 * @param opening with which the answer is made to begin, for instance {@code Answer: (}; empty for
 *     an open question
 * @param letters one for each option, whose scores behind the opening decide, with a space in front
 *     where the form has one between the opening and the letter (MMLU's {@code Answer: A}); empty
 *     for an open question
 */
public record Query(String text, String opening, List<String> letters) {
    public Query {
        letters = List.copyOf(letters);
    }
}
