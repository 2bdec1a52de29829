package dev.rose.template;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The methods of Python's strings. */
final class StringMethods {
    /** What a method does with its string and its arguments, null for those left out. */
    @FunctionalInterface
    interface Body {
        Value call(Rendering rendering, Str text, @Nullable Value[] arguments);
    }

    private record Method(Parameters parameters, Body body) {}

    private static final Map<String, Method> METHODS = new HashMap<>();

    static {
        cases();
        searches();
        pieces();
        padding();
        predicates();
        for (String name : new String[] {"encode", "maketrans", "translate"}) {
            METHODS.put(
                    name,
                    new Method(
                            Parameters.positional(name, "a?", "b?", "c?"),
                            (rendering, text, arguments) -> {
                                throw Failure.render(
                                        "the method '" + name + "' of 'str' is not supported");
                            }));
        }
    }

    private StringMethods() {}

    private static void method(String name, Body body, String... parameters) {
        METHODS.put(name, new Method(Parameters.positional(name, parameters), body));
    }

    private static void named(String name, Body body, String... parameters) {
        METHODS.put(name, new Method(Parameters.of(name, parameters), body));
    }

    /** The method of that name of a string, or null. */
    static @Nullable FunctionValue bind(Str text, String name) {
        if (name.equals("format") || name.equals("format_map")) {
            boolean map = name.equals("format_map");
            return new FunctionValue(
                    name,
                    (rendering, arguments) -> BraceFormat.format(text, arguments, map, rendering));
        }
        Method method = METHODS.get(name);
        if (method == null) {
            return null;
        }
        return new FunctionValue(
                name,
                (rendering, arguments) -> {
                    rendering.charge(text.weight());
                    return method.body.call(rendering, text, method.parameters.bind(arguments));
                });
    }

    private static void cases() {
        method("upper", (rendering, text, arguments) -> CaseMapping.upper(text));
        method("lower", (rendering, text, arguments) -> CaseMapping.lower(text));
        method("title", (rendering, text, arguments) -> CaseMapping.title(text));
        method("capitalize", (rendering, text, arguments) -> CaseMapping.capitalize(text));
        method("swapcase", (rendering, text, arguments) -> CaseMapping.swap(text));
        method("casefold", (rendering, text, arguments) -> CaseMapping.fold(text));
    }

    private static void searches() {
        String[] span = {"sub", "start?", "end?"};
        method("find", (rendering, text, arguments) -> position(text, arguments, true), span);
        method("rfind", (rendering, text, arguments) -> position(text, arguments, false), span);
        method(
                "index",
                (rendering, text, arguments) -> found(position(text, arguments, true)),
                span);
        method(
                "rindex",
                (rendering, text, arguments) -> found(position(text, arguments, false)),
                span);
        method("count", StringMethods::count, span);
        method(
                "startswith",
                (rendering, text, arguments) -> affix(text, arguments, true),
                "prefix",
                "start?",
                "end?");
        method(
                "endswith",
                (rendering, text, arguments) -> affix(text, arguments, false),
                "suffix",
                "start?",
                "end?");
    }

    private static void pieces() {
        method("strip", (rendering, text, a) -> Pieces.strip(text, a[0], true, true), "chars?");
        method("lstrip", (rendering, text, a) -> Pieces.strip(text, a[0], true, false), "chars?");
        method("rstrip", (rendering, text, a) -> Pieces.strip(text, a[0], false, true), "chars?");
        named("split", (r, text, a) -> Pieces.split(text, a, r), "sep?", "maxsplit?");
        named("rsplit", (r, text, a) -> Pieces.rsplit(text, a, r), "sep?", "maxsplit?");
        named(
                "splitlines",
                (r, text, a) -> Pieces.lines(text, a[0] != null && a[0].truth(), r),
                "keepends?");
        method("partition", (r, text, a) -> Pieces.partition(text, string(a[0])), "sep");
        method("rpartition", (r, text, a) -> Pieces.rpartition(text, string(a[0])), "sep");
        method("replace", StringMethods::replace, "old", "new", "count?");
        method("join", (r, text, a) -> join(text, required(a[0]), r), "iterable");
        method(
                "removeprefix",
                (r, text, a) -> {
                    String prefix = string(a[0]).text;
                    int from = text.text.startsWith(prefix) ? prefix.length() : 0;
                    return text.part(from, text.text.length());
                },
                "prefix");
        method(
                "removesuffix",
                (r, text, a) -> {
                    String suffix = string(a[0]).text;
                    int cut = text.text.endsWith(suffix) ? suffix.length() : 0;
                    return text.part(0, text.text.length() - cut);
                },
                "suffix");
    }

