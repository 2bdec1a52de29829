package dev.rose.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** One sentence, turned round; see {@link Opposite}. Used once, by one thread. */
final class OppositeSentence {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}]+(?:[-'’][\\p{L}\\p{M}]+)*");
    private static final Pattern CLAUSE_END = Pattern.compile("[;:–—]");

    private static final Set<String> CONDITIONS =
            Set.of("if", "when", "whenever", "unless", "until");
    private static final Set<String> CONDITION_ENDS =
            Set.of("then", "please", "never", "always", "should", "must");
    private static final Set<String> JOINING = Set.of("and", "or", "nor");

    /** What turns a sentence in which nothing else did. */
    private static final Map<String, String> OBLIGATIONS =
            Map.of("always", "never", "must", "must not", "should", "should not");

    /** Words after a negation among which an "any" goes with it: "do not give any". */
    private static final int ANY_REACH = 3;

    private static final Pattern ARTICLE = Pattern.compile("\\b([aA])n?(\\s+)$");
    private static final Pattern VOWEL_SOUND =
            Pattern.compile("(?i)(?!uni(?!n|m)|us[aeiu]|eu|one|ut[ie]).*");

    private final String sentence;
    private final List<Word> words = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    private boolean turned;
    private boolean negated;
    private boolean byVerb;
    private boolean condition;
    private int anyUntil;
    private boolean capitalise;

    /**
     * A word and its place.
     *
     * @param lower in lower case, with a straight apostrophe
     */
    private record Word(int begin, int end, String lower) {}

    OppositeSentence(String sentence) {
        this.sentence = sentence;
        var matcher = WORD.matcher(sentence);
        while (matcher.find()) {
            words.add(
                    new Word(
                            matcher.start(),
                            matcher.end(),
                            matcher.group().toLowerCase(Locale.ROOT).replace('’', '\'')));
        }
    }

    String reversed() {
        turnWords();
        if (!turned) {
            turnObligation();
        }
        return text.toString();
    }

    private void turnWords() {
        var at = 0;
        while (at < words.size()) {
            var gap = gapBefore(at);
            enter(at, gap);
            text.append(gap);
            at += condition ? copy(at, 1) : turn(at);
        }
        text.append(sentence, words.isEmpty() ? 0 : words.getLast().end(), sentence.length());
    }

    /** Where clauses and conditions begin and end. */
    private void enter(int at, String gap) {
        var word = words.get(at).lower();
        if (CLAUSE_END.matcher(gap).find()) {
            negated = false;
            condition = false;
        }
        if (condition
                && (CONDITION_ENDS.contains(word)
                        || (gap.contains(",") && !JOINING.contains(word)))) {
            condition = false;
            negated = false;
        }
        if (CONDITIONS.contains(word)) {
            condition = true;
        }
    }

    /** Deals with the word at {@code at}, or with the phrase there; gives how many words it had. */
    private int turn(int at) {
        var entry = OppositeWords.get().longestAt(phraseAt(at));
        if (entry == null) {
            return turnByWordNet(at);
        }
        var n = entry.words();
        return switch (entry.kind()) {
            case KEEP ->
                    words.get(at).lower().equals("any") && at < anyUntil ? drop() : copy(at, n);
            case ENDS -> {
                negated = false;
                yield copy(at, n);
            }
            case NEGATIONS -> {
                if (negated ? !isJoined(at) : isContrast(at)) {
                    yield copy(at, n);
                }
                byVerb = false;
                yield turnClause(at, entry);
            }
            case VERBS -> {
                // "Promote peace and discourage war" turns twice, "never lie and avoid answers"
                // once.
                if (negated && !(byVerb && isJoined(at))) {
                    yield copy(at, n);
                }
                byVerb = true;
                yield turnClause(at, entry);
            }
            case PHRASES, WORDS -> {
                if (negated) {
                    yield copy(at, n);
                }
                replace(at, n, entry.opposite());
                yield n;
            }
        };
    }

    /** Turns a negation; what follows it in its clause stays. */
    private int turnClause(int at, OppositeWords.Entry entry) {
        replace(at, entry.words(), entry.opposite());
        negated = true;
        anyUntil = at + entry.words() + ANY_REACH;
        return entry.words();
    }

    private int turnByWordNet(int at) {
        if (!negated && !isName(at)) {
            var antonym = WordNet.get().antonym(words.get(at).lower());
            if (antonym.isPresent()) {
                replace(at, 1, antonym.get());
                return 1;
            }
        }
        return copy(at, 1);
    }

    /** The words from {@code at} on that only white space parts, as far as an entry may reach. */
    private List<String> phraseAt(int at) {
        var phrase = new ArrayList<String>();
        var most = Math.min(words.size(), at + OppositeWords.get().longest());
        for (var i = at; i < most && (i == at || gapBefore(i).isBlank()); i++) {
            phrase.add(words.get(i).lower());
        }
        return phrase;
    }

    private boolean isJoined(int at) {
        return at > 0
                && (JOINING.contains(words.get(at - 1).lower()) || gapBefore(at).contains(","));
    }

    /** "Be kind, not rude": both change, and the "not" between them stays. */
    private boolean isContrast(int at) {
        return words.get(at).lower().equals("not") && gapBefore(at).contains(",");
    }

    private boolean isName(int at) {
        return at > 0 && Character.isUpperCase(sentence.codePointAt(words.get(at).begin()));
    }

    private String gapBefore(int at) {
        return sentence.substring(at == 0 ? 0 : words.get(at - 1).end(), words.get(at).begin());
    }

    private int copy(int at, int n) {
        append(sentence.substring(words.get(at).begin(), words.get(at + n - 1).end()));
        return n;
    }

    /** Leaves one word out, with the space before it. */
    private int drop() {
        while (!text.isEmpty() && text.charAt(text.length() - 1) == ' ') {
            text.deleteCharAt(text.length() - 1);
        }
        return 1;
    }

    private void replace(int at, int n, String opposite) {
        var original = sentence.substring(words.get(at).begin(), words.get(at + n - 1).end());
        turned |= !original.equalsIgnoreCase(opposite);
        var instead = opposite.isEmpty() && isBeforeComma(at + n) ? "do" : opposite;
        if (!instead.isEmpty()) {
            fitArticle(instead);
            append(inCaseOf(original, instead));
            return;
        }
        capitalise |= Character.isUpperCase(original.codePointAt(0));
        if (text.isEmpty() || Character.isWhitespace(text.charAt(text.length() - 1))) {
            skipSpaceAfter(at + n);
        }
    }

    /** "Do not, whatever happens, …": something must stand before the comma. */
    private boolean isBeforeComma(int next) {
        return next < words.size() && gapBefore(next).contains(",");
    }

    /** The space after a word that is left out, of which one stands before it already. */
    private void skipSpaceAfter(int next) {
        if (next < words.size() && gapBefore(next).isBlank()) {
            var after = words.get(next);
            words.set(next - 1, new Word(after.begin(), after.begin(), ""));
        } else {
            drop(); // punctuation follows: the space before goes
        }
    }

    private void append(String word) {
        text.append(capitalise ? capitalised(word) : word);
        capitalise = false;
    }

    private static String inCaseOf(String original, String opposite) {
        var upper = original.toUpperCase(Locale.ROOT);
        if (original.length() > 1 && original.equals(upper)) {
            return opposite.toUpperCase(Locale.ROOT);
        }
        return Character.isUpperCase(original.codePointAt(0)) ? capitalised(opposite) : opposite;
    }

    private static String capitalised(String word) {
        return word.isEmpty()
                ? word
                : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    /** Makes the article that the text ends in fit the word that will follow. */
    private void fitArticle(String word) {
        var article = ARTICLE.matcher(text);
        if (article.find()) {
            var fitting = article.group(1) + (startsWithVowelSound(word) ? "n" : "");
            text.replace(article.start(), article.end(), fitting + article.group(2));
        }
    }

    private static boolean startsWithVowelSound(String word) {
        var lower = word.toLowerCase(Locale.ROOT);
        return lower.matches("hon.*|hour.*|heir.*")
                || (lower.matches("[aeiou].*") && VOWEL_SOUND.matcher(lower).matches());
    }

    /** Nothing was turned: the first obligation outside a condition is. */
    private void turnObligation() {
        text.setLength(0);
        condition = false;
        negated = false;
        for (var at = 0; at < words.size(); at++) {
            var gap = gapBefore(at);
            enter(at, gap);
            text.append(gap);
            var opposite = OBLIGATIONS.get(words.get(at).lower());
            if (!condition && !turned && opposite != null) {
                replace(at, 1, opposite);
            } else {
                copy(at, 1);
            }
        }
        text.append(sentence, words.isEmpty() ? 0 : words.getLast().end(), sentence.length());
    }
}
