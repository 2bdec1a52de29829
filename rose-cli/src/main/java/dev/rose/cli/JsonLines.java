package dev.rose.cli;

import static dev.rose.error.RoseException.Kind.STORAGE;

import dev.rose.error.RoseException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Prompts from lines of JSON objects with a string {@code prompt}; other fields are of no account,
 * and blank lines are none. A line that is no such object is a {@link Prompt.Bad}.
 */
final class JsonLines implements Iterator<Prompt> {
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private final InputStream in;
    private int line;
    private boolean ended;
    private @Nullable Prompt next;

    /**
     * @param in buffered, read as needed
     */
    JsonLines(InputStream in) {
        this.in = in;
    }

    @Override
    public boolean hasNext() {
        while (next == null && !ended) {
            next = read();
        }
        return next != null;
    }

    @Override
    public Prompt next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        var result = next;
        next = null;
        return result;
    }

    /** The next line's prompt; null for a blank line or the end. */
    private @Nullable Prompt read() {
        var bytes = readLine();
        line++;
        try {
            var text = Utf8.decode(bytes);
            if (line == 1 && text.startsWith("\uFEFF")) {
                text = text.substring(1);
            }
            return text.isBlank() ? null : parse(text);
        } catch (Utf8.MalformedException e) {
            return new Prompt.Bad(line, "not UTF-8: " + e.getMessage());
        }
    }

    private byte[] readLine() {
        var bytes = new ByteArrayOutputStream();
        try {
            int b = in.read();
            for (; b >= 0 && b != '\n'; b = in.read()) {
                bytes.write(b);
            }
            ended = b < 0;
        } catch (IOException e) {
            throw new RoseException(
                    STORAGE, "cannot read the input (%s)".formatted(e.getMessage()), e);
        }
        return bytes.toByteArray();
    }

    private Prompt parse(String text) {
        try (var parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return bad("not a JSON object", text);
            }
            String prompt = null;
            for (var name = parser.nextName(); name != null; name = parser.nextName()) {
                var value = parser.nextToken();
                if (!name.equals("prompt")) {
                    parser.skipChildren();
                } else if (value == JsonToken.VALUE_STRING) {
                    prompt = parser.getString();
                } else {
                    return bad("'prompt' is not a string", text);
                }
            }
            return checked(parser, prompt, text);
        } catch (JacksonException e) {
            return bad("not a JSON object (" + firstLine(e.getOriginalMessage()) + ")", text);
        }
    }

    private Prompt checked(JsonParser parser, @Nullable String prompt, String text) {
        if (parser.nextToken() != null) {
            return bad("more than one JSON value", text);
        }
        if (prompt == null) {
            return bad("no 'prompt'", text);
        }
        if (prompt.isBlank()) {
            return bad("the prompt is empty", text);
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(prompt)) {
            return bad("the prompt has half of a surrogate pair", text);
        }
        return new Prompt.Question(line, prompt);
    }

    private Prompt.Bad bad(String what, String text) {
        var seen = text.strip();
        return new Prompt.Bad(
                line,
                "%s: %s; write {\"prompt\": \"…\"}"
                        .formatted(what, seen.length() <= 60 ? seen : seen.substring(0, 60) + "…"));
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("").strip();
    }
}
