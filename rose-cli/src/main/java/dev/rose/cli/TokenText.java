package dev.rose.cli;

import dev.rose.model.Vocabulary;
import java.nio.charset.StandardCharsets;

/** A token as people read it. */
final class TokenText {
    private TokenText() {}

    /** In quotes, on one line, whatever is in it. */
    static String quoted(Vocabulary vocabulary, int token) {
        var bytes = vocabulary.isControl(token) ? null : vocabulary.bytes(token);
        var text =
                bytes == null
                        ? vocabulary.spelling(token)
                        : new String(bytes, StandardCharsets.UTF_8);
        var quoted = new StringBuilder("'");
        text.codePoints()
                .forEach(c -> {
                    switch (c) {
                        case '\n' -> quoted.append("\\n");
                        case '\r' -> quoted.append("\\r");
                        case '\t' -> quoted.append("\\t");
                        default -> {
                            if (Character.isISOControl(c)) {
                                quoted.append("\\u%04x".formatted(c));
                            } else {
                                quoted.appendCodePoint(c);
                            }
                        }
                    }
                });
        return quoted.append("'").toString();
    }
}
