package dev.rose.engine.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AcceptanceTest {
    private final Acceptance acceptance = new Acceptance();

    @Test
    void longerMatchesAreTrustedMoreBeforeAnythingIsLearned() {
        double before = 0;
        for (int match : new int[] {2, 3, 4, 6, 9, 15, 31, 64}) {
            double now = acceptance.probability(match);
            assertThat(now).isBetween(0.1, 1.0).isGreaterThanOrEqualTo(before);
            before = now;
        }
    }

    @Test
    void whatIsLearnedIsTheShareOfRightGuessesOfThatLength() {
        var random = new SplittableRandom(1);
        double other = acceptance.probability(20);
        for (int i = 0; i < 5000; i++) {
            acceptance.observe(3, random.nextInt(10) < 2);
        }
        assertThat(acceptance.probability(3)).isCloseTo(0.2, within(0.08));
        assertThat(acceptance.probability(20)).isEqualTo(other);
    }

    @Test
    void oldExperienceFades() {
        for (int i = 0; i < 5000; i++) {
            acceptance.observe(5, true);
        }
        for (int i = 0; i < 800; i++) {
            acceptance.observe(5, false);
        }
        assertThat(acceptance.probability(5)).isLessThan(0.3);
    }

    @Test
    void probabilitiesStayOpen() {
        for (int i = 0; i < 100_000; i++) {
            acceptance.observe(2, false);
            acceptance.observe(40, true);
        }
        assertThat(acceptance.probability(2)).isBetween(0.0, 0.05);
        assertThat(acceptance.probability(40)).isBetween(0.95, 1.0);
    }

    @Test
    void aCheckGivesOneTokenAndEachThatIsRightWithAllBeforeIt() {
        assertThat(acceptance.expectedTokens(2, 1)).isEqualTo(1);
        double p = acceptance.probability(2);
        double q = acceptance.probability(3);
        assertThat(acceptance.expectedTokens(2, 2)).isEqualTo(1 + p);
        assertThat(acceptance.expectedTokens(2, 3)).isCloseTo(1 + p + p * q, within(1e-12));
        for (int rows = 1; rows < 32; rows++) {
            assertThat(acceptance.expectedTokens(8, rows + 1))
                    .isBetween(acceptance.expectedTokens(8, rows), rows + 1.0);
        }
    }
}
