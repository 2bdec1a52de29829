package dev.rose.template;

import org.jspecify.annotations.Nullable;

/** Python's format specifications, as in <code>{:&gt;8.2f}</code>, and what they make of values. */
final class FormatSpec {
    private final String text;
    private int at;
    private @Nullable String fill;
    private char align;
    private char sign = '-';
    private boolean alternate;
    private boolean zeros;
    private char grouping;
    private int width = -1;
    private int precision = -1;
    private char code;

    private FormatSpec(String text) {
        this.text = text;
    }

    private static FormatSpec parse(String text) {
        FormatSpec spec = new FormatSpec(text);
        spec.parse();
        return spec;
    }

    private void parse() {
        if (!text.isEmpty()) {
            int first = Character.charCount(text.codePointAt(0));
            if (first < text.length() && isAlign(text.charAt(first))) {
                fill = text.substring(0, first);
                align = text.charAt(first);
                at = first + 1;
            } else if (isAlign(text.charAt(0))) {
                align = text.charAt(0);
                at = 1;
            }
        }
        char c = peek();
        if (c == '+' || c == '-' || c == ' ') {
            sign = c;
            at++;
        }
        if (peek() == 'z') {
            throw Failure.render("the format option 'z' is not supported");
        }
        alternate = skip('#');
        zeros = skip('0');
        width = number();
        if (peek() == ',' || peek() == '_') {
            grouping = text.charAt(at++);
        }
        if (skip('.')) {
            precision = number();
            if (precision < 0) {
                throw Failure.value("Format specifier missing precision");
            }
            if (precision > NumberFormat.MAX_PRECISION) {
                throw Failure.limit("a precision of " + precision + " digits is too much");
            }
        }
        if (at < text.length()) {
            code = text.charAt(at++);
        }
        if (at < text.length()) {
            throw Failure.value("Invalid format specifier " + Texts.quote(text));
        }
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private boolean skip(char wanted) {
        boolean found = peek() == wanted;
        at += found ? 1 : 0;
        return found;
    }

    private static boolean isAlign(char c) {
        return c == '<' || c == '>' || c == '=' || c == '^';
    }

    private int number() {
        if (peek() < '0' || peek() > '9') {
            return -1;
        }
        long number = 0;
        while (peek() >= '0' && peek() <= '9') {
            number = Math.min(number * 10 + (text.charAt(at++) - '0'), Integer.MAX_VALUE);
        }
        return (int) number;
    }

    /** Python's {@code format(value, spec)}. */
    static Str format(Value value, String spec, Rendering rendering) {
        if (spec.isEmpty()) {
            return Texts.str(value, rendering);
        }
        FormatSpec parsed = parse(spec);
        return switch (value) {
            case Str text -> parsed.string(text, rendering);
            case IntValue number -> parsed.integer(number, rendering);
            case BoolValue bool -> parsed.integer(bool.asInt(), rendering);
            case FloatValue number -> parsed.real(number.value, rendering);
            default ->
                    throw Failure.type(
                            "unsupported format string passed to "
                                    + value.typeName()
                                    + ".__format__");
        };
    }

    private Failure unknownCode(String type) {
        return Failure.value(
                "Unknown format code '" + code + "' for object of type '" + type + "'");
    }

    private Str string(Str value, Rendering rendering) {
        if (code != '\0' && code != 's') {
            throw unknownCode("str");
        }
        if (sign != '-' || align == '=' || alternate || grouping != '\0') {
            throw Failure.value(
                    "the format specification " + Texts.quote(text) + " is for numbers");
        }
        boolean cut = precision >= 0 && precision < value.length();
        Str shown = cut ? value.part(0, value.offset(precision)) : value;
        return pad("", shown.withMarkup(false), zeros && fill == null ? "0" : null, '<', rendering);
    }

    private Str integer(IntValue value, Rendering rendering) {
        if ("eEfFgG%".indexOf(code) >= 0 && code != '\0') {
            return real(value.toDouble(), rendering);
        }
        if (precision >= 0) {
            throw Failure.value("Precision not allowed in integer format specifier");
        }
        if (code == 'c') {
            return pad("", PercentFormat.character(value), null, '<', rendering);
        }
        String prefix =
                switch (code) {
                    case '\0', 'd', 'n' -> "";
                    case 'x', 'X', 'o', 'b' -> alternate ? "0" + code : "";
                    default -> throw unknownCode("int");
                };
        String digits = NumberFormat.integer(value, code);
        return number(value.signum() < 0, prefix, digits, digits.length(), rendering);
    }

    private Str real(double value, Rendering rendering) {
        double magnitude = Math.abs(value);
        int shown = precision < 0 ? 6 : precision;
        String digits =
                switch (code) {
                    case '\0' -> unnamed(magnitude);
                    case 'e', 'E', 'f', 'F', 'g', 'G', '%' ->
                            NumberFormat.real(magnitude, code, shown, alternate);
                    case 'n' -> NumberFormat.real(magnitude, 'g', shown, alternate);
                    default -> throw unknownCode("float");
                };
        int whole = 0;
        while (whole < digits.length() && Character.isDigit(digits.charAt(whole))) {
            whole++;
        }
        boolean negative = value < 0 || (value == 0 && 1 / value < 0);
        return number(negative, "", digits, whole, rendering);
    }

    /** Without a code: the shortest digits, or {@code g} with a digit after the point. */
    private String unnamed(double magnitude) {
        if (precision < 0 || Double.isNaN(magnitude) || Double.isInfinite(magnitude)) {
            return FloatValue.text(magnitude);
        }
        int digits = Math.max(1, precision);
        String text = NumberFormat.real(magnitude, 'g', digits, alternate);
        if (text.indexOf('e') >= 0) {
            return text;
        }
        boolean whole = text.indexOf('.') < 0;
        // As many digits before the point as asked for: Python changes to an exponent here.
        if (whole && magnitude != 0 && text.length() >= digits) {
            return NumberFormat.real(magnitude, 'e', digits - 1, alternate)
                    .replaceFirst("\\.?0*e", "e");
        }
        return whole ? text + ".0" : text;
    }

    /** Puts sign, prefix, separators and padding to digits, of which some are before the point. */
    private Str number(
            boolean negative, String prefix, String digits, int point, Rendering rendering) {
        String shownSign = negative ? "-" : sign == '-' ? "" : String.valueOf(sign);
        String whole = digits.substring(0, point);
        String rest = digits.substring(point);
        boolean byZeros =
                zeros && (fill == null || fill.equals("0")) && (align == '\0' || align == '=');
        int signs = shownSign.length() + prefix.length() + rest.length();
        int wanted = byZeros ? Math.max(0, width - signs) : 0;
        if (wanted > NumberFormat.MAX_PRECISION) {
            throw Failure.limit("a width of " + width + " is too much");
        }
        String grouped = grouped(whole, wanted);
        return pad(
                shownSign + prefix,
                Str.of(grouped + rest),
                zeros && fill == null ? "0" : null,
                zeros && align == '\0' ? '=' : '>',
                rendering);
    }

    /** The digits with their separators, and with zeros before them up to a length. */
    private String grouped(String whole, int length) {
        int group = code == 'x' || code == 'X' || code == 'o' || code == 'b' ? 4 : 3;
        if (grouping == '\0') {
            return "0".repeat(Math.max(0, length - whole.length())) + whole;
        }
        StringBuilder out = new StringBuilder();
        int count = 0;
        for (int i = whole.length() - 1; i >= 0 || out.length() < length; i--) {
            if (count > 0 && count % group == 0) {
                out.append(grouping);
            }
            out.append(i >= 0 ? whole.charAt(i) : '0');
            count++;
        }
        return out.reverse().toString();
    }

    private Str pad(
            String before,
            Str shown,
            @Nullable String otherFill,
            char otherAlign,
            Rendering rendering) {
        int missing = Math.max(0, width - before.length() - shown.length());
        char how = align == '\0' ? otherAlign : align;
        String with = fill != null ? fill : otherFill != null ? otherFill : " ";
        int left = how == '<' ? 0 : how == '^' ? missing / 2 : missing;
        Str leftPad = Operators.repeat(Str.of(with), left, rendering);
        Str rightPad = Operators.repeat(Str.of(with), missing - left, rendering);
        TextBuilder out = new TextBuilder(rendering);
        if (how == '=') {
            out.append(before).append(leftPad);
        } else {
            out.append(leftPad).append(before);
        }
        return out.append(shown).append(rightPad).toStr();
    }
}
