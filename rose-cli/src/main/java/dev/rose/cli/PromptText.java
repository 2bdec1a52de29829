package dev.rose.cli;

import dev.rose.model.Vocabulary;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Prompts for people, as the model reads them: special tokens stand out from text that spells them.
 */
final class PromptText {
    private static final String COLOUR = "\u001b[1;35m";
    private static final String PLAIN = "\u001b[0m";

    private final Vocabulary vocabulary;
    private final boolean coloured;

    PromptText(Vocabulary vocabulary, boolean coloured) {
        this.vocabulary = vocabulary;
        this.coloured = coloured;
    }

    /** The text of the tokens, each special one between {@code ⟦} and {@code ⟧}. */
    String marked(int[] tokens) {
        var text = new ByteArrayOutputStream();
        for (var token : tokens) {
            if (isSpecial(token)) {
                var marked = "⟦" + vocabulary.spelling(token) + "⟧";
                text.writeBytes(
                        (coloured ? COLOUR + marked + PLAIN : marked)
                                .getBytes(StandardCharsets.UTF_8));
            } else {
                text.writeBytes(vocabulary.bytes(token));
            }
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private boolean isSpecial(int token) {
        return vocabulary.isControl(token)
                || (vocabulary.isUserDefined(token) && !vocabulary.spelling(token).isBlank());
    }
}
