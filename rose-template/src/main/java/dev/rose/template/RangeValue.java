package dev.rose.template;

import java.util.Iterator;
import java.util.Objects;
import java.util.stream.IntStream;

/** A range of at most 100,000 numbers, which is what the sandbox allows. */
final class RangeValue implements Value {
    private static final int MAX_LENGTH = 100_000;

    final long start;
    final long stop;
    final long step;
    private final int length;

    RangeValue(long start, long stop, long step) {
        if (step == 0) {
            throw Failure.value("range() arg 3 must not be zero");
        }
        double span = step > 0 ? (double) stop - start : (double) start - stop;
        double exact = span <= 0 ? 0 : Math.ceil(span / Math.abs((double) step));
        if (exact > MAX_LENGTH) {
            throw Failure.overflow(
                    "Range too big. The sandbox blocks ranges larger than " + MAX_LENGTH + ".");
        }
        this.start = start;
        this.stop = stop;
        this.step = step;
        this.length = (int) exact;
    }

    IntValue at(int index) {
        return IntValue.of(start + step * index);
    }

    boolean contains(Value value) {
        return switch (value) {
            case IntValue number -> containsNumber(number);
            case BoolValue bool -> containsNumber(bool.asInt());
            case FloatValue number ->
                    number.isIntegral() && containsNumber(Numbers.truncate(number.value));
            default -> false;
        };
    }

    private boolean containsNumber(IntValue number) {
        if (!number.fitsLong() || length == 0) {
            return false;
        }
        long value = number.longValue();
        long last = start + step * (length - 1);
        return value >= Math.min(start, last)
                && value <= Math.max(start, last)
                && (value - start) % step == 0;
    }

    @Override
    public String typeName() {
        return "range";
    }

    @Override
    public boolean truth() {
        return length > 0;
    }

    @Override
    public long weight() {
        return 1L + length;
    }

    @Override
    public int depth() {
        return 1;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public Iterator<Value> elements() {
        return IntStream.range(0, length).<Value>mapToObj(this::at).iterator();
    }

    @Override
    public Iterator<Value> reversed() {
        return IntStream.range(0, length).<Value>mapToObj(i -> at(length - 1 - i)).iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RangeValue that
                && length == that.length
                && (length == 0 || start == that.start)
                && (length <= 1 || step == that.step);
    }

    @Override
    public int hashCode() {
        return Objects.hash(length, length == 0 ? 0 : start, length <= 1 ? 0 : step);
    }
}
