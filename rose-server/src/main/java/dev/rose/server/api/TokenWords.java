package dev.rose.server.api;

import dev.rose.model.Vocabulary;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Tokens as clients read them. */
final class TokenWords {
    private final Vocabulary vocabulary;

    TokenWords(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** Whether it is structure and no text. */
    boolean isControl(int token) {
        return vocabulary.isControl(token);
    }

    /** Its bytes; those of its spelling for a control token, which stands for none. */
    byte[] bytes(int token) {
        return isControl(token)
                ? vocabulary.spelling(token).getBytes(StandardCharsets.UTF_8)
                : vocabulary.bytes(token);
    }

    /** Its text, with a replacement character for bytes that are none. */
    String text(int token) {
        return new String(bytes(token), StandardCharsets.UTF_8);
    }

    /**
     * Its text, different for different bytes: a token that is no whole characters is spelled
     * {@code bytes:\\xf0\\x9f}, as OpenAI's completions do it.
     */
    String key(int token) {
        var bytes = bytes(token);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            var key = new StringBuilder("bytes:");
            for (byte b : bytes) {
                key.append("\\x%02x".formatted(b));
            }
            return key.toString();
        }
    }

    /** Characters of a text that begin in it. */
    int characters(int token) {
        if (isControl(token)) {
            return 0;
        }
        int begun = 0;
        for (byte b : bytes(token)) {
            if ((b & 0xC0) != 0x80) {
                begun++;
            }
        }
        return begun;
    }
}
