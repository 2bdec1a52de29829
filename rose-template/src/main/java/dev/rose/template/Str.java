package dev.rose.template;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A string. Positions that templates see count code points, as Python's do; offsets inside this
 * module count chars.
 */
final class Str implements Value {
    static final Str EMPTY = new Str("", null, false);

    private static final Str[] ASCII = new Str[128];

    static {
        for (char c = 0; c < ASCII.length; c++) {
            ASCII[c] = new Str(String.valueOf(c), null, false);
        }
    }

    final String text;

    /** Which characters are content, see {@link Marks}. */
    final int @Nullable [] marks;

    /** Whether it was marked safe for HTML: Jinja's {@code Markup}. */
    final boolean markup;

    private int points = -1;

    Str(String text, int @Nullable [] marks, boolean markup) {
        this.text = text;
        this.marks = marks;
        this.markup = markup;
    }

    static Str of(String text) {
        if (text.length() <= 1) {
            return text.isEmpty() ? EMPTY : ofChar(text.charAt(0), text);
        }
        return new Str(text, null, false);
    }

    private static Str ofChar(char c, String text) {
        return c < ASCII.length ? ASCII[c] : new Str(text, null, false);
    }

    /** A text that is content as a whole. */
    static Str content(String text) {
        return new Str(text, Marks.all(text.length()), false);
    }

    /** A text made of this one in a way that lost track of its characters. */
    Str derived(String other) {
        return new Str(other, marks == null ? null : Marks.all(other.length()), markup);
    }

    /** A text of the same characters in other forms: upper case, for example. */
    Str recased(String other) {
        if (other.equals(text)) {
            return this;
        }
        return other.length() == text.length() ? new Str(other, marks, markup) : derived(other);
    }

    Str withMarkup(boolean wanted) {
        return markup == wanted ? this : new Str(text, marks, wanted);
    }

    /** The part between two offsets. */
    Str part(int from, int to) {
        if (from == 0 && to == text.length()) {
            return this;
        }
        if (from >= to) {
            return markup ? new Str("", null, true) : EMPTY;
        }
        if (marks == null && !markup) {
            return to - from == 1
                    ? ofChar(text.charAt(from), text.substring(from, to))
                    : new Str(text.substring(from, to), null, false);
        }
        return new Str(text.substring(from, to), Marks.part(marks, from, to), markup);
    }

    /** The offset of a code point. */
    int offset(int point) {
        return length() == text.length() ? point : text.offsetByCodePoints(0, point);
    }

    /** The code point that starts at an offset, counted from the text's start. */
    int pointAt(int offset) {
        return length() == text.length() ? offset : text.codePointCount(0, offset);
    }

    @Override
    public int length() {
        if (points < 0) {
            points = text.codePointCount(0, text.length());
        }
        return points;
    }

    @Override
    public String typeName() {
        return markup ? "Markup" : "str";
    }

    @Override
    public boolean truth() {
        return !text.isEmpty();
    }

    @Override
    public long weight() {
        return 1L + (text.length() >> 4);
    }

    @Override
    public Iterator<Value> elements() {
        return new Iterator<>() {
            private int offset;

            @Override
            public boolean hasNext() {
                return offset < text.length();
            }

            @Override
            public Value next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                int start = offset;
                offset += Character.charCount(text.codePointAt(start));
                return part(start, offset).withMarkup(false);
            }
        };
    }

    @Override
    public Iterator<Value> reversed() {
        return new Iterator<>() {
            private int offset = text.length();

            @Override
            public boolean hasNext() {
                return offset > 0;
            }

            @Override
            public Value next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                int end = offset;
                offset -= Character.charCount(text.codePointBefore(end));
                return part(offset, end);
            }
        };
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Str that && text.equals(that.text));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