    private static void padding() {
        method(
                "center",
                (r, text, a) -> {
                    int pad = padding(text, a[0]);
                    int left = pad / 2 + (pad & integer(required(a[0])) & 1);
                    return padded(text, left, pad - left, a[1], r);
                },
                "width",
                "fillchar?");
        method(
                "ljust",
                (r, text, a) -> padded(text, 0, padding(text, a[0]), a[1], r),
                "width",
                "fillchar?");
        method(
                "rjust",
                (r, text, a) -> padded(text, padding(text, a[0]), 0, a[1], r),
                "width",
                "fillchar?");
        method(
                "zfill",
                (r, text, a) -> {
                    boolean signed = text.text.startsWith("-") || text.text.startsWith("+");
                    int sign = signed ? 1 : 0;
                    int pad = padding(text, a[0]);
                    return new TextBuilder(r)
                            .append(text, 0, sign)
                            .append(Operators.repeat(Str.of("0"), pad, r))
                            .append(text, sign, text.text.length())
                            .toStr(text.markup);
                },
                "width");
        named("expandtabs", StringMethods::expandTabs, "tabsize?");
    }

    private static void predicates() {
        all("isalpha", Character::isLetter);
        all("isdecimal", c -> Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER);
        all("isdigit", StringMethods::isDigit);
        all("isnumeric", StringMethods::isNumeric);
        all("isalnum", c -> Character.isLetter(c) || isNumeric(c));
        all("isspace", Whitespace::isSpace);
        test("islower", CaseMapping::isLower);
        test("isupper", CaseMapping::isUpper);
        test("istitle", CaseMapping::isTitle);
        test("isascii", text -> text.chars().allMatch(c -> c < 0x80));
        test("isprintable", text -> text.codePoints().allMatch(Texts::isPrintable));
        test(
                "isidentifier",
                text ->
                        !text.isEmpty()
                                && (text.charAt(0) == '_'
                                        || Character.isUnicodeIdentifierStart(text.codePointAt(0)))
                                && text.codePoints()
                                        .allMatch(c ->
                                                Character.isUnicodeIdentifierPart(c)
                                                        && !Character.isIdentifierIgnorable(c)));
    }

    private static void all(String name, IntPredicate each) {
        test(name, text -> !text.isEmpty() && text.codePoints().allMatch(each));
    }

    private static void test(String name, java.util.function.Predicate<String> holds) {
        method(name, (rendering, text, arguments) -> BoolValue.of(holds.test(text.text)));
    }

    private static boolean isDigit(int c) {
        return Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER
                || c == 0xB2
                || c == 0xB3
                || c == 0xB9
                || c == 0x2070
                || (c >= 0x2074 && c <= 0x2079)
                || (c >= 0x2080 && c <= 0x2089)
                || (c >= 0x2460 && c <= 0x2468);
    }

    private static boolean isNumeric(int c) {
        return switch (Character.getType(c)) {
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER ->
                    true;
            default -> false;
        };
    }

    static Value required(@Nullable Value argument) {
        if (argument == null) {
            throw new IllegalStateException("an argument is missing that is required");
        }
        return argument;
    }

    static Str string(@Nullable Value argument) {
        if (required(argument) instanceof Str text) {
            return text;
        }
        if (argument instanceof Undefined undefined) {
            throw Failure.type("must be str, not Undefined: " + undefined.failure().reason());
        }
        throw Failure.type("must be str, not " + required(argument).typeName());
    }

    static int integer(Value argument) {
        IntValue number = Numbers.integer(argument);
        if (number == null) {
            throw argument instanceof Undefined undefined
                    ? undefined.failure()
                    : Failure.type(
                            "'"
                                    + argument.typeName()
                                    + "' object cannot be interpreted as an integer");
        }
        return number.clipped();
    }

    /** The position of the first or last occurrence, or -1. */
    private static IntValue position(Str text, @Nullable Value[] arguments, boolean first) {
        String part = string(arguments[0]).text;
        int[] span = Slices.span(arguments[1], arguments[2], text.length());
        if (span[0] > span[1]) {
            return IntValue.of(-1);
        }
        int from = text.offset(span[0]);
        int to = text.offset(span[1]);
        int at =
                first
                        ? TextSearch.indexOf(text.text, part, from)
                        : TextSearch.lastIndexOf(text.text, part, to);
        boolean inside = at >= from && at + part.length() <= to;
        return IntValue.of(inside ? text.pointAt(at) : -1);
    }

