package dev.rose.policy;

import static dev.rose.error.RoseException.Kind.INVALID_REQUEST;

import dev.rose.error.RoseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What reading a policy gave.
 *
 * @param file as it was named
 * @param document its YAML text
 * @param policy null where there are problems
 * @param problems in the order of their lines
 */
public record PolicyReading(
        String file, String document, @Nullable Policy policy, List<PolicyProblem> problems) {
    public PolicyReading {
        problems = List.copyOf(problems);
        if (policy == null && problems.isEmpty()) {
            throw new IllegalArgumentException("neither a policy nor a problem");
        }
    }

    /**
     * The policy.
     *
     * @throws RoseException with kind {@code INVALID_REQUEST} that tells the first problem
     */
    public Policy require() {
        if (policy != null) {
            return policy;
        }
        var more = problems.size() - 1;
        throw new RoseException(
                INVALID_REQUEST,
                problems.getFirst().in(file)
                        + (more == 0
                                ? ""
                                : " (and %d more; ./rose policy check lists them)"
                                        .formatted(more)));
    }
}
