package dev.rose;

import dev.rose.engine.GenerationResult;
import dev.rose.model.Vocabulary;
import dev.rose.prompt.ChatMessage;
import dev.rose.prompt.PromptTokenizer.Spoken;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What every stream reads after its own system prompt.
 *
 * @param turns the earlier ones, the oldest first
 * @param question that is to be answered
 */
record Dialogue(List<Turn> turns, String question) {
    Dialogue {
        turns = List.copyOf(turns);
    }

    /** A question without a past. */
    static Dialogue of(String question) {
        return new Dialogue(List.of(), question);
    }

    /**
     * An earlier turn.
     *
     * @param tokens of the answer as the model said it, none of them control; none where its text
     *     is all that is known
     */
    record Turn(Exchange exchange, List<Integer> tokens) {
        Turn {
            tokens = List.copyOf(tokens);
        }

        /** A turn of which only the texts are known. */
        static Turn of(Exchange exchange) {
            return new Turn(exchange, List.of());
        }

        static Turn of(String question, GenerationResult result, Vocabulary vocabulary) {
            var text = result.text().getBytes(StandardCharsets.UTF_8);
            var bytes = new ByteArrayOutputStream();
            var said = new ArrayList<Integer>();
            for (int token : result.tokens()) {
                if (vocabulary.isControl(token) || bytes.size() >= text.length) {
                    break;
                }
                bytes.writeBytes(vocabulary.bytes(token));
                said.add(token);
            }
            // Not where a stop text ends inside a token, or where the bytes are no whole
            // characters.
            var exact = Arrays.equals(bytes.toByteArray(), text);
            return new Turn(new Exchange(question, result.text()), exact ? said : List.of());
        }
    }

    /** The dialogue without its {@code count} oldest turns. */
    Dialogue without(int count) {
        return new Dialogue(turns.subList(count, turns.size()), question);
    }

    List<ChatMessage> messages(String system) {
        var messages = new ArrayList<ChatMessage>();
        messages.add(ChatMessage.system(system));
        for (var turn : turns) {
            messages.add(ChatMessage.user(turn.exchange().question()));
            messages.add(ChatMessage.assistant(turn.exchange().answer()));
        }
        messages.add(ChatMessage.user(question));
        return messages;
    }

    /** {@link #messages} with the tokens of answers. */
    List<Spoken> spoken(String system) {
        var spoken = new ArrayList<Spoken>();
        spoken.add(Spoken.written(system));
        for (var turn : turns) {
            spoken.add(Spoken.written(turn.exchange().question()));
            spoken.add(new Spoken(turn.exchange().answer(), turn.tokens()));
        }
        spoken.add(Spoken.written(question));
        return spoken;
    }
}
