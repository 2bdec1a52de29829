package dev.rose.cli;

import static dev.rose.error.RoseException.Kind.INVALID_REQUEST;
import static dev.rose.error.RoseException.Kind.NOT_FOUND;
import static dev.rose.error.RoseException.Kind.STORAGE;

import dev.rose.Exchange;
import dev.rose.error.RoseException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A conversation as JSON: {@code {"messages": [{"role": "user", "content": "…"}, {"role":
 * "assistant", "content": "…"}]}}, users and answers by turns. Other fields are of no account.
 */
final class ConversationFile {
    private static final JsonFactory JSON = new JsonFactory();

    private final Path file;

    ConversationFile(Path file) {
        this.file = file;
    }

    private record Message(String role, String content) {}

    /**
     * @throws RoseException with kind {@code STORAGE}
     */
    void write(List<Exchange> exchanges) {
        var text =
                AnswerJson.object(json -> {
                    json.writeArrayPropertyStart("messages");
                    for (var exchange : exchanges) {
                        write("user", exchange.question(), json);
                        write("assistant", exchange.answer(), json);
                    }
                    json.writeEndArray();
                });
        requireNothingElse();
        try {
            Files.writeString(file, text + "\n");
        } catch (NoSuchFileException e) {
            throw new RoseException(
                    STORAGE, "there is no folder for '%s'; make it first".formatted(file), e);
        } catch (IOException e) {
            throw new RoseException(
                    STORAGE,
                    "cannot write '%s' (%s); name another file"
                            .formatted(file, TextArgument.reason(e)),
                    e);
        }
    }

    /** A conversation may be saved again; nothing else is written over. */
    private void requireNothingElse() {
        if (Files.isRegularFile(file)) {
            try {
                read();
            } catch (RoseException e) {
                throw new RoseException(
                        STORAGE,
                        "'%s' is there already and is no conversation; name another file"
                                .formatted(file),
                        e);
            }
        }
    }

    private static void write(String role, String content, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("role", role);
        json.writeStringProperty("content", content);
        json.writeEndObject();
    }

    /**
     * @throws RoseException with kind {@code NOT_FOUND} or {@code STORAGE}, or {@code
     *     INVALID_REQUEST} where it is no such conversation
     */
    List<Exchange> read() {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new RoseException(NOT_FOUND, "there is no file '%s'".formatted(file), e);
        } catch (CharacterCodingException e) {
            throw new RoseException(
                    STORAGE, "'%s' is not UTF-8 text; convert it".formatted(file), e);
        } catch (IOException e) {
            throw new RoseException(
                    STORAGE, "cannot read '%s' (%s)".formatted(file, TextArgument.reason(e)), e);
        }
        try (var parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            return exchanges(messages(parser));
        } catch (JacksonException e) {
            var place = e.getLocation();
            throw new RoseException(
                    INVALID_REQUEST,
                    "'%s' is not JSON at line %d, column %d"
                            .formatted(file, place.getLineNr(), place.getColumnNr()),
                    e);
        }
    }

    private List<Message> messages(JsonParser parser) {
        List<Message> messages = null;
        if (parser.nextToken() == JsonToken.START_OBJECT) {
            for (var name = parser.nextName(); name != null; name = parser.nextName()) {
                var value = parser.nextToken();
                if (name.equals("messages") && value == JsonToken.START_ARRAY) {
                    messages = new ArrayList<>();
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        messages.add(message(parser, messages.size() + 1));
                    }
                } else {
                    parser.skipChildren();
                }
            }
        }
        if (messages == null) {
            throw refused("has no list 'messages'");
        }
        return messages;
    }

    private Message message(JsonParser parser, int number) {
        @Nullable String role = null;
        @Nullable String content = null;
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw refused("has a message %d that is no object".formatted(number));
        }
        for (var name = parser.nextName(); name != null; name = parser.nextName()) {
            var value = parser.nextToken();
            if (value == JsonToken.VALUE_STRING && name.equals("role")) {
                role = parser.getString();
            } else if (value == JsonToken.VALUE_STRING && name.equals("content")) {
                content = parser.getString();
            } else {
                parser.skipChildren();
            }
        }
        if (role == null || content == null) {
            throw refused("has a message %d without role or content".formatted(number));
        }
        return new Message(role, content);
    }

    private List<Exchange> exchanges(List<Message> messages) {
        var exchanges = new ArrayList<Exchange>();
        for (var i = 0; i < messages.size(); i++) {
            var message = messages.get(i);
            var expected = i % 2 == 0 ? "user" : "assistant";
            if (!message.role().equals(expected)) {
                throw refused(
                        "has '%s' as message %d, where '%s' belongs"
                                .formatted(message.role(), i + 1, expected));
            }
            if (i % 2 == 0 && message.content().isBlank()) {
                throw refused("has an empty message " + (i + 1));
            }
            if (i % 2 == 1) {
                exchanges.add(new Exchange(messages.get(i - 1).content(), message.content()));
            }
        }
        if (messages.size() % 2 == 1) {
            throw refused("ends with a question that has no answer");
        }
        return exchanges;
    }

    private RoseException refused(String what) {
        return new RoseException(
                INVALID_REQUEST,
                "'%s' %s; it takes {\"messages\": …} as /save writes it".formatted(file, what));
    }
}
