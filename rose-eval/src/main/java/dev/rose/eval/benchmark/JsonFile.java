package dev.rose.eval.benchmark;

import dev.rose.error.RoseException;
import java.io.CharConversionException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON files, read entry by entry, so that each is known by its line. */
final class JsonFile {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private JsonFile() {}

    /** Hears of an entry of a list or an object, and of the line that it begins on. */
    @FunctionalInterface
    interface Entry {
        void read(long line, JsonNode value);
    }

    /** The objects of a file with one a line; blank lines are nothing. */
    static void lines(Path file, Consumer<Row> rows) {
        TextFile.read(
                file,
                reader -> {
                    long number = 0;
                    for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                        number++;
                        if (!line.isBlank()) {
                            rows.accept(object(file, number, parse(file, number, line)));
                        }
                    }
                });
    }

    private static JsonNode parse(Path file, long number, String line) {
        try {
            return JSON.readTree(line);
        } catch (JacksonException e) {
            throw Row.broken(file, number, "is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** The objects of a file that is one list. */
    static void objects(Path file, Consumer<Row> rows) {
        list(file, (line, value) -> rows.accept(object(file, line, value)));
    }

    /** The entries of a file that is one list. */
    static void list(Path file, Entry entries) {
        parse(
                file,
                parser -> {
                    expect(file, parser, JsonToken.START_ARRAY);
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        long line = line(parser);
                        entries.read(line, tree(parser));
                    }
                });
    }

    /** The entries of a file that is one object, in its order. */
    static void object(Path file, BiConsumer<String, Row> entries) {
        parse(
                file,
                parser -> {
                    expect(file, parser, JsonToken.START_OBJECT);
                    while (parser.nextToken() != JsonToken.END_OBJECT) {
                        var key = parser.currentName();
                        parser.nextToken();
                        long line = line(parser);
                        entries.accept(key, object(file, line, tree(parser)));
                    }
                });
    }

    /** Hears of a text in an object of objects of lists. */
    @FunctionalInterface
    interface Listed {
        /**
         * One of them.
         *
         * @param number of the text in its list, from 1
         */
        void read(String outer, String inner, int number, long line, JsonNode value);
    }

    /** The entries of a file that is an object of objects of lists, in its order. */
    static void lists(Path file, Listed entries) {
        parse(
                file,
                parser -> {
                    expect(file, parser, JsonToken.START_OBJECT);
                    while (parser.nextToken() != JsonToken.END_OBJECT) {
                        var outer = parser.currentName();
                        expect(file, parser, JsonToken.START_OBJECT);
                        while (parser.nextToken() != JsonToken.END_OBJECT) {
                            var inner = parser.currentName();
                            expect(file, parser, JsonToken.START_ARRAY);
                            for (int i = 1; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                                long line = line(parser);
                                entries.read(outer, inner, i, line, tree(parser));
                            }
                        }
                    }
                });
    }

    private static void expect(Path file, JsonParser parser, JsonToken begin) {
        if (parser.nextToken() != begin) {
            throw Row.broken(
                    file,
                    line(parser),
                    "must be %s, not %s"
                            .formatted(
                                    begin == JsonToken.START_OBJECT ? "an object" : "a list",
                                    parser.currentToken() == null
                                            ? "the end of the file"
                                            : "'" + parser.getString() + "'"),
                    null);
        }
    }

    private static long line(JsonParser parser) {
        return Math.max(1, parser.currentTokenLocation().getLineNr());
    }

    private static JsonNode tree(JsonParser parser) {
        return parser.readValueAsTree();
    }

    /** An entry that must be an object. */
    private static Row object(Path file, long line, JsonNode value) {
        if (value instanceof ObjectNode fields) {
            return new Row(file, line, fields);
        }
        throw Row.broken(file, line, "must be an object, not " + Row.seen(value), null);
    }

    private static void parse(Path file, Consumer<JsonParser> use) {
        TextFile.read(
                file,
                reader -> {
                    try (var parser = parser(reader)) {
                        use.accept(parser);
                        if (parser.nextToken() != null) {
                            throw Row.broken(
                                    file, line(parser), "there is more behind the end", null);
                        }
                    } catch (JacksonException e) {
                        throw broken(file, e);
                    }
                });
    }

    private static JsonParser parser(Reader reader) {
        return JSON.createParser(reader);
    }

    private static RoseException broken(Path file, JacksonException e) {
        if (e.getCause() instanceof CharacterCodingException
                || e.getCause() instanceof CharConversionException) {
            return TextFile.notText(file, e);
        }
        var place = e.getLocation();
        return Row.broken(
                file,
                place == null ? 1 : Math.max(1, place.getLineNr()),
                "is no JSON: " + firstLine(e.getOriginalMessage()),
                e);
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("it is cut off");
    }
}
