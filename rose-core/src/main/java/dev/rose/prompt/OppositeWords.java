package dev.rose.prompt;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The reviewed words and phrases of {@code opposite.txt}, which says how it is written. */
final class OppositeWords {
    private static final String RESOURCE = "opposite.txt";

    private final Map<String, Entry> entries = new HashMap<>();
    private int longest;

    /** What an entry is; the sections of the file, in lower case. */
    enum Kind {
        PHRASES,
        NEGATIONS,
        VERBS,
        ENDS,
        WORDS,
        KEEP
    }

    /**
     * One word or phrase.
     *
     * @param words how many it has
     * @param opposite what takes its place, possibly nothing; itself for one that stays
     */
    record Entry(Kind kind, int words, String opposite) {}

    private OppositeWords() {}

    static OppositeWords get() {
        return Holder.WORDS;
    }

    /** The longest entry that {@code words} begins with; in lower case, as the file has them. */
    @Nullable Entry longestAt(List<String> words) {
        for (var length = Math.min(longest, words.size()); length > 0; length--) {
            var entry = entries.get(String.join(" ", words.subList(0, length)));
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    /** Words of the longest entry. */
    int longest() {
        return longest;
    }

    private void read(BufferedReader lines) throws IOException {
        Kind kind = null;
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            var text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            if (text.startsWith("[")) {
                kind = Kind.valueOf(text.substring(1, text.length() - 1).toUpperCase(Locale.ROOT));
            } else {
                add(Objects.requireNonNull(kind), text);
            }
        }
    }

    private void add(Kind kind, String text) {
        var both = text.split(" <> ", 2);
        if (both.length == 2) {
            put(kind, both[0], both[1]);
            put(kind, both[1], both[0]);
            return;
        }
        var arrow = text.indexOf('>');
        if (arrow < 0) {
            put(kind, text, text);
        } else {
            put(kind, text.substring(0, arrow).strip(), text.substring(arrow + 1).strip());
        }
    }

    private void put(Kind kind, String from, String to) {
        var words = from.split(" ").length;
        if (entries.put(from, new Entry(kind, words, to)) != null) {
            throw new IllegalStateException("'%s' is twice in %s".formatted(from, RESOURCE));
        }
        longest = Math.max(longest, words);
    }

    /** Read when it is first asked for. */
    private static final class Holder {
        private static final OppositeWords WORDS = new OppositeWords();

        static {
            var in = Objects.requireNonNull(OppositeWords.class.getResourceAsStream(RESOURCE));
            try (var lines =
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                WORDS.read(lines);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
