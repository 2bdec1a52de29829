package dev.rose.template;

import java.math.BigInteger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The filters that give numbers and single values. */
final class ScalarFilters {
    private static final String[] DECIMAL = {"kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"};
    private static final String[] BINARY = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"};

    private ScalarFilters() {}

    static void define() {
        Filters.put("abs", (r, value, a) -> absolute(value));
        Filters.put("int", ScalarFilters::toInt, "default?", "base?");
        Filters.put("float", ScalarFilters::toFloat, "default?");
        Filters.put("round", ScalarFilters::round, "precision?", "method?");
        Filters.put("filesizeformat", ScalarFilters::fileSize, "binary?");
        for (String name : new String[] {"default", "d"}) {
            Filters.put(name, ScalarFilters::orDefault, "default_value?", "boolean?");
        }
        Filters.put(
                "attr",
                (r, value, a) -> {
                    Str name = StringMethods.string(a[0]);
                    Value attribute = Attributes.attribute(value, name.text);
                    return attribute == null ? Undefined.attribute(value, name.text) : attribute;
                },
                "name");
    }

    private static Value absolute(Value value) {
        Value number = Numbers.number(value);
        if (number == null) {
            throw value instanceof Undefined undefined
                    ? undefined.failure()
                    : Failure.type("bad operand type for abs(): '" + value.typeName() + "'");
        }
        return number instanceof IntValue integer
                ? integer.signum() < 0 ? Numbers.negate(integer) : integer
                : new FloatValue(Math.abs(((FloatValue) number).value));
    }

    private static Value orDefault(Rendering rendering, Value value, @Nullable Value[] arguments) {
        boolean falsy = arguments[1] != null && arguments[1].truth();
        if (value instanceof Undefined || (falsy && !value.truth())) {
            return arguments[0] == null ? Str.EMPTY : arguments[0];
        }
        return value;
    }

    private static Value toInt(Rendering rendering, Value value, @Nullable Value[] arguments) {
        Value otherwise = arguments[0] == null ? IntValue.ZERO : arguments[0];
        int base = arguments[1] == null ? 10 : StringMethods.integer(arguments[1]);
        return switch (value) {
            case Str text -> {
                rendering.charge(text.weight());
                Value parsed = parseInt(text.text, base);
                if (parsed != null) {
                    yield parsed;
                }
                Double real = parseFloat(text.text);
                yield real == null || real.isNaN() || real.isInfinite()
                        ? otherwise
                        : Numbers.truncate(real);
            }
            case IntValue number -> number;
            case BoolValue bool -> bool.asInt();
            case FloatValue number ->
                    Double.isNaN(number.value) ? otherwise : Numbers.truncate(number.value);
            case Undefined undefined -> throw undefined.failure();
            default -> otherwise;
        };
    }

    /** Python's {@code int(text, base)}, or null where it fails. */
    private static @Nullable IntValue parseInt(String text, int base) {
        String digits =
                text.substring(
                        Whitespace.skip(text, 0),
                        Math.max(
                                Whitespace.skip(text, 0),
                                Whitespace.skipBack(text, text.length(), 0)));
        boolean negative = digits.startsWith("-");
        if (negative || digits.startsWith("+")) {
            digits = digits.substring(1);
        }
        int radix = base;
        int prefixed = prefixBase(digits);
        if (prefixed > 0 && (base == 0 || base == prefixed)) {
            radix = prefixed;
            digits = digits.substring(digits.startsWith("_", 2) ? 3 : 2);
        } else if (base == 0) {
            boolean zeros = digits.chars().allMatch(c -> c == '0' || c == '_');
            if (digits.startsWith("0") && !zeros) {
                return null;
            }
            radix = 10;
        }
        if (radix < 2 || radix > 36) {
            throw Failure.value("int() base must be >= 2 and <= 36, or 0");
        }
        if (digits.startsWith("_") || digits.endsWith("_") || digits.contains("__")) {
            return null;
        }
        String plain = digits.replace("_", "");
        int at = radix;
        if (plain.isEmpty() || !plain.chars().allMatch(c -> Character.digit(c, at) >= 0)) {
            return null;
        }
        if (plain.length() > 4300 && (radix & (radix - 1)) != 0) {
            return null;
        }
        BigInteger magnitude = new BigInteger(plain, radix);
        return IntValue.of(negative ? magnitude.negate() : magnitude);
    }

    private static int prefixBase(String digits) {
        if (digits.length() < 2 || digits.charAt(0) != '0') {
            return 0;
        }
        return switch (digits.charAt(1)) {
            case 'x', 'X' -> 16;
            case 'o', 'O' -> 8;
            case 'b', 'B' -> 2;
            default -> 0;
        };
    }

