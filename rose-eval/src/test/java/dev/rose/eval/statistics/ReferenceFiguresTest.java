package dev.rose.eval.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each formula against SciPy, statsmodels and NumPy: {@code benchmarks/statistics/reference.py}
 * writes {@code reference.csv}.
 */
final class ReferenceFiguresTest {
    private static final Offset<Double> EXACT = within(1e-9);

    /** A line of the file. */
    record Case(String what, double[] arguments, double figure, double second) {
        long whole(int i) {
            return (long) arguments[i];
        }

        @Override
        public String toString() {
            return what + Arrays.toString(arguments);
        }
    }

    static Stream<Case> wilson() {
        return cases("wilson", 42);
    }

    @ParameterizedTest
    @MethodSource
    void wilson(Case it) {
        isInterval(Wilson.interval(it.whole(0), it.whole(1), it.arguments()[2]), it, EXACT);
    }

    static Stream<Case> mcnemar() {
        return cases("mcnemar", 13);
    }

    @ParameterizedTest
    @MethodSource
    void mcnemar(Case it) {
        assertThat(McNemar.exact(it.whole(0), it.whole(1))).isCloseTo(it.figure(), EXACT);
    }

    static Stream<Case> holm() {
        return cases("holm", 20);
    }

    @ParameterizedTest
    @MethodSource
    void holm(Case it) {
        var p = Arrays.copyOfRange(it.arguments(), 1, it.arguments().length);
        assertThat(Holm.adjust(p)[(int) it.whole(0)]).isCloseTo(it.figure(), EXACT);
    }

    static Stream<Case> kappa() {
        return cases("kappa", 7);
    }

    @ParameterizedTest
    @MethodSource
    void kappa(Case it) {
        int size = (int) it.whole(0);
        var first = new ArrayList<Integer>();
        var second = new ArrayList<Integer>();
        for (int cell = 0; cell < size * size; cell++) {
            for (long i = 0; i < it.whole(1 + cell); i++) {
                first.add(cell / size);
                second.add(cell % size);
            }
        }
        assertThat(CohenKappa.of(first, second)).isCloseTo(it.figure(), EXACT);
    }

    static Stream<Case> pairedBootstrap() {
        return cases("paired", 7);
    }

    /** An end may be off by an item: that is how finely resamples tell ends apart. */
    @ParameterizedTest
    @MethodSource
    void pairedBootstrap(Case it) {
        for (long seed = 0; seed < 5; seed++) {
            var found = PairedBootstrap.interval(it.whole(0), it.whole(1), it.whole(2), 0.95, seed);
            isInterval(found, it, within(1.0 / it.whole(2) + 1e-12));
        }
    }

    static Stream<Case> meanBootstrap() {
        return cases("mean", 3);
    }

    /** To a twentieth of the interval's width, as 10,000 resamples have it. */
    @ParameterizedTest
    @MethodSource
    void meanBootstrap(Case it) {
        for (long seed = 0; seed < 5; seed++) {
            isInterval(
                    Bootstrap.meanInterval(it.arguments(), 0.95, seed),
                    it,
                    within((it.second() - it.figure()) / 20));
        }
    }

    static Stream<Case> pairedDifference() {
        return cases("difference", 11);
    }

    @ParameterizedTest
    @MethodSource
    void pairedDifference(Case it) {
        isInterval(
                PairedDifference.interval(it.whole(0), it.whole(1), it.whole(2), it.whole(3), 0.95),
                it,
                EXACT);
    }

    static Stream<Case> smallestEffect() {
        return cases("effect", 8);
    }

    /**
     * The second figure is the power that the exact test has there: the formula is no exact one.
     */
    @ParameterizedTest
    @MethodSource
    void smallestEffect(Case it) {
        assertThat(SmallestEffect.ofPairs(it.whole(0), it.arguments()[1]))
                .isCloseTo(it.figure(), EXACT);
        assertThat(it.second()).isBetween(0.75, 0.8);
    }

    private static void isInterval(Interval found, Case expected, Offset<Double> offset) {
        assertThat(found.low()).isCloseTo(expected.figure(), offset);
        assertThat(found.high()).isCloseTo(expected.second(), offset);
    }

    private static Stream<Case> cases(String what, int count) {
        List<Case> cases;
        try (var file =
                Objects.requireNonNull(
                        ReferenceFiguresTest.class.getResourceAsStream("reference.csv"))) {
            cases =
                    new String(file.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .map(line -> line.split(",", -1))
                            .filter(cells -> cells[0].equals(what))
                            .map(ReferenceFiguresTest::read)
                            .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(cases).as("cases of %s", what).hasSize(count);
        return cases.stream();
    }

    private static Case read(String[] cells) {
        return new Case(
                cells[0],
                Stream.of(cells[1].split(" ", -1)).mapToDouble(Double::parseDouble).toArray(),
                Double.parseDouble(cells[2]),
                cells.length > 3 ? Double.parseDouble(cells[3]) : Double.NaN);
    }
}
