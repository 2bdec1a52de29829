package dev.rose.template;

import java.util.Iterator;
import java.util.Map;

/** How values print: Python's {@code str} and {@code repr}. */
final class Texts {
    private Texts() {}

    /** Python's {@code str}. */
    static Str str(Value value, Rendering rendering) {
        return switch (value) {
            case Str text -> text.withMarkup(false);
            case Undefined ignored -> Str.EMPTY;
            case IntValue number -> Str.of(number.toText());
            case BoolValue bool -> Str.of(bool.truth() ? "True" : "False");
            case NoneValue ignored -> Str.of("None");
            case FloatValue number -> Str.of(number.toText());
            default -> repr(value, rendering);
        };
    }

    /** A text as it is, anything else by {@link #str}: keeps the mark of HTML-safe text. */
    static Str soft(Value value, Rendering rendering) {
        return value instanceof Str text ? text : str(value, rendering);
    }

    /** Python's {@code repr}. */
    static Str repr(Value value, Rendering rendering) {
        TextBuilder out = new TextBuilder(rendering);
        repr(value, out, rendering);
        return out.toStr();
    }

    private static void repr(Value value, TextBuilder out, Rendering rendering) {
        rendering.step();
        switch (value) {
            case Str text -> reprText(text, out);
            case Undefined ignored -> out.append("Undefined");
            case ListValue list -> sequence(list.elements(), "[", "]", out, rendering);
            case TupleValue tuple ->
                    sequence(
                            tuple.elements(),
                            "(",
                            tuple.length() == 1 ? ",)" : ")",
                            out,
                            rendering);
            case DictValue dict -> mapping(dict.entries, out, rendering);
            case DictView view -> {
                out.append(view.typeName()).append("(");
                sequence(view.elements(), "[", "]", out, rendering);
                out.append(")");
            }
            case RangeValue range -> {
                out.append("range(" + range.start + ", " + range.stop);
                out.append(range.step == 1 ? ")" : ", " + range.step + ")");
            }
            case NamespaceValue namespace -> {
                rendering.enter(8);
                out.append("<Namespace ");
                mapping(namespace.attributes, out, rendering);
                out.append(">");
                rendering.leave(8);
            }
            case MacroValue macro -> out.append(macro.shown());
            case LoopValue loop -> out.append("<LoopContext " + loop.shown() + ">");
            case IteratorValue ignored -> throw unprintable(value);
            case CyclerValue ignored -> throw unprintable(value);
            case JoinerValue ignored -> throw unprintable(value);
            case FunctionValue ignored -> throw unprintable(value);
            case NoneValue ignored -> out.append(str(value, rendering));
            case BoolValue ignored -> out.append(str(value, rendering));
            case IntValue ignored -> out.append(str(value, rendering));
            case FloatValue ignored -> out.append(str(value, rendering));
        }
    }

    /** Python would print the address of the object. */
    private static Failure unprintable(Value value) {
        return Failure.render(
                switch (value) {
                    case FunctionValue function ->
                            "the function '" + function.name + "' has no text; call it with ()";
                    case IteratorValue ignored ->
                            "a "
                                    + value.typeName()
                                    + " has no text; make it a list with |list first";
                    default -> "a " + value.typeName() + " has no text";
                });
    }

    private static void sequence(
            Iterator<Value> items,
            String open,
            String close,
            TextBuilder out,
            Rendering rendering) {
        out.append(open);
        while (items.hasNext()) {
            repr(items.next(), out, rendering);
            if (items.hasNext()) {
                out.append(", ");
            }
        }
        out.append(close);
    }

    private static void mapping(Map<Value, Value> entries, TextBuilder out, Rendering rendering) {
        String separator = "{";
        for (Map.Entry<Value, Value> entry : entries.entrySet()) {
            out.append(separator);
            repr(entry.getKey(), out, rendering);
            out.append(": ");
            repr(entry.getValue(), out, rendering);
            separator = ", ";
        }
        out.append(entries.isEmpty() ? "{}" : "}");
    }

    private static void reprText(Str text, TextBuilder out) {
        boolean doubled = text.text.indexOf('\'') >= 0 && text.text.indexOf('"') < 0;
        char quote = doubled ? '"' : '\'';
        out.append(text.markup ? "Markup(" : "").append(quote);
        String chars = text.text;
        int plain = 0;
        int at = 0;
        while (at < chars.length()) {
            int c = chars.codePointAt(at);
            int next = at + Character.charCount(c);
            if (c == quote || c == '\\' || !isPrintable(c)) {
                out.append(text, plain, at);
                out.append(
                        c == quote || c == '\\' ? "\\" + (char) c : escaped(c),
                        Marks.at(text.marks, at));
                plain = next;
            }
            at = next;
        }
        out.append(text, plain, chars.length()).append(quote).append(text.markup ? ")" : "");
    }

    /** Python's {@code str.isprintable} for one character. */
    static boolean isPrintable(int c) {
        if (c < 0x7F) {
            return c >= ' ';
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR ->
                    false;
            default -> true;
        };
    }

    /** A character as a Python literal escapes it. */
    static String escaped(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> {
                if (c < 0x100) {
                    yield String.format("\\x%02x", c);
                }
                yield c < 0x10000 ? String.format("\\u%04x", c) : String.format("\\U%08x", c);
            }
        };
    }

    /** A text in quotes for an error message, shortened. */
    static String quote(String text) {
        String shown = text.length() > 60 ? text.substring(0, 57) + "..." : text;
        return "'" + shown.replace("\n", "\\n") + "'";
    }

    /** A value for an error message. */
    static String shortRepr(Value value) {
        return switch (value) {
            case Str text -> quote(text.text);
            case IntValue number -> number.fitsLong() ? number.toText() : "a large integer";
            case FloatValue number -> number.toText();
            case BoolValue bool -> bool.truth() ? "True" : "False";
            case NoneValue ignored -> "None";
            default -> "a " + value.typeName();
        };
    }
}
