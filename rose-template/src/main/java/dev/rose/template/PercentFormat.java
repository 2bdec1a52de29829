package dev.rose.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's {@code format % values}. */
final class PercentFormat {
    private final Str format;
    private final String chars;
    private final Rendering rendering;
    private final TextBuilder out;
    private int at;
    private List<Value> values = List.of();
    private int used;
    private @Nullable Value mapping;

    /** One conversion as written. */
    private static final class Conversion {
        boolean left;
        boolean signed;
        boolean spaced;
        boolean alternate;
        boolean zeros;
        int width;
        int precision = -1;
    }

    PercentFormat(Str format, Rendering rendering) {
        this.format = format;
        this.chars = format.text;
        this.rendering = rendering;
        this.out = new TextBuilder(rendering);
    }

    Str apply(Value given) {
        values = given instanceof TupleValue several ? several.items : List.of(given);
        mapping = isMapping(given) ? given : null;
        while (at < chars.length()) {
            int percent = chars.indexOf('%', at);
            if (percent < 0) {
                break;
            }
            out.append(format, at, percent);
            at = percent + 1;
            conversion();
        }
        out.append(format, at, chars.length());
        if (used < values.size() && mapping == null) {
            throw Failure.type("not all arguments converted during string formatting");
        }
        return out.toStr(format.markup);
    }

    /** What Python takes for one here: whatever has elements by key or position. */
    private static boolean isMapping(Value given) {
        return given instanceof DictValue
                || given instanceof ListValue
                || given instanceof RangeValue
                || given instanceof Undefined;
    }

    private char take() {
        if (at >= chars.length()) {
            throw Failure.value("incomplete format");
        }
        return chars.charAt(at++);
    }

    private Value argument() {
        if (used >= values.size()) {
            throw Failure.type("not enough arguments for format string");
        }
        return values.get(used++);
    }

    private void conversion() {
        Value keyed = null;
        if (at < chars.length() && chars.charAt(at) == '(') {
            keyed = keyed();
        }
        Conversion conversion = new Conversion();
        char c = flags(conversion);
        if (c == '*') {
            conversion.width = star();
            if (conversion.width < 0) {
                conversion.left = true;
                conversion.width = -conversion.width;
            }
            c = take();
        } else {
            at--;
            conversion.width = number();
            c = take();
        }
        if (c == '.') {
            if (at < chars.length() && chars.charAt(at) == '*') {
                at++;
                conversion.precision = Math.max(0, star());
            } else {
                conversion.precision = number();
            }
            c = take();
        }
        if (c == 'h' || c == 'l' || c == 'L') {
            c = take();
        }
        check(conversion);
        if (c == '%') {
            out.append('%');
            return;
        }
        convert(c, conversion, keyed == null ? argument() : keyed);
    }

    private static void check(Conversion conversion) {
        if (conversion.precision > NumberFormat.MAX_PRECISION) {
            throw Failure.limit("a precision of " + conversion.precision + " digits is too much");
        }
    }

    private Value keyed() {
        Value source = mapping;
        if (source == null) {
            throw Failure.type("format requires a mapping");
        }
        int start = ++at;
        int depth = 1;
        while (depth > 0) {
            char c = take();
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        }
        if (source instanceof Undefined undefined) {
            throw undefined.failure();
        }
        Value key = Str.of(chars.substring(start, at - 1));
        Value found = source instanceof DictValue dict ? dict.get(key) : null;
        if (found == null) {
            throw Failure.render("the format asks for key " + Texts.shortRepr(key) + ", not there");
        }
        return found;
    }

    private char flags(Conversion conversion) {
        while (true) {
            char c = take();
            switch (c) {
                case '-' -> conversion.left = true;
                case '+' -> conversion.signed = true;
                case ' ' -> conversion.spaced = true;
                case '#' -> conversion.alternate = true;
                case '0' -> conversion.zeros = true;
                default -> {
                    return c;
                }
            }
        }
    }

    private int star() {
        IntValue number = Numbers.integer(argument());
        if (number == null) {
            throw Failure.type("* wants int");
        }
        return number.clipped();
    }

    private int number() {
        long number = 0;
        while (at < chars.length() && chars.charAt(at) >= '0' && chars.charAt(at) <= '9') {
            number = Math.min(number * 10 + (take() - '0'), Integer.MAX_VALUE);
        }
        return (int) number;
    }

