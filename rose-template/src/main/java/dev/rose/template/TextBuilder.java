package dev.rose.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds a text and keeps account of which of its characters are content. */
final class TextBuilder {
    private static final int[] NO_MARKS = {};

    private final Rendering rendering;
    private final StringBuilder text = new StringBuilder();
    private int[] marks = NO_MARKS;
    private int markCount;

    /** Built at the expense of the given render, which bounds its length. */
    TextBuilder(Rendering rendering) {
        this.rendering = rendering;
    }

    TextBuilder append(String part) {
        rendering.chargeText(text.length(), part.length());
        text.append(part);
        return this;
    }

    TextBuilder append(char c) {
        rendering.chargeText(text.length(), 1);
        text.append(c);
        return this;
    }

    TextBuilder append(Str part) {
        int start = text.length();
        append(part.text);
        int[] marked = part.marks;
        if (marked != null) {
            for (int i = 0; i < marked.length; i += 2) {
                mark(start + marked[i], start + marked[i + 1]);
            }
        }
        return this;
    }

    /** Appends the part of a text between two offsets. */
    TextBuilder append(Str part, int from, int to) {
        if (part.marks != null) {
            return append(part.part(from, to));
        }
        rendering.chargeText(text.length(), to - from);
        text.append(part.text, from, to);
        return this;
    }

    /** Appends a text that is content as a whole, or not at all. */
    TextBuilder append(String part, boolean content) {
        int start = text.length();
        append(part);
        if (content) {
            mark(start, text.length());
        }
        return this;
    }

    TextBuilder repeat(Str part, int times) {
        for (int i = 0; i < times; i++) {
            append(part);
        }
        return this;
    }

    private void mark(int start, int end) {
        if (start == end) {
            return;
        }
        if (markCount > 0 && marks[markCount - 1] == start) {
            marks[markCount - 1] = end;
            return;
        }
        if (markCount + 2 > marks.length) {
            marks = Arrays.copyOf(marks, Math.max(8, marks.length * 2));
        }
        marks[markCount++] = start;
        marks[markCount++] = end;
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    private int @Nullable [] marks() {
        return markCount == 0 ? null : Arrays.copyOf(marks, markCount);
    }

    Str toStr() {
        return markCount == 0 ? Str.of(text.toString()) : new Str(text.toString(), marks(), false);
    }

    Str toStr(boolean markup) {
        return toStr().withMarkup(markup);
    }

    /** The characters alone. */
    String toText() {
        return text.toString();
    }

    List<Segment> segments() {
        List<Segment> segments = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < markCount; i += 2) {
            if (at < marks[i]) {
                segments.add(new Segment(text.substring(at, marks[i]), false));
            }
            segments.add(new Segment(text.substring(marks[i], marks[i + 1]), true));
            at = marks[i + 1];
        }
        if (at < text.length()) {
            segments.add(new Segment(text.substring(at), false));
        }
        return List.copyOf(segments);
    }
}
