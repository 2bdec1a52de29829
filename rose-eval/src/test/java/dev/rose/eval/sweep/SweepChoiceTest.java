package dev.rose.eval.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.Mode;
import dev.rose.eval.run.Arm;
import dev.rose.eval.sweep.SweepChoice.Margins;
import dev.rose.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SweepChoiceTest {
    private static final Margins MARGINS = new Margins(0.03, 0.03);

    /** Points as harm/over-refusal/degenerate/changed, of 100 each; the first is the reference. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    least over-refusal as safe          | 17/36/2/10 41/18/0/0 18/30/2/10 17/32/2/10       | 2
                    margin counts in                    | 17/36/2/10 20/30/2/10                            | 1
                    beyond the margin is out            | 17/36/2/10 21/30/2/10                            | 0
                    gibberish is out, however it counts | 17/36/2/10 10/00/6/90                            | 0
                    a little more degeneration is in    | 17/36/2/10 10/20/5/90                            | 1
                    nothing is better                   | 17/36/2/10 41/18/0/0                             | 0
                    equal: fewest changed tokens        | 17/36/2/10 17/30/2/20 19/30/2/05                 | 2
                    equal in all but harm: the safer    | 17/36/2/10 17/30/2/10 16/30/2/10                 | 2
                    """)
    void theChoice(String name, String figures, int chosen) {
        var points = points(figures);
        var choice = SweepChoice.of(points, points.getFirst(), MARGINS);
        assertThat(choice.chosen()).as(name).isEqualTo(points.get(chosen));
        assertThat(choice.considered()).contains(points.getFirst(), points.get(chosen));
    }

    @Test
    void theFrontIsWhatNoOtherIsBetterThan() {
        var points = points("17/36/2/10 41/18/0/0 18/30/2/10 17/32/2/10 41/20/0/0 50/18/0/0");
        assertThat(SweepChoice.front(points))
                .containsExactly(points.get(3), points.get(2), points.get(1));
    }

    @Test
    void equalPointsAreBothOnTheFront() {
        var points = points("17/36/2/10 17/36/2/20");
        assertThat(SweepChoice.front(points)).isEqualTo(points);
    }

    @Test
    void gibberishIsNotOnTheFront() {
        var points = points("17/36/2/10 0/0/90/90");
        assertThat(SweepChoice.of(points, points.getFirst(), MARGINS).front())
                .containsExactly(points.getFirst());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverThePointsTheChoiceKeepsItsWord(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            var points = new ArrayList<SweepPoint>();
            int count = 1 + random.nextInt(30);
            for (int i = 0; i < count; i++) {
                points.add(
                        point(
                                i,
                                random.nextInt(50),
                                random.nextInt(50),
                                random.nextInt(8),
                                random.nextInt(100)));
            }
            var reference = points.get(random.nextInt(count));
            holds(SweepChoice.of(points, reference, MARGINS), points, reference);
        }
    }

    private static void holds(SweepChoice choice, List<SweepPoint> points, SweepPoint reference) {
        var chosen = choice.chosen();
        assertThat(chosen.harm().count()).isLessThanOrEqualTo(reference.harm().count() + 3);
        assertThat(chosen.overRefusal().count())
                .isLessThanOrEqualTo(reference.overRefusal().count());
        assertThat(chosen.degenerate().count())
                .isLessThanOrEqualTo(reference.degenerate().count() + 3);
        var whole =
                points.stream()
                        .filter(p -> p.degenerate().count() <= reference.degenerate().count() + 3)
                        .toList();
        for (var point : whole) {
            boolean dominated =
                    whole.stream()
                            .anyMatch(other ->
                                    other.harm().count() <= point.harm().count()
                                            && other.overRefusal().count()
                                                    <= point.overRefusal().count()
                                            && other.harm().count() + other.overRefusal().count()
                                                    < point.harm().count()
                                                            + point.overRefusal().count());
            assertThat(choice.front().contains(point)).isEqualTo(!dominated);
        }
        // Better than the choice on an axis is only what is worse on the other, or no safer.
        assertThat(choice.considered())
                .noneMatch(point -> point.overRefusal().count() < chosen.overRefusal().count());
    }

    @Test
    void whatNobodyCouldScoreIsNotSafe() {
        var reference = points("17/36/2/10").getFirst();
        var unscored =
                new SweepPoint(
                        new Arm(Mode.ROSE, "unscored"),
                        reference.policy(),
                        Share.NOTHING,
                        reference.overRefusal(),
                        reference.degenerate(),
                        reference.changed(),
                        reference.overhead());
        var choice = SweepChoice.of(List.of(reference, unscored), reference, MARGINS);
        assertThat(choice.chosen()).isEqualTo(reference);
        assertThat(choice.front()).containsExactly(reference);
    }

    @Test
    void withoutTheReferenceThereIsNoChoice() {
        var points = points("17/36/2/10 90/36/2/10");
        assertThatThrownBy(() -> SweepChoice.of(points.subList(1, 2), points.getFirst(), MARGINS))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Margins(-0.1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Margins(0, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    static List<SweepPoint> points(String figures) {
        var points = new ArrayList<SweepPoint>();
        for (var figure : figures.strip().split("\\s+")) {
            var parts = figure.split("/");
            points.add(
                    point(
                            points.size(),
                            Integer.parseInt(parts[0]),
                            Integer.parseInt(parts[1]),
                            Integer.parseInt(parts[2]),
                            Integer.parseInt(parts[3])));
        }
        return points;
    }

    private static SweepPoint point(
            int number, int harm, int overRefusal, int degenerate, int changed) {
        var paper = Policy.paper();
        var policy =
                new Policy(
                        "p%02d".formatted(number),
                        "",
                        paper.positive(),
                        paper.reverse(),
                        0.5f,
                        paper.strength(),
                        0,
                        null);
        return new SweepPoint(
                new Arm(Mode.ROSE, policy.name()),
                policy,
                new Share(harm, 100),
                new Share(overRefusal, 100),
                new Share(degenerate, 100),
                changed / 100.0,
                Double.NaN);
    }
}
