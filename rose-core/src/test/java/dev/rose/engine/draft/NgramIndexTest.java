package dev.rose.engine.draft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NgramIndexTest {
    private final NgramIndex index = new NgramIndex(256);

    @Test
    void whatFollowedTheLastTimeIsGuessed() {
        add(1, 2, 3, 4, 5);
        add(100);

        var draft = propose(9, 2, 3);

        assertThat(draft.tokens()).containsExactly(4, 5);
        assertThat(draft.match()).isEqualTo(2);
    }

    @Test
    void theLongestMatchWinsAndOfEqualOnesTheLatest() {
        add(1, 2, 3, 4);
        add(9, 2, 3, 5);
        add(8, 2, 3, 6);
        add(100);

        assertThat(propose(7, 2, 3).tokens()).containsExactly(6);
        assertThat(propose(1, 2, 3).tokens()).containsExactly(4);
        assertThat(propose(1, 2, 3).match()).isEqualTo(3);
    }

    @Test
    void nothingIsGuessedFromOneTokenOrAcrossTexts() {
        add(1, 2);
        add(3, 4, 5);
        add(100);

        assertThat(propose(2).isEmpty()).isTrue();
        assertThat(propose(2, 3).isEmpty()).isTrue();
        assertThat(propose(1, 2).isEmpty()).isTrue();
        assertThat(propose(7, 3, 4).tokens()).containsExactly(5);
    }

    @Test
    void aTextThatRepeatsItselfGoesOnWithItself() {
        int[] text = {1, 2, 3, 1, 2, 3, 1, 2};
        add(text);

        assertThat(index.propose(text, text.length, 7).tokens())
                .containsExactly(3, 1, 2, 3, 1, 2, 3);
    }

    @Test
    void anEndThatNothingFollowedHidesNoOtherPlace() {
        var kept = new NgramIndex(256);
        addUnique(kept, 1000, 140);
        addTo(kept, 7, 8, 9);
        addTo(kept, 5, 7, 8);
        addUnique(kept, 2000, 20);
        assertThat(kept.propose(new int[] {99, 7, 8}, 3, 1).tokens()).containsExactly(9);
        // The older half goes; the rest is indexed anew.
        addUnique(kept, 3000, 100);

        assertThat(kept.propose(new int[] {99, 7, 8}, 3, 1).tokens()).containsExactly(9);
    }

    @Test
    void guessesAreWhatReallyFollowedInSomeText() {
        for (int round = 0; round < 300; round++) {
            var random = new SplittableRandom(round);
            var small = new NgramIndex(256);
            var texts = new ArrayList<int[]>();
            int alphabet = random.nextInt(2, 40);
            for (int i = random.nextInt(1, 40); i > 0; i--) {
                var text = random.ints(random.nextInt(1, 30), 0, alphabet).toArray();
                texts.add(text);
                addTo(small, text);
            }
            for (int i = 0; i < 30; i++) {
                var context = random.ints(random.nextInt(1, 90), 0, alphabet).toArray();
                if (random.nextBoolean()) {
                    var from = texts.get(random.nextInt(texts.size()));
                    context = Arrays.copyOf(from, random.nextInt(1, from.length + 1));
                }
                int most = random.nextInt(1, 12);
                var draft = small.propose(context, context.length, most);
                assertThat(draft.tokens().length).isLessThanOrEqualTo(most);
                if (!draft.isEmpty()) {
                    assertThat(draft.match()).isGreaterThanOrEqualTo(2);
                    assertThat(follows(texts, context, draft)).as("round %d", round).isTrue();
                }
            }
        }
    }

    /** The table forgets n-grams where slots collide, but not many. */
    @Test
    void mostOfWhatThereIsIsFound() {
        var random = new SplittableRandom(5);
        int asked = 0;
        int found = 0;
        for (int round = 0; round < 200; round++) {
            var some = new NgramIndex(1024);
            var texts = new ArrayList<int[]>();
            for (int i = 0; i < 20; i++) {
                texts.add(random.ints(25, 0, 30).toArray());
                addTo(some, texts.getLast());
            }
            for (var text : texts) {
                for (int end = 2; end < text.length; end++) {
                    asked++;
                    found += some.propose(text, end, 3).isEmpty() ? 0 : 1;
                }
            }
        }
        System.out.printf("%d of %d n-grams found%n", found, asked);
        assertThat((double) found / asked).isGreaterThan(0.9);
    }

    /** Whether the match stands somewhere with the guess behind it. */
    private static boolean follows(List<int[]> texts, int[] context, Draft draft) {
        for (var text : texts) {
            for (int at = draft.match(); at < text.length; at++) {
                if (commonBefore(text, at, context) >= draft.match()
                        && goesOn(text, at, draft.tokens())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static int commonBefore(int[] text, int at, int[] context) {
        int most = Math.min(64, Math.min(at, context.length));
        int common = 0;
        while (common < most && text[at - 1 - common] == context[context.length - 1 - common]) {
            common++;
        }
        return common;
    }

    /** Behind the last text's end the guess goes on with itself. */
    private static boolean goesOn(int[] text, int at, int[] tokens) {
        int rest = text.length - at;
        for (int i = 0; i < tokens.length; i++) {
            int expected = i < rest ? text[at + i] : tokens[i - rest];
            if (tokens[i] != expected) {
                return false;
            }
        }
        return true;
    }

    private void add(int... text) {
        addTo(index, text);
    }

    private static void addTo(NgramIndex index, int... text) {
        index.addText(text, text.length);
    }

    private static void addUnique(NgramIndex index, int first, int count) {
        var text = new int[count];
        Arrays.setAll(text, i -> first + i);
        addTo(index, text);
    }

    private Draft propose(int... context) {
        return index.propose(context, context.length, 31);
    }
}
