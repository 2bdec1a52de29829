package dev.rose.eval.summary;

import dev.rose.Mode;
import dev.rose.eval.run.Arm;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which arm another is compared with: plain decoding with the same positive prompt. */
final class Baseline {

    private Baseline() {}

    /**
     * The plain arm of the same policy; of a variant {@code NAME@…}, which changes the contrast and
     * not the positive prompt, that of NAME; else the run's only plain arm.
     *
     * @return null for a plain arm, and where there is none
     */
    static @Nullable Arm of(Arm arm, Collection<Arm> arms) {
        if (arm.mode() == Mode.PLAIN) {
            return null;
        }
        List<Arm> plain = arms.stream().filter(other -> other.mode() == Mode.PLAIN).toList();
        for (var name : List.of(arm.policy(), base(arm.policy()))) {
            for (var other : plain) {
                if (other.policy().equals(name)) {
                    return other;
                }
            }
        }
        return plain.size() == 1 ? plain.getFirst() : null;
    }

    private static String base(String policy) {
        int at = policy.indexOf('@');
        return at < 0 ? policy : policy.substring(0, at);
    }
}