    private static IntValue found(IntValue position) {
        if (position.signum() < 0) {
            throw Failure.value("substring not found");
        }
        return position;
    }

    private static Value count(Rendering rendering, Str text, @Nullable Value[] arguments) {
        String part = string(arguments[0]).text;
        int[] span = Slices.span(arguments[1], arguments[2], text.length());
        if (span[0] > span[1]) {
            return IntValue.ZERO;
        }
        if (part.isEmpty()) {
            return IntValue.of(span[1] - span[0] + 1L);
        }
        String inside = text.text.substring(text.offset(span[0]), text.offset(span[1]));
        int count = 0;
        for (int at = TextSearch.indexOf(inside, part, 0);
                at >= 0;
                at = TextSearch.indexOf(inside, part, at + part.length())) {
            count++;
        }
        return IntValue.of(count);
    }

    private static BoolValue affix(Str text, @Nullable Value[] arguments, boolean prefix) {
        int[] span = Slices.span(arguments[1], arguments[2], text.length());
        if (span[0] > span[1]) {
            return BoolValue.FALSE;
        }
        String inside = text.text.substring(text.offset(span[0]), text.offset(span[1]));
        Value wanted = required(arguments[0]);
        if (wanted instanceof TupleValue several) {
            for (Value one : several.items) {
                String part = string(one).text;
                if (prefix ? inside.startsWith(part) : inside.endsWith(part)) {
                    return BoolValue.TRUE;
                }
            }
            return BoolValue.FALSE;
        }
        String part = string(wanted).text;
        return BoolValue.of(prefix ? inside.startsWith(part) : inside.endsWith(part));
    }

    private static Value replace(Rendering rendering, Str text, @Nullable Value[] arguments) {
        Str with = string(arguments[1]);
        int count = arguments[2] == null ? -1 : integer(arguments[2]);
        return Pieces.replace(
                text,
                string(arguments[0]),
                text.markup ? Html.escape(with, rendering) : with,
                count,
                rendering);
    }

    /** Python's {@code separator.join}. */
    private static Str join(Str separator, Value items, Rendering rendering) {
        TextBuilder out = new TextBuilder(rendering);
        Iterator<Value> elements = items.iterate();
        for (int i = 0; elements.hasNext(); i++) {
            rendering.step();
            if (i > 0) {
                out.append(separator);
            }
            Value element = elements.next();
            if (separator.markup) {
                out.append(Html.escape(Texts.soft(element, rendering), rendering));
            } else if (element instanceof Str item) {
                out.append(item);
            } else {
                throw Failure.type(
                        "sequence item "
                                + i
                                + ": expected str instance, "
                                + element.typeName()
                                + " found");
            }
        }
        return out.toStr(separator.markup);
    }

    private static int padding(Str text, @Nullable Value width) {
        return Math.max(0, integer(required(width)) - text.length());
    }

    private static Str padded(
            Str text, int left, int right, @Nullable Value fill, Rendering rendering) {
        Str filler = fill == null ? Str.of(" ") : string(fill);
        if (filler.length() != 1) {
            throw Failure.type("The fill character must be exactly one character long");
        }
        if (left == 0 && right == 0) {
            return text;
        }
        return new TextBuilder(rendering)
                .append(Operators.repeat(filler, left, rendering))
                .append(text)
                .append(Operators.repeat(filler, right, rendering))
                .toStr(text.markup);
    }

    private static Value expandTabs(Rendering rendering, Str text, @Nullable Value[] arguments) {
        int size = arguments[0] == null ? 8 : integer(arguments[0]);
        TextBuilder out = new TextBuilder(rendering);
        int column = 0;
        int offset = 0;
        while (offset < text.text.length()) {
            int c = text.text.codePointAt(offset);
            int next = offset + Character.charCount(c);
            if (c == '\t') {
                int blanks = size > 0 ? size - column % size : 0;
                out.append(Operators.repeat(Str.of(" "), blanks, rendering));
                column += blanks;
            } else {
                out.append(text, offset, next);
                column = c == '\n' || c == '\r' ? 0 : column + 1;
            }
            offset = next;
        }
        return out.toStr(text.markup);
    }
}
