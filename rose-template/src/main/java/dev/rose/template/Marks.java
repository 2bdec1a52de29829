package dev.rose.template;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which characters of a text are content: pairs of offsets, start inclusive and end exclusive, in
 * order, neither touching nor overlapping; null where there is no content at all.
 */
final class Marks {
    private Marks() {}

    static int @Nullable [] all(int length) {
        return length == 0 ? null : new int[] {0, length};
    }

    /** The marks of the part between two offsets, counted from its start. */
    static int @Nullable [] part(int @Nullable [] marks, int from, int to) {
        if (marks == null || from >= to) {
            return null;
        }
        int[] result = new int[marks.length];
        int size = 0;
        for (int i = 0; i < marks.length && marks[i] < to; i += 2) {
            int start = Math.max(marks[i], from);
            int end = Math.min(marks[i + 1], to);
            if (start < end) {
                result[size++] = start - from;
                result[size++] = end - from;
            }
        }
        return size == 0 ? null : size == result.length ? result : Arrays.copyOf(result, size);
    }

    /** Whether the character at the offset is content. */
    static boolean at(int @Nullable [] marks, int offset) {
        if (marks != null) {
            for (int i = 0; i < marks.length && marks[i] <= offset; i += 2) {
                if (offset < marks[i + 1]) {
                    return true;
                }
            }
        }
        return false;
    }
}
