package dev.rose.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplorationTest {
    private final Exploration exploration = new Exploration();

    @Test
    void theOtherWayIsTriedSoonAndThenRarely() {
        assertThat(trials(Way.SPLIT, 1000)).containsExactly(20, 213, 406, 599, 792, 985);
    }

    @Test
    void aWayThatWasLeftForItsCostIsTriedAgainSoon() {
        trials(Way.SPLIT, 100);

        // Split has become slow, or seems so.
        assertThat(trials(Way.JOINT, 800)).containsExactly(10, 33, 76, 159, 322, 515, 708);
    }

    @Test
    void aTrialThatChangesTheChoiceIsNoSurprise() {
        trials(Way.JOINT, 20);
        for (int i = 0; i < 3; i++) {
            assertThat(exploration.instead(Way.JOINT, true, true)).isEqualTo(Way.SPLIT);
        }

        assertThat(trials(Way.SPLIT, 400)).containsExactly(190, 383);
    }

    @Test
    void anotherLoadIsNoSurprise() {
        trials(Way.SPLIT, 100);
        exploration.instead(Way.JOINT, false, true);

        // 20 choices, a trial of 3, and 78 more are behind.
        assertThat(trials(Way.JOINT, 200)).containsExactly(112);
    }

    @Test
    void aTrialGoesOnWhateverItTeaches() {
        trials(Way.JOINT, 20);
        assertThat(exploration.instead(Way.JOINT, true, true)).isEqualTo(Way.SPLIT);
        assertThat(exploration.instead(Way.SPLIT, true, true)).isEqualTo(Way.SPLIT);
        assertThat(exploration.instead(Way.SPLIT, true, true)).isEqualTo(Way.SPLIT);
        assertThat(exploration.instead(Way.SPLIT, true, true)).isEqualTo(Way.SPLIT);
    }

    @Test
    void whatIsMuchWorseIsNeverTried() {
        for (int i = 0; i < 1000; i++) {
            assertThat(exploration.instead(Way.JOINT, true, false)).isEqualTo(Way.JOINT);
        }
    }

    /** At which choices, from 0, a trial began. */
    private List<Integer> trials(Way chosen, int choices) {
        var begins = new ArrayList<Integer>();
        var before = chosen;
        for (int i = 0; i < choices; i++) {
            var way = exploration.instead(chosen, true, true);
            if (way != chosen && before == chosen) {
                begins.add(i);
            }
            before = way;
        }
        return begins;
    }
}
