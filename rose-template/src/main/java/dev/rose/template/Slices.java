package dev.rose.template;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's slices. */
final class Slices {
    private Slices() {}

    /** {@code owner[start:stop:step]}; null or None for what was left out. */
    static Value slice(
            Value owner,
            @Nullable Value start,
            @Nullable Value stop,
            @Nullable Value step,
            Rendering rendering) {
        if (owner instanceof Undefined undefined) {
            throw undefined.failure();
        }
        boolean sliceable =
                owner instanceof Str
                        || owner instanceof SequenceValue
                        || owner instanceof RangeValue;
        if (!sliceable) {
            throw Failure.type("'" + owner.typeName() + "' object cannot be sliced");
        }
        int by = bound(step, 1);
        if (by == 0) {
            throw Failure.value("slice step cannot be zero");
        }
        int length = owner.length();
        int from = clamp(bound(start, by > 0 ? 0 : Integer.MAX_VALUE), length, by);
        int to = absent(stop) ? by > 0 ? length : -1 : clamp(bound(stop, 0), length, by);
        int count = count(from, to, by);
        rendering.charge(count >> 2);
        return switch (owner) {
            case Str text -> text(text, from, by, count, rendering);
            case SequenceValue sequence -> sequence.with(items(sequence, from, by, count));
            case RangeValue range ->
                    new RangeValue(
                            range.start + range.step * from,
                            range.start + range.step * (from + (long) by * count),
                            range.step * by);
            default -> owner;
        };
    }

    private static boolean absent(@Nullable Value bound) {
        return bound == null || bound == NoneValue.NONE;
    }

    private static int bound(@Nullable Value bound, int otherwise) {
        if (bound == null || bound == NoneValue.NONE) {
            return otherwise;
        }
        IntValue number = Numbers.integer(bound);
        if (number == null) {
            throw Failure.type("slice indices must be integers or None, not " + bound.typeName());
        }
        return number.clipped();
    }

    private static int clamp(int position, int length, int by) {
        long at = position < 0 ? (long) position + length : position;
        long low = by > 0 ? 0 : -1;
        long high = by > 0 ? length : length - 1L;
        return (int) Math.max(low, Math.min(at, high));
    }

    private static int count(int from, int to, int by) {
        if (by > 0) {
            return from < to ? (int) (((long) to - from - 1) / by + 1) : 0;
        }
        return from > to ? (int) (((long) from - to - 1) / -(long) by + 1) : 0;
    }

    private static List<Value> items(SequenceValue sequence, int from, int by, int count) {
        if (by == 1) {
            return List.copyOf(sequence.items.subList(from, from + count));
        }
        List<Value> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            items.add(sequence.items.get((int) (from + (long) by * i)));
        }
        return items;
    }

    private static Str text(Str text, int from, int by, int count, Rendering rendering) {
        if (count == 0) {
            return text.part(0, 0);
        }
        if (by == 1) {
            int start = text.offset(from);
            boolean toEnd = from + count == text.length();
            int end =
                    toEnd
                            ? text.text.length()
                            : text.length() == text.text.length()
                                    ? start + count
                                    : text.text.offsetByCodePoints(start, count);
            rendering.charge((end - start) >> 4);
            return text.part(start, end);
        }
        int[] points = text.text.codePoints().toArray();
        int[] offsets = new int[points.length + 1];
        for (int i = 0; i < points.length; i++) {
            offsets[i + 1] = offsets[i] + Character.charCount(points[i]);
        }
        TextBuilder out = new TextBuilder(rendering);
        for (int i = 0; i < count; i++) {
            int at = (int) (from + (long) by * i);
            out.append(text, offsets[at], offsets[at + 1]);
        }
        rendering.charge(points.length >> 2);
        return out.toStr(text.markup);
    }

    /**
     * The positions that the {@code start} and {@code stop} of a search mean, which count from the
     * end where they are negative. The stop is clipped to the length; a start beyond the stop means
     * that nothing is found, not even the empty text.
     */
    static int[] span(@Nullable Value start, @Nullable Value stop, int length) {
        int from = fromEnd(bound(start, 0), length);
        int to = Math.min(length, fromEnd(bound(stop, Integer.MAX_VALUE), length));
        return new int[] {from, to};
    }

    private static int fromEnd(int position, int length) {
        return position < 0 ? (int) Math.max(0, (long) position + length) : position;
    }
}
