package dev.rose.template;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The filters that make texts. */
final class TextFilters {
    private TextFilters() {}

    static void define() {
        Filters.put("string", (rendering, value, a) -> Texts.soft(value, rendering));
        Filters.put("upper", (r, value, a) -> CaseMapping.upper(charged(value, r)));
        Filters.put("lower", (r, value, a) -> CaseMapping.lower(charged(value, r)));
        Filters.put("capitalize", (r, value, a) -> CaseMapping.capitalize(charged(value, r)));
        Filters.put("title", (r, value, a) -> title(charged(value, r)));
        Filters.put(
                "trim",
                (r, value, a) -> Pieces.strip(charged(value, r), a[0], true, true),
                "chars?");
        Filters.put("replace", TextFilters::replace, "old", "new", "count?");
        Filters.put("indent", TextFilters::indent, "width?", "first?", "blank?");
        Filters.put("center", TextFilters::center, "width?");
        Filters.put("truncate", TextFilters::truncate, "length?", "killwords?", "end?", "leeway?");
        Filters.put("format", TextFilters::format);
        Filters.put("wordcount", (r, value, a) -> wordCount(charged(value, r).text));
        Filters.put("safe", (r, value, a) -> Texts.soft(value, r).withMarkup(true));
        for (String name : new String[] {"e", "escape"}) {
            Filters.put(name, (r, value, a) -> Html.escape(Texts.soft(value, r), r));
        }
        Filters.put("forceescape", (r, value, a) -> Html.escape(Texts.str(value, r), r));
        Filters.put("xmlattr", TextFilters::xmlAttributes, "autospace?");
        Filters.put("urlencode", (r, value, a) -> urlEncode(value, r));
        Filters.put(
                "tojson",
                (r, value, a) -> JsonWriter.write(value, a[0], a[1], a[2], a[3], r),
                "ensure_ascii?",
                "indent?",
                "separators?",
                "sort_keys?");
    }

    private static Str charged(Value value, Rendering rendering) {
        Str text = Texts.soft(value, rendering);
        rendering.charge(text.weight());
        return text;
    }

    /** Jinja's own idea of words: they begin after blanks, hyphens and opening brackets. */
    private static Str title(Str text) {
        StringBuilder out = new StringBuilder(text.text.length());
        String chars = text.text;
        int at = 0;
        while (at < chars.length()) {
            int from = at;
            boolean separator = separatesWords(chars.charAt(at));
            while (at < chars.length() && separatesWords(chars.charAt(at)) == separator) {
                at++;
            }
            String run = chars.substring(from, at);
            if (separator) {
                out.append(run);
            } else {
                int first = Character.charCount(run.codePointAt(0));
                out.append(run.substring(0, first).toUpperCase(java.util.Locale.ROOT));
                out.append(run.substring(first).toLowerCase(java.util.Locale.ROOT));
            }
        }
        return text.recased(out.toString());
    }

    private static boolean separatesWords(char c) {
        return "-({[<".indexOf(c) >= 0 || Whitespace.isSpace(c);
    }

    private static Value replace(Rendering rendering, Value value, @Nullable Value[] arguments) {
        Value count = arguments[2];
        return Pieces.replace(
                Texts.str(value, rendering),
                Texts.str(StringMethods.required(arguments[0]), rendering),
                Texts.str(StringMethods.required(arguments[1]), rendering),
                count == null || count == NoneValue.NONE ? -1 : StringMethods.integer(count),
                rendering);
    }

    private static Value indent(Rendering rendering, Value value, @Nullable Value[] arguments) {
        Str indention = indention(arguments[0], rendering);
        boolean first = arguments[1] != null && arguments[1].truth();
        boolean blank = arguments[2] != null && arguments[2].truth();
        Str newline = Str.of("\n");
        if (!(Operators.binary(TokenType.ADD, value, newline, rendering) instanceof Str text)) {
            throw Failure.type("can only indent text, not " + value.typeName());
        }
        Str before = indention.withMarkup(text.markup);
        List<Value> lines = Pieces.lines(text, false, rendering).items;
        TextBuilder out = new TextBuilder(rendering);
        for (int i = 0; i < lines.size(); i++) {
            Str line = (Str) lines.get(i);
            if (i > 0) {
                out.append(newline);
            }
            if (i == 0 ? first : blank || line.truth()) {
                out.append(before);
            }
            out.append(line);
        }
        return out.toStr(text.markup);
    }

    private static Str indention(@Nullable Value width, Rendering rendering) {
        if (width instanceof Str text) {
            return text;
        }
        int blanks = width == null ? 4 : StringMethods.integer(width);
        return Operators.repeat(Str.of(" "), Math.max(0, blanks), rendering);
    }

    private static Value center(Rendering rendering, Value value, @Nullable Value[] arguments) {
        Str text = Texts.soft(value, rendering);
        FunctionValue method = StringMethods.bind(text, "center");
        if (method == null) {
            throw new IllegalStateException("strings have lost their method 'center'");
        }
        Value width = arguments[0] == null ? IntValue.of(80) : arguments[0];
        return method.call(rendering, Arguments.of(width));
    }

