package dev.rose.engine;

import java.util.List;

/** What a running generation reports, in order; the last one is {@link Finished}. */
public sealed interface GenerationEvent {

    /**
     * More text.
     *
     * @param text whole characters, never a part of a stop text; not empty
     * @param tokens those whose text is complete with this one, each in one event: a token that
     *     ends inside a character, or in what may become a stop text, comes with the text that
     *     completes it. Tokens without text, as the one that ends an answer, and those of a stop
     *     text alone are in none. Empty unless explanations or log probabilities were asked for
     */
    record Text(String text, List<TokenReport> tokens) implements GenerationEvent {
        public Text {
            tokens = List.copyOf(tokens);
        }
    }

    /** The end. */
    record Finished(GenerationResult result) implements GenerationEvent {}
}
