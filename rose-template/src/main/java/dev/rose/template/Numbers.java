package dev.rose.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Python's arithmetic. */
final class Numbers {
    private Numbers() {}

    /** The number that a value is, a bool as its integer; null for what is no number. */
    static @Nullable Value number(Value value) {
        return switch (value) {
            case IntValue number -> number;
            case FloatValue number -> number;
            case BoolValue bool -> bool.asInt();
            default -> null;
        };
    }

    /** The integer that a value is, or null. */
    static @Nullable IntValue integer(Value value) {
        return switch (value) {
            case IntValue number -> number;
            case BoolValue bool -> bool.asInt();
            default -> null;
        };
    }

    private static double asDouble(Value number) {
        return number instanceof IntValue integer
                ? integer.toDouble()
                : ((FloatValue) number).value;
    }

    /** One of {@code + - * / // % **} on two numbers. */
    static Value compute(TokenType operator, Value left, Value right) {
        if (left instanceof IntValue a && right instanceof IntValue b) {
            return switch (operator) {
                case ADD -> add(a, b);
                case SUB -> subtract(a, b);
                case MUL -> multiply(a, b);
                case DIV -> divide(a, b);
                case FLOOR_DIV -> floorDivide(a, b);
                case MOD -> modulo(a, b);
                default -> power(a, b);
            };
        }
        double a = asDouble(left);
        double b = asDouble(right);
        return new FloatValue(
                switch (operator) {
                    case ADD -> a + b;
                    case SUB -> a - b;
                    case MUL -> a * b;
                    case DIV -> a / nonZero(b);
                    case FLOOR_DIV -> floorDivide(a, nonZero(b));
                    case MOD -> modulo(a, nonZero(b));
                    default -> power(a, b);
                });
    }

    private static IntValue add(IntValue a, IntValue b) {
        if (a.fitsLong() && b.fitsLong()) {
            long sum = a.longValue() + b.longValue();
            if (((a.longValue() ^ sum) & (b.longValue() ^ sum)) >= 0) {
                return IntValue.of(sum);
            }
        }
        return IntValue.of(a.bigValue().add(b.bigValue()));
    }

    private static IntValue subtract(IntValue a, IntValue b) {
        if (a.fitsLong() && b.fitsLong()) {
            long difference = a.longValue() - b.longValue();
            if (((a.longValue() ^ b.longValue()) & (a.longValue() ^ difference)) >= 0) {
                return IntValue.of(difference);
            }
        }
        return IntValue.of(a.bigValue().subtract(b.bigValue()));
    }

    private static IntValue multiply(IntValue a, IntValue b) {
        if (a.fitsLong() && b.fitsLong()) {
            long high = Math.multiplyHigh(a.longValue(), b.longValue());
            long low = a.longValue() * b.longValue();
            if (high == low >> 63) {
                return IntValue.of(low);
            }
        }
        return IntValue.of(a.bigValue().multiply(b.bigValue()));
    }

    private static FloatValue divide(IntValue a, IntValue b) {
        if (b.signum() == 0) {
            throw Failure.render("division by zero");
        }
        long exact = 1L << 53;
        if (a.fitsLong()
                && b.fitsLong()
                && Math.abs(a.longValue()) <= exact
                && Math.abs(b.longValue()) <= exact) {
            return new FloatValue((double) a.longValue() / b.longValue());
        }
        double quotient =
                new BigDecimal(a.bigValue())
                        .divide(new BigDecimal(b.bigValue()), new MathContext(800))
                        .doubleValue();
        if (Double.isInfinite(quotient)) {
            throw Failure.overflow("integer division result too large for a float");
        }
        return new FloatValue(quotient);
    }

    private static IntValue floorDivide(IntValue a, IntValue b) {
        if (b.signum() == 0) {
            throw Failure.render("integer division or modulo by zero");
        }
        if (a.fitsLong() && b.fitsLong() && b.longValue() != -1) {
            return IntValue.of(Math.floorDiv(a.longValue(), b.longValue()));
        }
        BigInteger[] parts = a.bigValue().divideAndRemainder(b.bigValue());
        boolean below = parts[1].signum() != 0 && parts[1].signum() != b.signum();
        return IntValue.of(below ? parts[0].subtract(BigInteger.ONE) : parts[0]);
    }

    static IntValue modulo(IntValue a, IntValue b) {
        if (b.signum() == 0) {
            throw Failure.render("integer modulo by zero");
        }
        if (a.fitsLong() && b.fitsLong()) {
            return IntValue.of(Math.floorMod(a.longValue(), b.longValue()));
        }
        BigInteger remainder = a.bigValue().remainder(b.bigValue());
        boolean shifted = remainder.signum() != 0 && remainder.signum() != b.signum();
        return IntValue.of(shifted ? remainder.add(b.bigValue()) : remainder);
    }

