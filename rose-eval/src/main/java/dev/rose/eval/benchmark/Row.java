package dev.rose.eval.benchmark;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A row of a file: columns by name, and where it stands, for messages.
 *
 * @param line from 1, on which it begins
 * @param fields of a CSV file all texts
 */
record Row(Path file, long line, ObjectNode fields) {
    private static final int MOST_SHOWN = 60;

    /** What is wrong in a line of a file, on one line. */
    static RoseException broken(Path file, long line, String what, @Nullable Throwable cause) {
        // What it quotes may go over lines.
        return new RoseException(
                Kind.INVALID_REQUEST,
                "%s, line %d: %s".formatted(file, line, what.strip().replaceAll("\\s+", " ")),
                cause);
    }

    RoseException broken(String what) {
        return broken(file, line, what, null);
    }

    /** A value as messages show it. */
    static String seen(@Nullable JsonNode value) {
        if (value == null || value.isMissingNode()) {
            return "nothing";
        }
        var text = value.isString() ? "'" + value.asString() + "'" : value.toString();
        var oneLine = text.strip().replaceAll("\\s+", " ");
        return oneLine.length() <= MOST_SHOWN ? oneLine : oneLine.substring(0, MOST_SHOWN) + "…";
    }

    JsonNode value(String column) {
        return fields.path(column);
    }

    /** A text that is there and not blank; a number or a truth value counts as its text. */
    String text(String column) {
        return optional(column)
                .orElseThrow(() ->
                        broken(
                                "'%s' must be a text, not %s"
                                        .formatted(column, seen(fields.get(column)))));
    }

    /** A text, or nothing where it is missing, null or blank. */
    Optional<String> optional(String column) {
        var value = value(column);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isValueNode()) {
            throw broken("'%s' must be a text, not %s".formatted(column, seen(value)));
        }
        return Optional.of(value.asString()).filter(text -> !text.isBlank());
    }

    /** The texts of a list. */
    List<String> texts(String column) {
        var value = value(column);
        if (!value.isArray()) {
            throw broken(
                    "'%s' must be a list of texts, not %s"
                            .formatted(column, seen(fields.get(column))));
        }
        var texts = new ArrayList<String>();
        for (var entry : value.values()) {
            if (!entry.isValueNode() || entry.isNull()) {
                throw broken("'%s' must hold texts, not %s".formatted(column, seen(entry)));
            }
            texts.add(entry.asString());
        }
        return texts;
    }

    /** The index of the right one of some options: a letter, or a number from 0. */
    int answer(String column, int options) {
        var value = value(column);
        int index = -1;
        if (value.isIntegralNumber() && value.canConvertToInt()) {
            index = value.asInt();
        } else if (value.isString()) {
            index = index(value.asString().strip());
        }
        if (index < 0 || index >= options) {
            throw broken(
                    "'%s' must be a letter from A to %c or a number from 0 to %d, not %s"
                            .formatted(
                                    column,
                                    'A' + options - 1,
                                    options - 1,
                                    seen(fields.get(column))));
        }
        return index;
    }

    private static int index(String text) {
        if (text.matches("[A-Za-z]")) {
            return Character.toUpperCase(text.charAt(0)) - 'A';
        }
        return text.matches("[0-9]{1,2}") ? Integer.parseInt(text) : -1;
    }
}
