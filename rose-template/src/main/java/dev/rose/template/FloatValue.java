package dev.rose.template;

import java.math.BigDecimal;
import java.math.MathContext;

/** A double. */
final class FloatValue implements Value {
    final double value;

    FloatValue(double value) {
        this.value = value;
    }

    /** Python's {@code repr}: the shortest digits that give the value back. */
    String toText() {
        return text(value);
    }

    static String text(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal shortest = shortest(value);
        String digits = shortest.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - shortest.scale();
        String sign = value < 0 ? "-" : "";
        if (exponent < -4 || exponent >= 16) {
            String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
            String magnitude = Integer.toString(Math.abs(exponent));
            return sign
                    + digits.charAt(0)
                    + fraction
                    + (exponent < 0 ? "e-" : "e+")
                    + (magnitude.length() < 2 ? "0" : "")
                    + magnitude;
        }
        String plain = shortest.abs().toPlainString();
        return sign + (plain.indexOf('.') < 0 ? plain + ".0" : plain);
    }

    /** Java gives two digits at least, even where one is enough. */
    private static BigDecimal shortest(double value) {
        BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        if (digits.precision() == 2) {
            BigDecimal one = digits.round(new MathContext(1));
            if (one.doubleValue() == value) {
                return one.stripTrailingZeros();
            }
        }
        return digits;
    }

    boolean isIntegral() {
        return !Double.isInfinite(value) && value == Math.rint(value);
    }

    boolean equalsInteger(IntValue number) {
        return isIntegral() && new BigDecimal(value).toBigInteger().equals(number.bigValue());
    }

    @Override
    public String typeName() {
        return "float";
    }

    @Override
    public boolean truth() {
        return value != 0;
    }

    @Override
    public boolean equals(Object other) {
        return switch (other) {
            case FloatValue that -> value == that.value;
            case BoolValue that -> equalsInteger(that.asInt());
            case IntValue that -> equalsInteger(that);
            default -> false;
        };
    }

    @Override
    public int hashCode() {
        return isIntegral()
                ? IntValue.of(new BigDecimal(value).toBigInteger()).hashCode()
                : Double.hashCode(value);
    }
}
