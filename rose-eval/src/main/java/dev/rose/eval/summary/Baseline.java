package dev.rose.eval.summary;

import dev.rose.Mode;
import dev.rose.eval.run.Arm;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Which arm another is compared with: plain decoding with the same positive prompt. */
public final class Baseline {

    /** Policy of the plain arm of each that the manifest lists; empty where it has none. */
    private final Map<String, String> listed = new HashMap<>();

    /**
     * @param manifest of the run, which knows the prompts of each policy
     */
    public Baseline(JsonNode manifest) {
        for (var arm : manifest.path("arms")) {
            listed.put(
                    arm.path("mode").asString("") + "/" + arm.path("policy").asString(""),
                    arm.path("plain").asString(""));
        }
    }

    /**
     * The one that the manifest names. Where it lists no such arm: the plain arm of the same
     * policy; of a variant {@code NAME@…}, which changes the contrast and not the positive prompt,
     * that of NAME; else the run's only plain arm.
     *
     * @return null for a plain arm, and where there is none
     */
    public @Nullable Arm of(Arm arm, Collection<Arm> arms) {
        if (arm.mode() == Mode.PLAIN) {
            return null;
        }
        var named = listed.get(arm.toString());
        if (named != null) {
            var plain = new Arm(Mode.PLAIN, named);
            return arms.contains(plain) ? plain : null;
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
