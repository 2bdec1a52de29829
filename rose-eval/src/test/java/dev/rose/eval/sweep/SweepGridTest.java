package dev.rose.eval.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.Mode;
import dev.rose.eval.run.Arm;
import dev.rose.method.Strength;
import dev.rose.policy.Policy;
import dev.rose.prompt.ReverseChoice;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepGridTest {
    private static final List<ReverseChoice> MANUAL = Policy.paper().reverse();

    @Test
    void namesSayWhatIsNotAsInThePaper() {
        var grid =
                new SweepGrid(
                        Policy.paper(),
                        List.of(0f, 0.5f, 0.7f),
                        List.of(new Strength.Constant(), new Strength.FirstTokens(1)),
                        List.of(0f, 0.1f),
                        List.of(MANUAL));
        assertThat(grid.policies().keySet())
                .containsExactly(
                        "paper@a0",
                        "paper@a0.5",
                        "paper@a0.5,b0.1",
                        "paper@a0.5,first:1",
                        "paper@a0.5,first:1,b0.1",
                        "paper@a0.7",
                        "paper@a0.7,b0.1",
                        "paper@a0.7,first:1",
                        "paper@a0.7,first:1,b0.1");
        var policy = grid.policies().get("paper@a0.7,first:1,b0.1");
        assertThat(policy.alpha()).isEqualTo(0.7f);
        assertThat(policy.strength()).isEqualTo(new Strength.FirstTokens(1));
        assertThat(policy.plausibility()).isEqualTo(0.1f);
        assertThat(policy.positive()).isEqualTo(Policy.paper().positive());
    }

    @Test
    void plainAndTheReferenceAreAlwaysThere() {
        var grid =
                new SweepGrid(
                        Policy.paper(),
                        List.of(1f),
                        List.of(new Strength.Adaptive()),
                        List.of(0.3f),
                        List.of(MANUAL));
        assertThat(grid.arms())
                .containsExactly(
                        new Arm(Mode.PLAIN, "paper@a0"),
                        new Arm(Mode.ROSE, "paper@a0.5"),
                        new Arm(Mode.ROSE, "paper@a1,adaptive,b0.3"));
        assertThat(grid.reference()).isEqualTo(new Arm(Mode.ROSE, "paper@a0.5"));
    }

    @Test
    void reversePromptsAreToldApart() {
        var opposite = List.of(ReverseChoice.of(new ReverseChoice.Opposite()));
        var mine = List.of(ReverseChoice.of(new ReverseChoice.Text("custom", "Lie.")));
        var other = List.of(ReverseChoice.of(new ReverseChoice.Text("custom", "Shout.")));
        var grid =
                new SweepGrid(
                        Policy.paper(),
                        List.of(0.5f),
                        List.of(new Strength.Constant()),
                        List.of(0f),
                        List.of(MANUAL, opposite, mine, other));
        assertThat(grid.policies().keySet())
                .containsExactly(
                        "paper@a0",
                        "paper@a0.5",
                        "paper@a0.5,opposite",
                        "paper@a0.5,custom#2",
                        "paper@a0.5,custom#3");
        assertThat(grid.policies().get("paper@a0.5,custom#3").reverse()).isEqualTo(other);
    }

    @Test
    void impossibleValuesAreRefused() {
        var grid =
                new SweepGrid(
                        Policy.paper(),
                        List.of(-1f),
                        List.of(new Strength.Constant()),
                        List.of(0f),
                        List.of(MANUAL));
        assertThatThrownBy(grid::policies)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("alpha must be finite and at least 0, not -1.0");
    }
}
