package dev.rose.eval.steer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SteeringQuestionsTest {

    @Test
    void thereAreEnoughOfEachKindAndNoneTwice() {
        var questions = SteeringQuestions.builtIn();
        assertThat(questions.harmful()).hasSize(24).doesNotHaveDuplicates();
        assertThat(questions.safe()).hasSize(24).doesNotHaveDuplicates();
        assertThat(questions.harmful()).doesNotContainAnyElementsOf(questions.safe());
    }

    @Test
    void someAreTakenEvenly() {
        var all = SteeringQuestions.builtIn();
        var some = all.atMost(8);
        assertThat(some.harmful()).hasSize(8).startsWith(all.harmful().getFirst());
        assertThat(some.harmful().get(7)).isEqualTo(all.harmful().get(21));
        assertThat(all.atMost(1000)).isEqualTo(all);
    }
}
