package dev.rose.eval.judge;

import dev.rose.Mode;
import java.util.EnumSet;
import java.util.Set;

/**
 * What of a run is judged.
 *
 * @param modes whose answers
 * @param against what answers are compared with by a rubric of pairs: an arm ({@code plain/paper}),
 *     a mode, which is the arm of that mode and of the judged arm's policy, or {@code reference}
 * @param again whether also what this judge has judged before by this rubric
 */
public record JudgingScope(Set<Mode> modes, String against, boolean again) {
    /** Against the item's own reference answer. */
    public static final String REFERENCE = "reference";

    public JudgingScope {
        modes = Set.copyOf(modes);
    }

    /** All modes, pairs against plain decoding, nothing twice. */
    public static JudgingScope all() {
        return new JudgingScope(EnumSet.allOf(Mode.class), "plain", false);
    }
}
