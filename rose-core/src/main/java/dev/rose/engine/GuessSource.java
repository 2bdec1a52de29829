package dev.rose.engine;

import dev.rose.engine.draft.Acceptance;
import dev.rose.engine.draft.Draft;
import dev.rose.engine.draft.NgramIndex;
import java.util.Arrays;
import java.util.List;

/**
 * The positive stream's text as it grows, and what is guessed of its next tokens: from itself, its
 * prompt included, and from texts of others.
 */
final class GuessSource {
    private static final int ROOM = 64;

    private final int promptLength;
    private final NgramIndex own;
    private final NgramIndex others;
    private int[] text;
    private int length;
    private Draft found = Draft.NONE;

    /**
     * @param tokensLeft that the answer may still have
     */
    GuessSource(int[] prompt, int tokensLeft, NgramIndex others) {
        this.promptLength = prompt.length;
        this.others = others;
        own = new NgramIndex(prompt.length + tokensLeft + 2);
        own.addText(prompt, prompt.length);
        text = Arrays.copyOf(prompt, prompt.length + ROOM);
        length = prompt.length;
    }

    /** Takes in what is new in {@code answer}, the tokens of the answer so far. */
    void extend(List<Integer> answer) {
        for (int i = length - promptLength; i < answer.size(); i++) {
            if (length == text.length) {
                text = Arrays.copyOf(text, length * 2);
            }
            text[length++] = answer.get(i);
            own.add(answer.get(i));
        }
    }

    /** The best guess of what comes next, of at most {@code most} tokens. */
    Draft lookUp(int most) {
        var fromOwn = own.propose(text, length, most);
        var fromOthers = others.propose(text, length, most);
        found = fromOthers.match() > fromOwn.match() ? fromOthers : fromOwn;
        return found;
    }

    /**
     * Teaches how good the guess was that was looked up last, checked or not.
     *
     * @param answer its tokens, the last {@code taken} of them new
     */
    void learn(Acceptance acceptance, List<Integer> answer, int taken) {
        acceptance.observe(found, answer.subList(answer.size() - taken, answer.size()));
        found = Draft.NONE;
    }

    /** Leaves the text to others. */
    void leave() {
        others.addText(text, length);
    }
}
