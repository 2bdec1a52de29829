package dev.rose.eval.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Worked examples as they were published, to the digits that are printed there. */
final class PublishedExamplesTest {

    /** Newcombe (1998), Statistics in Medicine 17:857, table I, method 3. */
    @Test
    void wilsonOfNewcombesTable() {
        isTo4(Wilson.interval(81, 263, 0.95), 0.2553, 0.3662);
        isTo4(Wilson.interval(15, 148, 0.95), 0.0624, 0.1605);
        isTo4(Wilson.interval(0, 20, 0.95), 0.0000, 0.1611);
        isTo4(Wilson.interval(1, 29, 0.95), 0.0061, 0.1718);
    }

    /** Newcombe (1998), Statistics in Medicine 17:2635, table II, first row of method 10. */
    @Test
    void pairedDifferenceOfNewcombesTable() {
        isTo4(PairedDifference.interval(36, 12, 2, 0, 0.95), 0.0569, 0.3404);
    }

    /** Cohen (1960), table 2: 200 cases, κ = .492 from rounded proportions. */
    @Test
    void kappaOfCohensPaper() {
        var first = new ArrayList<String>();
        var second = new ArrayList<String>();
        int[][] table = {{88, 14, 18}, {10, 40, 10}, {2, 6, 12}};
        var diagnoses = List.of("personality disorder", "neurosis", "psychosis");
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                first.addAll(Collections.nCopies(table[i][j], diagnoses.get(i)));
                second.addAll(Collections.nCopies(table[i][j], diagnoses.get(j)));
            }
        }
        assertThat(CohenKappa.of(first, second)).isCloseTo(0.492, within(0.0006));
    }

    /** Connor (1987): pairs with p₁₀ = 0.05 and p₀₁ = 0.45 need 22 for 80% power. */
    @Test
    void smallestEffectTurnsConnorsFormulaAround() {
        assertThat(SmallestEffect.ofPairs(22, 0.5)).isCloseTo(0.4, within(0.0005));
    }

    /** Of five, ten and so on heads, as any table of the binomial distribution has them. */
    @Test
    void mcNemarIsTheSignTest() {
        assertThat(McNemar.exact(5, 0)).isCloseTo(2.0 / 32, within(1e-15));
        assertThat(McNemar.exact(1, 9)).isCloseTo(22.0 / 1024, within(1e-15));
    }

    private static void isTo4(Interval found, double low, double high) {
        assertThat(found.low()).isCloseTo(low, within(0.00005));
        assertThat(found.high()).isCloseTo(high, within(0.00005));
    }
}
