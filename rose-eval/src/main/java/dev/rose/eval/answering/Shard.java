package dev.rose.eval.answering;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.util.regex.Pattern;

/**
 * A part of a run that is divided among machines: every {@code of}th item.
 *
 * @param index from 1 to {@code of}
 * @param of how many there are, at least 1
 */
public record Shard(int index, int of) {
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,3})/([1-9][0-9]{0,3})");

    public Shard {
        if (index < 1 || index > of) {
            throw new IllegalArgumentException("there is no shard %d of %d".formatted(index, of));
        }
    }

    /** All of a run. */
    public static Shard whole() {
        return new Shard(1, 1);
    }

    /**
     * {@code 2/4}: the second of four.
     *
     * @throws RoseException with kind {@code INVALID_REQUEST}
     */
    public static Shard parse(String text) {
        var match = FORM.matcher(text);
        if (match.matches()) {
            int index = Integer.parseInt(match.group(1));
            int of = Integer.parseInt(match.group(2));
            if (index <= of) {
                return new Shard(index, of);
            }
        }
        throw new RoseException(
                Kind.INVALID_REQUEST,
                "a shard is i/n with i from 1 to n, for instance 2/4, not '%s'".formatted(text));
    }

    public boolean isWhole() {
        return of == 1;
    }

    /**
     * Whether an item is in this part.
     *
     * @param position of the item in the undivided run, from 0
     */
    boolean has(int position) {
        return position % of == index - 1;
    }

    @Override
    public String toString() {
        return index + "/" + of;
    }
}