    private static Value truncate(Rendering rendering, Value value, @Nullable Value[] arguments) {
        int length = arguments[0] == null ? 255 : StringMethods.integer(arguments[0]);
        boolean killWords = arguments[1] != null && arguments[1].truth();
        Str end = arguments[2] == null ? Str.of("...") : StringMethods.string(arguments[2]);
        boolean usual = arguments[3] == null || arguments[3] == NoneValue.NONE;
        int leeway = usual ? 5 : StringMethods.integer(arguments[3]);
        if (length < end.length() || leeway < 0) {
            throw Failure.render(
                    "truncate wants a length of at least "
                            + end.length()
                            + " and no negative leeway");
        }
        if (value.length() >= 0 && value.length() <= (long) length + leeway) {
            return value;
        }
        Str text = StringMethods.string(value);
        Str cut = text.part(0, text.offset(length - end.length()));
        if (!killWords) {
            int space = cut.text.lastIndexOf(' ');
            cut = space < 0 ? cut : cut.part(0, space);
        }
        return Operators.binary(TokenType.ADD, cut, end, rendering);
    }

    private static Value format(Rendering rendering, Value value, Arguments arguments) {
        if (!arguments.positional().isEmpty() && !arguments.named().isEmpty()) {
            throw Failure.type("can't handle positional and keyword arguments at the same time");
        }
        Value given = new TupleValue(List.copyOf(arguments.positional()));
        if (!arguments.named().isEmpty()) {
            Map<Value, Value> entries = new java.util.LinkedHashMap<>();
            arguments.named().forEach((name, argument) -> entries.put(Str.of(name), argument));
            given = new DictValue(entries);
        }
        return Operators.binary(TokenType.MOD, Texts.soft(value, rendering), given, rendering);
    }

    private static Value wordCount(String text) {
        int words = 0;
        boolean inside = false;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            boolean word = Character.isLetterOrDigit(c) || c == '_';
            words += word && !inside ? 1 : 0;
            inside = word;
        }
        return IntValue.of(words);
    }

    private static Value xmlAttributes(
            Rendering rendering, Value value, @Nullable Value[] arguments) {
        if (!(value instanceof DictValue dict)) {
            throw Failure.type("xmlattr wants a mapping, not " + value.typeName());
        }
        TextBuilder out = new TextBuilder(rendering);
        boolean space = arguments[0] == null || arguments[0].truth();
        dict.entries.forEach((key, attribute) -> {
            if (attribute == NoneValue.NONE || attribute instanceof Undefined) {
                return;
            }
            Str name = StringMethods.string(key);
            if (name.text.chars().anyMatch(c -> " \t\n\r\f\u000B/>=".indexOf(c) >= 0)) {
                throw Failure.value(
                        "Invalid character in attribute name: " + Texts.quote(name.text));
            }
            out.append(out.isEmpty() && !space ? "" : " ");
            out.append(Html.escape(name, rendering)).append("=\"");
            out.append(Html.escape(Texts.soft(attribute, rendering), rendering));
            out.append('"');
        });
        return out.toStr();
    }

    private static Value urlEncode(Value value, Rendering rendering) {
        if (value instanceof Str || value.elements() == null) {
            return quoted(Texts.soft(value, rendering), "/", rendering);
        }
        List<Value> pairs = new ArrayList<>();
        if (value instanceof DictValue dict) {
            pairs.addAll(new DictView(DictView.Part.ITEMS, dict).toList());
        } else {
            value.iterate().forEachRemaining(pairs::add);
        }
        TextBuilder out = new TextBuilder(rendering);
        for (Value pair : pairs) {
            List<Value> sides = Unpacking.unpack(pair, 2);
            out.append(out.isEmpty() ? "" : "&");
            out.append(queryPart(sides.get(0), rendering)).append("=");
            out.append(queryPart(sides.get(1), rendering));
        }
        return out.toStr();
    }

    private static Str queryPart(Value value, Rendering rendering) {
        Str text = quoted(Texts.soft(value, rendering), "", rendering);
        return Pieces.replace(text, Str.of("%20"), Str.of("+"), -1, rendering);
    }

    private static Str quoted(Str text, String kept, Rendering rendering) {
        TextBuilder out = new TextBuilder(rendering);
        String chars = text.text;
        int at = 0;
        while (at < chars.length()) {
            int c = chars.codePointAt(at);
            int next = at + Character.charCount(c);
            boolean plain =
                    c < 0x80 && (Character.isLetterOrDigit(c) || ("_.-~" + kept).indexOf(c) >= 0);
            if (plain) {
                out.append(text, at, next);
            } else {
                StringBuilder escaped = new StringBuilder();
                for (byte b : chars.substring(at, next).getBytes(StandardCharsets.UTF_8)) {
                    escaped.append(String.format("%%%02X", b));
                }
                out.append(escaped.toString(), Marks.at(text.marks, at));
            }
            at = next;
        }
        return out.toStr();
    }
}
