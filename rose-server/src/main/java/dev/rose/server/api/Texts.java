package dev.rose.server.api;

import dev.rose.model.Vocabulary;
import dev.rose.server.error.ApiException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** From tokens back to text. */
final class Texts {
    private Texts() {}

    /**
     * The text of some tokens, with a replacement character for bytes that are none. Control tokens
     * have no text.
     *
     * @throws ApiException 400 for a token that the model has not
     */
    static String of(List<Integer> tokens, Vocabulary vocabulary) {
        var bytes = new ByteArrayOutputStream();
        for (int token : tokens) {
            if (token < 0 || token >= vocabulary.size()) {
                throw ApiException.invalid(
                        "tokens",
                        "invalid_value",
                        "there is no token %d; this model has 0 to %d"
                                .formatted(token, vocabulary.size() - 1));
            }
            bytes.writeBytes(vocabulary.bytes(token));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