    private void convert(char code, Conversion conversion, Value value) {
        switch (code) {
            case 's' -> text(conversion, Texts.str(value, rendering), value);
            case 'r' -> text(conversion, Texts.repr(value, rendering), value);
            case 'a' -> text(conversion, ascii(Texts.repr(value, rendering)), value);
            case 'c' -> text(conversion, character(value), value);
            case 'd', 'i', 'u', 'x', 'X', 'o' -> integer(code, conversion, value);
            case 'e', 'E', 'f', 'F', 'g', 'G' -> real(code, conversion, value);
            default ->
                    throw Failure.value(
                            "unsupported format character " + Texts.quote(String.valueOf(code)));
        }
    }

    static Str ascii(Str text) {
        StringBuilder out = new StringBuilder();
        text.text
                .codePoints()
                .forEach(c -> {
                    if (c < 0x80) {
                        out.append((char) c);
                    } else {
                        out.append(Texts.escaped(c));
                    }
                });
        return out.length() == text.text.length() ? text : text.derived(out.toString());
    }

    static Str character(Value value) {
        if (value instanceof Str text && text.length() == 1) {
            return text;
        }
        IntValue code = Numbers.integer(value);
        if (code == null) {
            throw Failure.type("%c requires int or char");
        }
        if (code.clipped() < 0 || code.clipped() > Character.MAX_CODE_POINT) {
            throw Failure.overflow("%c arg not in range(0x110000)");
        }
        return Str.of(Character.toString(code.clipped()));
    }

    private void text(Conversion conversion, Str text, Value value) {
        Str shown = text;
        if (conversion.precision >= 0 && conversion.precision < text.length()) {
            shown = text.part(0, text.offset(conversion.precision));
        }
        if (format.markup) {
            boolean safe = value instanceof Str given && given.markup;
            shown = safe ? shown : Html.escape(shown, rendering);
        }
        int pad = Math.max(0, conversion.width - shown.length());
        Str blanks = Operators.repeat(Str.of(" "), pad, rendering);
        if (conversion.left) {
            out.append(shown).append(blanks);
        } else {
            out.append(blanks).append(shown);
        }
    }

    private void integer(char code, Conversion conversion, Value value) {
        IntValue number = Numbers.integer(value);
        if (number == null
                && value instanceof FloatValue real
                && code != 'x'
                && code != 'X'
                && code != 'o') {
            number = Numbers.truncate(real.value);
        }
        if (number == null) {
            throw Failure.type(
                    "%" + code + " format: a number is required, not " + value.typeName());
        }
        StringBuilder digits = new StringBuilder(NumberFormat.integer(number, code));
        if (conversion.precision > digits.length()) {
            digits.insert(0, "0".repeat(conversion.precision - digits.length()));
        }
        String prefix = "";
        if (conversion.alternate) {
            prefix = code == 'o' ? "0o" : code == 'x' ? "0x" : code == 'X' ? "0X" : "";
        }
        put(conversion, number.signum() < 0, prefix, digits.toString(), true);
    }

    private void real(char code, Conversion conversion, Value value) {
        Value number = Numbers.number(value);
        if (number == null) {
            throw value instanceof Undefined undefined
                    ? undefined.failure()
                    : Failure.type("must be real number, not " + value.typeName());
        }
        double real = number instanceof IntValue i ? i.toDouble() : ((FloatValue) number).value;
        int precision = conversion.precision < 0 ? 6 : conversion.precision;
        String digits = NumberFormat.real(Math.abs(real), code, precision, conversion.alternate);
        boolean negative = real < 0 || (real == 0 && 1 / real < 0);
        put(conversion, negative, "", digits, !Double.isNaN(real) && !Double.isInfinite(real));
    }

    private void put(
            Conversion conversion, boolean negative, String prefix, String digits, boolean finite) {
        String sign = negative ? "-" : conversion.signed ? "+" : conversion.spaced ? " " : "";
        int length = sign.length() + prefix.length() + digits.length();
        int pad = Math.max(0, conversion.width - length);
        boolean zeros = conversion.zeros && !conversion.left && finite;
        Str filler = Operators.repeat(Str.of(zeros ? "0" : " "), pad, rendering);
        if (zeros) {
            out.append(sign).append(prefix).append(filler).append(digits);
        } else if (conversion.left) {
            out.append(sign).append(prefix).append(digits).append(filler);
        } else {
            out.append(filler).append(sign).append(prefix).append(digits);
        }
    }
}
