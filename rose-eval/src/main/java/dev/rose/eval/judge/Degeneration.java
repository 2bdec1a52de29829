package dev.rose.eval.judge;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.Deflater;

/**
 * Tells text that says nothing: empty, repeating itself, or gibberish. It fools judges, so it is
 * counted apart. {@code docs/judges.md} has the limits and how far they agree with people.
 */
public final class Degeneration {
    /** Fewer words than this do not make a loop. */
    private static final int LOOP_WORDS = 20;

    private static final int GRAM = 4;

    /** Share of the n-grams that were there before, from which on a text is a loop. */
    private static final double REPEATED = 0.5;

    /** The same of the characters of words without blanks between them, which are shorter units. */
    private static final double REPEATED_CHARACTERS = 0.6;

    private static final int LINES = 4;

    /** Bytes from which on a ratio of compression says something. */
    private static final int COMPRESSED_BYTES = 200;

    /** Compressed bytes to bytes; English prose of that length has 0.5 to 0.6. */
    private static final double COMPRESSION = 0.2;

    private static final double GIBBERISH = 0.5;
    private static final int LONGEST_WORD = 30;

    private static final Pattern UNIT =
            Pattern.compile("\\p{IsHan}|[\\p{L}\\p{N}'’&&[^\\p{IsHan}]]+");
    private static final Pattern LATIN = Pattern.compile("[a-z]{4,}");
    private static final Pattern VOWEL = Pattern.compile("[aeiouy]");

    private Degeneration() {}

    /** Whether an answer is no text that could be judged. */
    public static boolean isDegenerate(String answer) {
        var units =
                UNIT.matcher(answer.toLowerCase(Locale.ROOT))
                        .results()
                        .map(MatchResult::group)
                        .toList();
        return units.isEmpty()
                || repeatsGrams(units)
                || repeatsLines(answer)
                || isCompressible(answer)
                || isGibberish(answer, units);
    }

    private static boolean repeatsGrams(List<String> units) {
        if (units.size() < LOOP_WORDS) {
            return false;
        }
        var seen = new HashSet<List<String>>();
        int grams = units.size() - GRAM + 1;
        for (int i = 0; i < grams; i++) {
            seen.add(units.subList(i, i + GRAM));
        }
        long characters = units.stream().filter(Degeneration::isHan).count();
        double limit = 2 * characters > units.size() ? REPEATED_CHARACTERS : REPEATED;
        return 1 - (double) seen.size() / grams >= limit;
    }

    private static boolean isHan(String unit) {
        return Character.UnicodeScript.of(unit.codePointAt(0)) == Character.UnicodeScript.HAN;
    }

    private static boolean repeatsLines(String answer) {
        var lines = answer.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        return lines.size() >= LINES && 2 * new HashSet<>(lines).size() <= lines.size();
    }

    private static boolean isCompressible(String answer) {
        var bytes = answer.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < COMPRESSED_BYTES) {
            return false;
        }
        var deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            int size = deflater.deflate(new byte[bytes.length + 64]);
            return size < COMPRESSION * bytes.length;
        } finally {
            deflater.end();
        }
    }

    /** Bytes that are no text, words without a vowel, words that never end. */
    private static boolean isGibberish(String answer, List<String> units) {
        long broken =
                answer.chars()
                        .filter(c ->
                                c == '\uFFFD'
                                        || (Character.isISOControl(c)
                                                && !Character.isWhitespace(c)))
                        .count();
        long letters = answer.codePoints().filter(Character::isLetterOrDigit).count();
        if ((broken > 1 && broken >= letters) || 4 * letters < answer.strip().length()) {
            return true;
        }
        var latin = units.stream().filter(unit -> LATIN.matcher(unit).matches()).toList();
        long wrong =
                latin.stream()
                        .filter(word -> word.length() > LONGEST_WORD || !VOWEL.matcher(word).find())
                        .count();
        return latin.size() >= 3 && wrong >= GIBBERISH * latin.size();
    }
}