    private static Value power(IntValue a, IntValue b) {
        if (b.signum() < 0) {
            return new FloatValue(power(a.toDouble(), b.toDouble()));
        }
        BigInteger base = a.bigValue();
        if (base.bitLength() <= 1 && base.abs().bitLength() <= 1) {
            boolean odd = b.bigValue().testBit(0);
            boolean one = b.signum() == 0 || base.signum() > 0 || (base.signum() < 0 && !odd);
            return IntValue.of(one ? 1 : base.signum());
        }
        double bits = (double) base.abs().bitLength() * b.clipped();
        if (bits > 2.0 * IntValue.MAX_BITS) {
            throw Failure.limit("a power of about " + (long) bits + " bits is too large");
        }
        return IntValue.of(base.pow(b.clipped()));
    }

    private static double nonZero(double divisor) {
        if (divisor == 0) {
            throw Failure.render("float division by zero");
        }
        return divisor;
    }

    private static double modulo(double a, double b) {
        double remainder = a % b;
        if (remainder == 0) {
            return Math.copySign(0.0, b);
        }
        return (remainder < 0) == (b < 0) ? remainder : remainder + b;
    }

    /** As CPython computes it, which is not always the floor of the quotient. */
    private static double floorDivide(double a, double b) {
        double remainder = a % b;
        double quotient = (a - remainder) / b;
        if (remainder != 0 && (b < 0) != (remainder < 0)) {
            quotient -= 1.0;
        }
        if (quotient == 0) {
            return Math.copySign(0.0, a / b);
        }
        double floor = Math.floor(quotient);
        return quotient - floor > 0.5 ? floor + 1.0 : floor;
    }

    private static double power(double a, double b) {
        if (b == 0 || a == 1) {
            return 1;
        }
        if (a == 0 && b < 0) {
            throw Failure.render("0.0 cannot be raised to a negative power");
        }
        if (a < 0 && !Double.isInfinite(a) && !Double.isInfinite(b) && b != Math.rint(b)) {
            throw Failure.render("a power of a negative number is complex");
        }
        if (a == -1 && Double.isInfinite(b)) {
            return 1;
        }
        double result = Math.pow(a, b);
        if (Double.isInfinite(result) && !Double.isInfinite(a) && !Double.isInfinite(b)) {
            throw Failure.overflow("(34, 'Numerical result out of range')");
        }
        return result;
    }

    static Value negate(Value number) {
        return number instanceof IntValue integer
                ? subtract(IntValue.ZERO, integer)
                : new FloatValue(-asDouble(number));
    }

    /** Compares two numbers exactly; the sign of the difference, or null if one is not a number. */
    static @Nullable Integer compare(Value left, Value right) {
        if (left instanceof IntValue a && right instanceof IntValue b) {
            return a.fitsLong() && b.fitsLong()
                    ? Long.compare(a.longValue(), b.longValue())
                    : a.bigValue().compareTo(b.bigValue());
        }
        if (left instanceof FloatValue a && right instanceof FloatValue b) {
            return Double.isNaN(a.value) || Double.isNaN(b.value)
                    ? null
                    : Integer.valueOf(a.value < b.value ? -1 : a.value > b.value ? 1 : 0);
        }
        boolean swapped = left instanceof FloatValue;
        double real = swapped ? ((FloatValue) left).value : ((FloatValue) right).value;
        if (Double.isNaN(real)) {
            return null;
        }
        int sign;
        if (Double.isInfinite(real)) {
            sign = real > 0 ? -1 : 1;
        } else {
            IntValue whole = (IntValue) (swapped ? right : left);
            sign = new BigDecimal(whole.bigValue()).compareTo(new BigDecimal(real));
        }
        return swapped ? -sign : sign;
    }

    /** Python's {@code int} of a float. */
    static IntValue truncate(double value) {
        if (Double.isNaN(value)) {
            throw Failure.value("cannot convert float NaN to integer");
        }
        if (Double.isInfinite(value)) {
            throw Failure.overflow("cannot convert float infinity to integer");
        }
        return IntValue.of(new BigDecimal(value).toBigInteger());
    }

    /** Python's {@code round}, to the even neighbour where two are as near. */
    static Value round(Value number, int digits) {
        if (number instanceof IntValue integer) {
            if (digits >= 0 || integer.signum() == 0) {
                return integer;
            }
            if (digits < -5000) {
                return IntValue.ZERO;
            }
            return IntValue.of(
                    new BigDecimal(integer.bigValue())
                            .setScale(digits, RoundingMode.HALF_EVEN)
                            .toBigInteger());
        }
        double value = ((FloatValue) number).value;
        if (Double.isNaN(value) || Double.isInfinite(value) || digits > 323) {
            return number;
        }
        if (digits < -309) {
            return new FloatValue(Math.copySign(0.0, value));
        }
        double rounded =
                new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).doubleValue();
        return new FloatValue(rounded == 0 ? Math.copySign(0.0, value) : rounded);
    }
}
