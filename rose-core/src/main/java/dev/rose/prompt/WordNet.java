package dev.rose.prompt;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import net.sf.extjwnl.JWNLException;
import net.sf.extjwnl.data.IndexWord;
import net.sf.extjwnl.data.POS;
import net.sf.extjwnl.data.PointerType;
import net.sf.extjwnl.data.Synset;
import net.sf.extjwnl.data.Word;
import net.sf.extjwnl.dictionary.Dictionary;

/**
 * Antonyms of adjectives, from WordNet 3.1. Opening the dictionary takes about a second, so nothing
 * of it is touched before the first word is asked for. Thread-safe.
 */
final class WordNet {
    /** Later senses are rare: the third antonym of "safe" is "out", as in baseball. */
    private static final int SENSES = 2;

    /** A sense that makes up less than one use in so many is not what a prompt means. */
    private static final int RARE = 4;

    /** No phrase, no name, no mark of how the word is used. */
    private static final Pattern PLAIN = Pattern.compile("[a-z]+(?:-[a-z]+)*");

    private final Dictionary dictionary;

    private WordNet(Dictionary dictionary) {
        this.dictionary = dictionary;
    }

    static WordNet get() {
        return Holder.WORDNET;
    }

    /**
     * The direct antonym of a word that is mostly an adjective, in its first senses.
     *
     * @param word in lower case
     */
    synchronized Optional<String> antonym(String word) {
        try {
            var adjective = dictionary.getIndexWord(POS.ADJECTIVE, word);
            if (adjective == null || !isMostlyAdjective(adjective, word)) {
                return Optional.empty();
            }
            for (var sense : firstSenses(adjective, word)) {
                for (var form : sense.getWords()) {
                    for (var pointer : form.getPointers(PointerType.ANTONYM)) {
                        if (form.getLemma().equals(word)
                                && pointer.getTarget() instanceof Word target
                                && PLAIN.matcher(target.getLemma()).matches()) {
                            return Optional.of(target.getLemma());
                        }
                    }
                }
            }
            return Optional.empty();
        } catch (JWNLException e) {
            throw new IllegalStateException("WordNet cannot be read", e);
        }
    }

    private static List<Synset> firstSenses(IndexWord adjective, String word) {
        return adjective.getSenses().stream()
                .limit(SENSES)
                .filter(sense -> RARE * uses(sense, word) >= uses(adjective, word))
                .toList();
    }

    /** "content" and "patient" are adjectives too, but that is not what they are in most texts. */
    private boolean isMostlyAdjective(IndexWord adjective, String word) throws JWNLException {
        var others = 0;
        for (var pos : new POS[] {POS.NOUN, POS.VERB, POS.ADVERB}) {
            var other = dictionary.getIndexWord(pos, word);
            if (other != null) {
                others = Math.max(others, uses(other, word));
            }
        }
        return uses(adjective, word) >= others;
    }

    private static int uses(IndexWord index, String word) {
        return index.getSenses().stream().mapToInt(sense -> uses(sense, word)).sum();
    }

    /** How often the word has this sense in the texts that WordNet's authors counted. */
    private static int uses(Synset sense, String word) {
        return sense.getWords().stream()
                .filter(form -> form.getLemma().toLowerCase(Locale.ROOT).equals(word))
                .mapToInt(Word::getUseCount)
                .sum();
    }

    /** Opened when it is first asked for. */
    private static final class Holder {
        private static final WordNet WORDNET = open();

        private static WordNet open() {
            try {
                return new WordNet(Dictionary.getDefaultResourceInstance());
            } catch (JWNLException e) {
                throw new IllegalStateException("WordNet cannot be opened", e);
            }
        }
    }
}
