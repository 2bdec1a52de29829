package dev.rose.catalogue;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The name of one part of a split model: {@code stem-00002-of-00005.gguf}.
 *
 * @param stem all before the numbers, with its folders
 * @param part from 1
 * @param parts at least 1
 */
record SplitName(String stem, int part, int parts) {
    static final int MOST = 1_000;

    private static final Pattern NAME =
            Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf", Pattern.CASE_INSENSITIVE);

    /** Null for a name that is not of that form or has numbers that make no sense. */
    static @Nullable SplitName parse(String file) {
        var match = NAME.matcher(file);
        if (!match.matches()) {
            return null;
        }
        int part = Integer.parseInt(match.group(2));
        int parts = Integer.parseInt(match.group(3));
        return part < 1 || part > parts || parts > MOST
                ? null
                : new SplitName(match.group(1), part, parts);
    }

    String name(int number) {
        return String.format(Locale.ROOT, "%s-%05d-of-%05d.gguf", stem, number, parts);
    }

    /** All parts' names, the first one first. */
    List<String> names() {
        return IntStream.rangeClosed(1, parts).mapToObj(this::name).toList();
    }
}
