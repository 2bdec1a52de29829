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
        assertThat(trials(Way.JOINT, 800)).containsExactly(5, 18, 41, 84, 167, 330, 523, 716);
    }

    @Test
    void aTrialThatChangesTheChoiceIsNoSurprise() {
        trials(Way.JOINT, 20);
        for (int i = 0; i < 3; i++) {
            assertThat(exploration.instead(Way.JOINT, true, true, true)).isEqualTo(Way.SPLIT);
        }

        assertThat(trials(Way.SPLIT, 400)).containsExactly(190, 383);
    }

    @Test
    void anotherLoadIsNoSurprise() {
        trials(Way.SPLIT, 100);
        exploration.instead(Way.JOINT, false, true, true);

        // 20 choices, a trial of 3, and 77 more are behind; the one for another load does not
        // count.
        assertThat(trials(Way.JOINT, 200)).containsExactly(113);
    }

    @Test
    void aTrialGoesOnWhateverItTeaches() {
        trials(Way.JOINT, 20);
        assertThat(exploration.instead(Way.JOINT, true, true, true)).isEqualTo(Way.SPLIT);
        assertThat(exploration.instead(Way.SPLIT, true, true, true)).isEqualTo(Way.SPLIT);
        assertThat(exploration.instead(Way.SPLIT, true, true, true)).isEqualTo(Way.SPLIT);
        assertThat(exploration.instead(Way.SPLIT, true, true, true)).isEqualTo(Way.SPLIT);
    }

    @Test
    void whatIsMuchWorseIsNeverTried() {
        for (int i = 0; i < 1000; i++) {
            assertThat(exploration.instead(Way.JOINT, true, true, false)).isEqualTo(Way.JOINT);
        }
    }

    @Test
    void whatBecameMuchWorseIsTriedAgainAllTheSame() {
        trials(Way.SPLIT, 100);
        for (int i = 0; i < 5; i++) {
            assertThat(exploration.instead(Way.JOINT, true, true, false)).isEqualTo(Way.JOINT);
        }
        assertThat(exploration.instead(Way.JOINT, true, true, false)).isEqualTo(Way.SPLIT);
    }

    @Test
    void aTrialLastsALittleWhileOthersComeAndGo() {
        trials(Way.JOINT, 20);
        assertThat(exploration.instead(Way.JOINT, true, true, true)).isEqualTo(Way.SPLIT);
        for (int i = 0; i < 11; i++) {
            assertThat(exploration.instead(Way.JOINT, false, true, true)).isEqualTo(Way.SPLIT);
        }
        assertThat(exploration.instead(Way.JOINT, false, true, true)).isEqualTo(Way.JOINT);
    }

    @Test
    void aTrialEndsWhereTheOtherWayIsNoMorePossible() {
        trials(Way.JOINT, 20);
        assertThat(exploration.instead(Way.JOINT, true, true, true)).isEqualTo(Way.SPLIT);
        assertThat(exploration.instead(Way.JOINT, false, false, true)).isEqualTo(Way.JOINT);
    }

    /** At which choices, from 0, a trial began. */
    private List<Integer> trials(Way chosen, int choices) {
        var begins = new ArrayList<Integer>();
        var before = chosen;
        for (int i = 0; i < choices; i++) {
            var way = exploration.instead(chosen, true, true, true);
            if (way != chosen && before == chosen) {
                begins.add(i);
            }
            before = way;
        }
        return begins;
    }
}
