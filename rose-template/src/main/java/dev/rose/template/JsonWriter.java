package dev.rose.template;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's {@code json.dumps}, as Hugging Face's {@code tojson} calls it. */
final class JsonWriter {
    private final TextBuilder out;
    private final Rendering rendering;
    private final boolean ascii;
    private final boolean sorted;
    private final @Nullable Str indent;
    private final Str itemSeparator;
    private final Str keySeparator;

    private JsonWriter(
            Rendering rendering,
            boolean ascii,
            boolean sorted,
            @Nullable Str indent,
            Str itemSeparator,
            Str keySeparator) {
        this.out = new TextBuilder(rendering);
        this.rendering = rendering;
        this.ascii = ascii;
        this.sorted = sorted;
        this.indent = indent;
        this.itemSeparator = itemSeparator;
        this.keySeparator = keySeparator;
    }

    /**
     * The value as JSON; null or None for the options that were left out.
     *
     * @param ascii whether to escape what is not ASCII
     * @param indent a number of blanks or a text, for one line an element
     * @param separators a pair: between elements, and after keys
     * @param sorted whether to sort the keys
     */
    static Str write(
            Value value,
            @Nullable Value ascii,
            @Nullable Value indent,
            @Nullable Value separators,
            @Nullable Value sorted,
            Rendering rendering) {
        Str step = indentation(indent, rendering);
        Str item = Str.of(step == null ? ", " : ",");
        Str key = Str.of(": ");
        if (separators != null && separators != NoneValue.NONE) {
            List<Value> pair = new ArrayList<>();
            separators.iterate().forEachRemaining(pair::add);
            if (pair.size() != 2) {
                throw Failure.value("separators must be two texts, not " + pair.size());
            }
            item = StringMethods.string(pair.get(0));
            key = StringMethods.string(pair.get(1));
        }
        JsonWriter writer =
                new JsonWriter(
                        rendering,
                        ascii != null && ascii.truth(),
                        sorted != null && sorted.truth(),
                        step,
                        item,
                        key);
        writer.value(value, 0);
        return writer.out.toStr();
    }

    private static @Nullable Str indentation(@Nullable Value indent, Rendering rendering) {
        if (indent == null || indent == NoneValue.NONE) {
            return null;
        }
        if (indent instanceof Str text) {
            return text;
        }
        int blanks = Math.max(0, StringMethods.integer(indent));
        return Operators.repeat(Str.of(" "), blanks, rendering);
    }

    private void value(Value value, int level) {
        rendering.step();
        switch (value) {
            case Str text -> string(text);
            case IntValue number -> out.append(number.toText());
            case BoolValue bool -> out.append(bool.truth() ? "true" : "false");
            case NoneValue ignored -> out.append("null");
            case FloatValue number -> out.append(real(number.value));
            case SequenceValue sequence -> array(sequence, level);
            case DictValue dict -> object(dict, level);
            default ->
                    throw Failure.type(
                            "Object of type " + value.typeName() + " is not JSON serializable");
        }
    }

    private static String real(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "Infinity" : "-Infinity";
        }
        return FloatValue.text(value);
    }

    private void line(int level) {
        if (indent != null) {
            out.append('\n').repeat(indent, level);
        }
    }

    private void array(SequenceValue sequence, int level) {
        if (sequence.items.isEmpty()) {
            out.append("[]");
            return;
        }
        out.append('[');
        Iterator<Value> items = sequence.items.iterator();
        while (items.hasNext()) {
            line(level + 1);
            value(items.next(), level + 1);
            if (items.hasNext()) {
                out.append(itemSeparator);
            }
        }
        line(level);
        out.append(']');
    }

    private void object(DictValue dict, int level) {
        if (dict.entries.isEmpty()) {
            out.append("{}");
            return;
        }
        List<Map.Entry<Value, Value>> entries = new ArrayList<>(dict.entries.entrySet());
        if (sorted) {
            entries = Sorting.sorted(entries, Map.Entry::getKey, false, rendering);
        }
        out.append('{');
        for (int i = 0; i < entries.size(); i++) {
            if (i > 0) {
                out.append(itemSeparator);
            }
            line(level + 1);
            string(key(entries.get(i).getKey()));
            out.append(keySeparator);
            value(entries.get(i).getValue(), level + 1);
        }
        line(level);
        out.append('}');
    }

    private static Str key(Value key) {
        return switch (key) {
            case Str text -> text;
            case IntValue number -> Str.of(number.toText());
            case FloatValue number -> Str.of(real(number.value));
            case BoolValue bool -> Str.of(bool.truth() ? "true" : "false");
            case NoneValue ignored -> Str.of("null");
            default ->
                    throw Failure.type(
                            "keys must be str, int, float, bool or None, not " + key.typeName());
        };
    }

    private void string(Str text) {
        out.append('"');
        String chars = text.text;
        int plain = 0;
        for (int i = 0; i < chars.length(); i++) {
            String escape = escape(chars.charAt(i));
            if (escape != null) {
                out.append(text, plain, i).append(escape, Marks.at(text.marks, i));
                plain = i + 1;
            }
        }
        out.append(text, plain, chars.length()).append('"');
    }

    private @Nullable String escape(char c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\f' -> "\\f";
            case '\b' -> "\\b";
            default -> c < 0x20 || (ascii && c > 0x7E) ? String.format("\\u%04x", (int) c) : null;
        };
    }
}
