package dev.rose.eval.answering;

import dev.rose.AnswerRequest;
import dev.rose.Mode;
import dev.rose.engine.GenerationResult;
import dev.rose.method.Strength;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that are left, and how their answers begin as far as others have shown: beside an answer
 * of ROSE the item's other arms are watched for as long as they take the same tokens, and go on
 * from there. Not thread-safe.
 */
final class Beginnings {
    private final Function<Job, AnswerRequest> asked;
    private final ArrayDeque<Job> left;
    private final List<Begun> leading = new ArrayList<>();

    /** What jobs that are left ask for, by their places. */
    private final Map<Integer, AnswerRequest> requests = new HashMap<>();

    /**
     * A job that is begun.
     *
     * @param companions jobs of the item that are watched, in the order of the request's companions
     */
    record Begun(Job job, AnswerRequest request, List<Job> companions) {
        private boolean watches(Job other) {
            return companions.stream().anyMatch(one -> one.place() == other.place());
        }
    }

    /**
     * @param jobs in the order in which they are best begun
     * @param asked what a job asks for
     */
    Beginnings(List<Job> jobs, Function<Job, AnswerRequest> asked) {
        this.left = new ArrayDeque<>(jobs);
        this.asked = asked;
    }

    boolean isEmpty() {
        return left.isEmpty();
    }

    /**
     * Begins the first job that is not watched at present, or else the first: to decode it all
     * costs less than an idle slot.
     *
     * @param written answers of the run: no job is begun that is to wait for more
     * @return null where all have to wait, or none is left
     */
    @Nullable Begun next(int written) {
        var ready = left.stream().takeWhile(job -> job.after() <= written).toList();
        if (ready.isEmpty()) {
            return null;
        }
        var job =
                ready.stream()
                        .filter(one -> leading.stream().noneMatch(it -> it.watches(one)))
                        .findFirst()
                        .orElse(ready.getFirst());
        left.removeIf(one -> one.place() == job.place());
        var request = request(job);
        requests.remove(job.place());
        var companions = leads(job) ? companions(job, request, ready) : List.<Job>of();
        var begun =
                new Begun(
                        job,
                        request.withCompanions(companions.stream().map(this::request).toList()),
                        companions);
        leading.add(begun);
        return begun;
    }

    /** A job has ended without a result. */
    void end(Begun begun) {
        leading.removeIf(one -> one.job().place() == begun.job().place());
    }

    /** A job has ended. */
    void end(Begun begun, GenerationResult result) {
        end(begun);
        for (int i = 0; i < begun.companions().size(); i++) {
            var beginning = result.companions().get(i);
            requests.computeIfPresent(
                    begun.companions().get(i).place(),
                    (_, request) ->
                            beginning.length() > request.beginning().length()
                                    ? request.withBeginning(beginning)
                                    : request);
        }
    }

    /** Whether its streams have the rows of others: those of a plain answer say nothing of ROSE. */
    private static boolean leads(Job job) {
        return job.arm().mode() == Mode.ROSE;
    }

    private List<Job> companions(Job leader, AnswerRequest leading, List<Job> among) {
        return among.stream()
                .filter(job ->
                        job.place() != leader.place()
                                && job.planned().item().key().equals(leader.planned().item().key())
                                && follows(request(job), leading))
                .toList();
    }

    private AnswerRequest request(Job job) {
        return requests.computeIfAbsent(job.place(), _ -> asked.apply(job));
    }

    private static boolean follows(AnswerRequest request, AnswerRequest leader) {
        return costsAlike(request) && leader.reads(request);
    }

    /** Where tokens do not all cost the same, those after a beginning would tell a wrong price. */
    private static boolean costsAlike(AnswerRequest request) {
        return switch (request.options().strength()) {
            case Strength.FirstTokens(_) -> request.options().mode() != Mode.ROSE;
            case Strength.Constant(), Strength.Decaying(_), Strength.Adaptive() -> true;
        };
    }
}