    /** Python's {@code float(text)}, or null where it fails. */
    private static @Nullable Double parseFloat(String text) {
        int from = Whitespace.skip(text, 0);
        String body = text.substring(from, Whitespace.skipBack(text, text.length(), from));
        String unsigned = body.startsWith("-") || body.startsWith("+") ? body.substring(1) : body;
        double sign = body.startsWith("-") ? -1 : 1;
        switch (unsigned.toLowerCase(Locale.ROOT)) {
            case "inf", "infinity" -> {
                return sign * Double.POSITIVE_INFINITY;
            }
            case "nan" -> {
                return Double.NaN;
            }
            default -> {}
        }
        return isFloat(unsigned) ? sign * Double.parseDouble(unsigned.replace("_", "")) : null;
    }

    private static boolean isFloat(String text) {
        int at = digits(text, 0);
        boolean any = at > 0;
        if (at < text.length() && text.charAt(at) == '.') {
            int to = digits(text, at + 1);
            any |= to > at + 1;
            at = to;
        }
        if (any && at < text.length() && (text.charAt(at) | 0x20) == 'e') {
            int power = at + 1;
            if (power < text.length() && "+-".indexOf(text.charAt(power)) >= 0) {
                power++;
            }
            int to = digits(text, power);
            any = to > power;
            at = to;
        }
        return any && at == text.length();
    }

    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean joins =
                    c == '_'
                            && at > from
                            && at + 1 < text.length()
                            && isDigit(text.charAt(at - 1))
                            && isDigit(text.charAt(at + 1));
            if (!isDigit(c) && !joins) {
                break;
            }
            at++;
        }
        return at;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static Value toFloat(Rendering rendering, Value value, @Nullable Value[] arguments) {
        Value otherwise = arguments[0] == null ? new FloatValue(0) : arguments[0];
        return switch (value) {
            case Str text -> {
                rendering.charge(text.weight());
                Double real = parseFloat(text.text);
                yield real == null ? otherwise : new FloatValue(real);
            }
            case IntValue number -> new FloatValue(number.toDouble());
            case BoolValue bool -> new FloatValue(bool.truth() ? 1 : 0);
            case FloatValue number -> number;
            case Undefined undefined -> throw undefined.failure();
            default -> otherwise;
        };
    }

    private static Value round(Rendering rendering, Value value, @Nullable Value[] arguments) {
        int precision = arguments[0] == null ? 0 : StringMethods.integer(arguments[0]);
        String method = arguments[1] == null ? "common" : StringMethods.string(arguments[1]).text;
        Value number = Numbers.number(value);
        if (number == null) {
            throw Failure.type("type " + value.typeName() + " doesn't define __round__ method");
        }
        if (method.equals("common")) {
            return Numbers.round(number, precision);
        }
        if (!method.equals("ceil") && !method.equals("floor")) {
            throw Failure.render("method must be common, ceil or floor");
        }
        Value scale = Numbers.compute(TokenType.POW, IntValue.of(10), IntValue.of(precision));
        Value scaled = Numbers.compute(TokenType.MUL, number, scale);
        if (scaled instanceof FloatValue real) {
            scaled =
                    Numbers.truncate(
                            method.equals("ceil") ? Math.ceil(real.value) : Math.floor(real.value));
        }
        return Numbers.compute(TokenType.DIV, scaled, scale);
    }

    private static Value fileSize(Rendering rendering, Value value, @Nullable Value[] arguments) {
        boolean binary = arguments[0] != null && arguments[0].truth();
        double bytes = asFloat(value);
        double base = binary ? 1024 : 1000;
        if (bytes == 1) {
            return Str.of("1 Byte");
        }
        if (bytes < base) {
            return Str.of(Numbers.truncate(bytes).toText() + " Bytes");
        }
        double unit = base * base;
        int prefix = 0;
        while (prefix < DECIMAL.length - 1 && bytes >= unit) {
            unit *= base;
            prefix++;
        }
        String number = NumberFormat.real(base * bytes / unit, 'f', 1, false);
        return Str.of(number + " " + (binary ? BINARY : DECIMAL)[prefix]);
    }

    private static double asFloat(Value value) {
        if (value instanceof Str text) {
            Double real = parseFloat(text.text);
            if (real == null) {
                throw Failure.value("could not convert string to float: " + Texts.quote(text.text));
            }
            return real;
        }
        Value number = Numbers.number(value);
        if (number == null) {
            throw Failure.type("a number is wanted, not " + value.typeName());
        }
        return number instanceof IntValue i ? i.toDouble() : ((FloatValue) number).value;
    }
}
