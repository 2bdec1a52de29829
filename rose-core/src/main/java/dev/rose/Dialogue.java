package dev.rose;

import dev.rose.engine.GenerationResult;
import dev.rose.model.Vocabulary;
import dev.rose.prompt.ChatMessage;
import dev.rose.prompt.PromptTokenizer.Spoken;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A conversation that Rose keeps.
 *
 * @param turns the earlier ones, the oldest first
 * @param question that is to be answered
 */
record Dialogue(List<Turn> turns, String question) implements Script {
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

        /**
         * A turn as the model said it. Where a stop text ends inside a token, only what comes
         * before is its own.
         */
        static Turn of(String question, GenerationResult result, Vocabulary vocabulary) {
            var exchange = new Exchange(question, result.text());
            var said = result.tokens().stream().takeWhile(t -> !vocabulary.isControl(t)).toList();
            if (!text(said, vocabulary).equals(result.text())) {
                said = cut(said, result.text(), vocabulary);
            }
            return new Turn(
                    exchange, text(said, vocabulary).equals(result.text()) ? said : List.of());
        }

        private static List<Integer> cut(List<Integer> said, String text, Vocabulary vocabulary) {
            int own = said.size();
            while (own > 0 && !text.startsWith(text(said.subList(0, own), vocabulary))) {
                own--;
            }
            var tokens = new ArrayList<>(said.subList(0, own));
            var rest = text.substring(text(tokens, vocabulary).length());
            IntStream.of(vocabulary.tokenize(rest)).forEach(tokens::add);
            return tokens;
        }

        /** With a replacement character for bytes that are none, as answers have it. */
        private static String text(List<Integer> tokens, Vocabulary vocabulary) {
            var bytes = new ByteArrayOutputStream();
            tokens.forEach(token -> bytes.writeBytes(vocabulary.bytes(token)));
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }

    /** The dialogue without its {@code count} oldest turns. */
    Dialogue without(int count) {
        return new Dialogue(turns.subList(count, turns.size()), question);
    }

    @Override
    public List<ChatMessage> messages(String system) {
        var messages = new ArrayList<ChatMessage>();
        messages.add(ChatMessage.system(system));
        for (var turn : turns) {
            messages.add(ChatMessage.user(turn.exchange().question()));
            messages.add(ChatMessage.assistant(turn.exchange().answer()));
        }
        messages.add(ChatMessage.user(question));
        return messages;
    }

    @Override
    public List<Spoken> spoken(String system) {
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
