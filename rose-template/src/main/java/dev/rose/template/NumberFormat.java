package dev.rose.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/** Digits of numbers in the forms of Python's format codes, without signs and padding. */
final class NumberFormat {
    /** The most digits that a format may ask for. */
    static final int MAX_PRECISION = 10_000;

    private NumberFormat() {}

    /**
     * A float that is not negative.
     *
     * @param code one of {@code e E f F g G %}
     * @param alternate whether to keep the point and, for {@code g}, the trailing zeros
     */
    static String real(double value, char code, int precision, boolean alternate) {
        boolean upper = Character.isUpperCase(code);
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            String text = Double.isNaN(value) ? "nan" : "inf";
            return upper ? text.toUpperCase(java.util.Locale.ROOT) : text;
        }
        String text =
                switch (code) {
                    case 'f', 'F' -> fixed(new BigDecimal(value), precision, alternate);
                    case '%' ->
                            fixed(new BigDecimal(value).movePointRight(2), precision, alternate)
                                    + "%";
                    case 'e', 'E' -> scientific(value, precision, alternate);
                    default -> general(value, Math.max(1, precision), alternate);
                };
        return upper ? text.toUpperCase(java.util.Locale.ROOT) : text;
    }

    private static String fixed(BigDecimal value, int precision, boolean alternate) {
        String text = value.setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
        return alternate && precision == 0 ? text + "." : text;
    }

    private static String scientific(double value, int precision, boolean alternate) {
        BigDecimal rounded =
                new BigDecimal(value).round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
        String digits = rounded.unscaledValue().toString();
        int exponent = value == 0 ? 0 : digits.length() - 1 - rounded.scale();
        StringBuilder text = new StringBuilder(digits);
        while (text.length() < precision + 1) {
            text.append('0');
        }
        text.setLength(precision + 1);
        if (precision > 0 || alternate) {
            text.insert(1, '.');
        }
        return text + exponent(exponent);
    }

    private static String exponent(int exponent) {
        int magnitude = Math.abs(exponent);
        return (exponent < 0 ? "e-" : "e+") + (magnitude < 10 ? "0" : "") + magnitude;
    }

    private static String general(double value, int precision, boolean alternate) {
        if (value == 0) {
            return alternate ? "0." + "0".repeat(precision - 1) : "0";
        }
        BigDecimal rounded =
                new BigDecimal(value).round(new MathContext(precision, RoundingMode.HALF_EVEN));
        int exponent = rounded.precision() - 1 - rounded.scale();
        String text;
        String tail = "";
        if (exponent < -4 || exponent >= precision) {
            text =
                    rounded.movePointLeft(exponent)
                            .setScale(precision - 1, RoundingMode.HALF_EVEN)
                            .toPlainString();
            tail = exponent(exponent);
        } else {
            text =
                    rounded.setScale(precision - 1 - exponent, RoundingMode.HALF_EVEN)
                            .toPlainString();
        }
        if (alternate) {
            return (text.indexOf('.') < 0 ? text + "." : text) + tail;
        }
        return withoutZeros(text) + tail;
    }

    private static String withoutZeros(String text) {
        if (text.indexOf('.') < 0) {
            return text;
        }
        int end = text.length();
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
    }

    /** The digits of the absolute value of an integer. */
    static String integer(IntValue value, char code) {
        BigInteger magnitude = value.bigValue().abs();
        return switch (code) {
            case 'x' -> magnitude.toString(16);
            case 'X' -> magnitude.toString(16).toUpperCase(java.util.Locale.ROOT);
            case 'o' -> magnitude.toString(8);
            case 'b' -> magnitude.toString(2);
            default -> IntValue.of(magnitude).toText();
        };
    }
}
