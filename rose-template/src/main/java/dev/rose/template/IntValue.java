package dev.rose.template;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** An integer of any size, up to a limit that keeps arithmetic quick. */
final class IntValue implements Value {
    /** Bits beyond which a result is refused. */
    static final int MAX_BITS = 1 << 16;

    static final IntValue ZERO = new IntValue(0, null);
    static final IntValue ONE = new IntValue(1, null);

    private static final int CACHED_FROM = -16;
    private static final IntValue[] CACHE = new IntValue[256];

    static {
        for (int i = 0; i < CACHE.length; i++) {
            int value = i + CACHED_FROM;
            CACHE[i] = value == 0 ? ZERO : value == 1 ? ONE : new IntValue(value, null);
        }
    }

    private final long small;
    private final @Nullable BigInteger big;

    private IntValue(long small, @Nullable BigInteger big) {
        this.small = small;
        this.big = big;
    }

    static IntValue of(long value) {
        long index = value - CACHED_FROM;
        return index >= 0 && index < CACHE.length ? CACHE[(int) index] : new IntValue(value, null);
    }

    static IntValue of(BigInteger value) {
        if (value.bitLength() < Long.SIZE) {
            return of(value.longValue());
        }
        if (value.bitLength() > MAX_BITS) {
            throw Failure.limit(
                    "an integer of " + value.bitLength() + " bits is more than " + MAX_BITS);
        }
        return new IntValue(0, value);
    }

    boolean fitsLong() {
        return big == null;
    }

    /** The value; only if it {@link #fitsLong}. */
    long longValue() {
        return small;
    }

    BigInteger bigValue() {
        return big == null ? BigInteger.valueOf(small) : big;
    }

    /** The value as Python takes it for a position or a count: clipped to the ints of Java. */
    int clipped() {
        if (big != null) {
            return big.signum() < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
        }
        return Math.clamp(small, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    int signum() {
        return big == null ? Long.signum(small) : big.signum();
    }

    /** The nearest double; too large a value is an error, as in Python. */
    double toDouble() {
        if (big == null) {
            return small;
        }
        double result = big.doubleValue();
        if (Double.isInfinite(result)) {
            throw Failure.overflow("int too large to convert to float");
        }
        return result;
    }

    String toText() {
        if (big == null) {
            return Long.toString(small);
        }
        String text = big.toString();
        if (text.length() > 4300) {
            throw Failure.value("Exceeds the limit (4300 digits) for integer string conversion");
        }
        return text;
    }

    @Override
    public String typeName() {
        return "int";
    }

    @Override
    public boolean truth() {
        return signum() != 0;
    }

    @Override
    public boolean equals(Object other) {
        return switch (other) {
            case IntValue that ->
                    big == null ? that.big == null && small == that.small : big.equals(that.big);
            case BoolValue that -> equals(that.asInt());
            case FloatValue that -> that.equalsInteger(this);
            default -> false;
        };
    }

    @Override
    public int hashCode() {
        return big == null ? Long.hashCode(small) : big.hashCode();
    }
}
