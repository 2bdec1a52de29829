package dev.rose.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.engine.plan.CostCurve;
import dev.rose.engine.plan.Way;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an answer took, against what the curve says that plain decoding takes. */
class OverheadTest {
    private static final double AGE = 1e9;

    @Test
    void overheadIsTheTimeOfDecodesAgainstTheCurve() {
        assertThat(overhead(Way.SPLIT, curve(AGE))).isPositive().isLessThan(1);
        assertThat(overhead(Way.SPLIT, curve(1 / AGE))).isGreaterThan(1);
    }

    @Test
    void whatTheCurveDoesNotKnowIsNotGuessed() {
        assertThat(overhead(Way.SPLIT, new CostCurve())).isNaN();
        var only = new CostCurve();
        only.set(Way.SPLIT, 1, 1);
        only.set(Way.JOINT, 2, 1);
        assertThat(overhead(Way.SPLIT, only)).isNaN();
    }

    @Test
    void runningAheadIsHeldToTheTokensThatItGave() {
        // A further row costs nothing, so that running ahead is what the planner wants.
        var curve = new CostCurve();
        for (int rows = 2; rows <= 64; rows *= 2) {
            curve.set(Way.JOINT, rows, AGE);
        }
        curve.set(Way.JOINT, 1, AGE / 100);
        assertThat(overhead(Way.JOINT, curve)).isPositive().isLessThan(1);
    }

    private static CostCurve curve(double ms) {
        var curve = new CostCurve();
        curve.set(Way.JOINT, 1, ms);
        curve.set(Way.SPLIT, 1, 1);
        return curve;
    }

    private static double overhead(Way way, CostCurve curve) {
        var model = new ToyModel(ToyVocabulary.small(16, false), 3);
        var options =
                EngineOptions.of(64)
                        .withWays(EnumSet.of(way))
                        .withThreads(2)
                        .withDrafts(way == Way.JOINT);
        var request =
                GenerationRequest.greedy(
                        new int[] {5, 6}, List.of(new ReverseStream(new int[] {7}, 0.5f)), 8);
        try (var engine = Engine.open(model, options, curve);
                var answer = engine.submit(EngineRequest.of(request))) {
            return answer.result().overhead();
        }
    }
}
