package dev.rose.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Taking strings apart: strip, split, partition, replace. */
final class Pieces {
    private Pieces() {}

    static Str strip(Str text, @Nullable Value chars, boolean left, boolean right) {
        if (chars == null || chars == NoneValue.NONE) {
            int from = left ? Whitespace.skip(text.text, 0) : 0;
            int to = text.text.length();
            return text.part(from, right ? Whitespace.skipBack(text.text, to, from) : to);
        }
        String set = StringMethods.string(chars).text;
        int from = 0;
        int to = text.text.length();
        while (left && from < to && set.indexOf(text.text.codePointAt(from)) >= 0) {
            from += Character.charCount(text.text.codePointAt(from));
        }
        while (right && to > from && set.indexOf(text.text.codePointBefore(to)) >= 0) {
            to -= Character.charCount(text.text.codePointBefore(to));
        }
        return text.part(from, to);
    }

    /** Python's {@code split}: separator and number of splits, either of which may be absent. */
    static ListValue split(Str text, @Nullable Value[] arguments, Rendering rendering) {
        int most = most(arguments[1]);
        Str separator = separator(arguments[0]);
        List<Value> parts = new ArrayList<>();
        if (separator == null) {
            int at = Whitespace.skip(text.text, 0);
            while (at < text.text.length() && parts.size() < most) {
                int end = endOfWord(text.text, at);
                parts.add(text.part(at, end));
                at = Whitespace.skip(text.text, end);
            }
            if (at < text.text.length()) {
                parts.add(text.part(at, text.text.length()));
            }
        } else {
            int from = 0;
            int at = TextSearch.indexOf(text.text, separator.text, 0);
            while (at >= 0 && parts.size() < most) {
                parts.add(text.part(from, at));
                from = at + separator.text.length();
                at = TextSearch.indexOf(text.text, separator.text, from);
            }
            parts.add(text.part(from, text.text.length()));
        }
        rendering.charge(parts.size());
        return new ListValue(parts);
    }

    static ListValue rsplit(Str text, @Nullable Value[] arguments, Rendering rendering) {
        int most = most(arguments[1]);
        Str separator = separator(arguments[0]);
        List<Value> parts = new ArrayList<>();
        int to = text.text.length();
        if (separator == null) {
            to = Whitespace.skipBack(text.text, to, 0);
            while (to > 0 && parts.size() < most) {
                int start = to;
                while (start > 0 && !Whitespace.isSpace(text.text.charAt(start - 1))) {
                    start--;
                }
                parts.add(text.part(start, to));
                to = Whitespace.skipBack(text.text, start, 0);
            }
            if (to > 0) {
                parts.add(text.part(0, to));
            }
        } else {
            int at = TextSearch.lastIndexOf(text.text, separator.text, to);
            while (at >= 0 && parts.size() < most) {
                parts.add(text.part(at + separator.text.length(), to));
                to = at;
                at = TextSearch.lastIndexOf(text.text, separator.text, to);
            }
            parts.add(text.part(0, to));
        }
        rendering.charge(parts.size());
        Collections.reverse(parts);
        return new ListValue(parts);
    }

    private static int endOfWord(String text, int from) {
        int at = from;
        while (at < text.length() && !Whitespace.isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int most(@Nullable Value argument) {
        int most = argument == null ? -1 : StringMethods.integer(argument);
        return most < 0 ? Integer.MAX_VALUE : most;
    }

    private static @Nullable Str separator(@Nullable Value argument) {
        if (argument == null || argument == NoneValue.NONE) {
            return null;
        }
        Str separator = StringMethods.string(argument);
        if (separator.text.isEmpty()) {
            throw Failure.value("empty separator");
        }
        return separator;
    }

    static ListValue lines(Str text, boolean keepEnds, Rendering rendering) {
        List<Value> lines = new ArrayList<>();
        int from = 0;
        int at = 0;
        while (at < text.text.length()) {
            char c = text.text.charAt(at);
            if (!Whitespace.endsLine(c)) {
                at++;
                continue;
            }
            int next = c == '\r' && text.text.startsWith("\n", at + 1) ? at + 2 : at + 1;
            lines.add(text.part(from, keepEnds ? next : at));
            from = next;
            at = next;
        }
        if (from < text.text.length()) {
            lines.add(text.part(from, text.text.length()));
        }
        rendering.charge(lines.size());
        return new ListValue(lines);
    }

    static TupleValue partition(Str text, Str separator) {
        int at = TextSearch.indexOf(text.text, nonEmpty(separator).text, 0);
        return at < 0
                ? TupleValue.of(text, text.part(0, 0), text.part(0, 0))
                : parted(text, at, separator);
    }

    static TupleValue rpartition(Str text, Str separator) {
        int at = TextSearch.lastIndexOf(text.text, nonEmpty(separator).text, text.text.length());
        return at < 0
                ? TupleValue.of(text.part(0, 0), text.part(0, 0), text)
                : parted(text, at, separator);
    }

    private static TupleValue parted(Str text, int at, Str separator) {
        int end = at + separator.text.length();
        return TupleValue.of(
                text.part(0, at),
                separator.withMarkup(text.markup),
                text.part(end, text.text.length()));
    }

    private static Str nonEmpty(Str separator) {
        if (separator.text.isEmpty()) {
            throw Failure.value("empty separator");
        }
        return separator;
    }

    /** Replaces the first occurrences, all of them if the count is negative. */
    static Str replace(Str text, Str old, Str with, int count, Rendering rendering) {
        int left = count < 0 ? Integer.MAX_VALUE : count;
        if (old.text.isEmpty()) {
            return interleave(text, with, left, rendering);
        }
        int at = TextSearch.indexOf(text.text, old.text, 0);
        if (at < 0 || left == 0) {
            return text;
        }
        TextBuilder out = new TextBuilder(rendering);
        int from = 0;
        while (at >= 0 && left-- > 0) {
            out.append(text, from, at).append(with);
            from = at + old.text.length();
            at = TextSearch.indexOf(text.text, old.text, from);
        }
        return out.append(text, from, text.text.length()).toStr(text.markup);
    }

    private static Str interleave(Str text, Str with, int count, Rendering rendering) {
        TextBuilder out = new TextBuilder(rendering);
        int left = count;
        int at = 0;
        while (at < text.text.length() && left > 0) {
            int next = at + Character.charCount(text.text.codePointAt(at));
            out.append(with).append(text, at, next);
            at = next;
            left--;
        }
        out.append(text, at, text.text.length());
        return (left > 0 ? out.append(with) : out).toStr(text.markup);
    }
}
