package dev.rose.eval.sweep;

import dev.rose.Rose;
import dev.rose.eval.answering.Evaluation;
import dev.rose.eval.answering.EvaluationListener;
import dev.rose.eval.answering.EvaluationPlan;
import dev.rose.eval.answering.Shard;
import dev.rose.eval.benchmark.Profile;
import dev.rose.eval.run.RunFolder;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Answers the items of a sweep with all of its policies, in one run that can be gone on with. */
public final class Sweep {
    private final SweepPlan plan;
    private final Evaluation evaluation;

    public Sweep(Rose rose, SweepPlan plan) {
        this.plan = plan;
        this.evaluation =
                new Evaluation(
                        rose,
                        new EvaluationPlan(
                                plan.data(),
                                plan.grid().arms(),
                                plan.grid().policies(),
                                Profile.DEFAULT,
                                plan.maxTokens(),
                                0,
                                0,
                                new Shard(1, 1)));
    }

    /** {@link #run(Path, Map, EvaluationListener)} of versions that nobody names. */
    public RunFolder run(Path folder, EvaluationListener listener) throws InterruptedException {
        return run(folder, Map.of(), listener);
    }

    /**
     * Makes the answers that are not there yet.
     *
     * @param folder of the run; made where it is not there
     * @param versions of what runs it, by the names of the manifest's fields
     * @throws dev.rose.error.RoseException as {@link RunFolder#write} and {@link Evaluation#run}
     */
    public RunFolder run(Path folder, Map<String, String> versions, EvaluationListener listener)
            throws InterruptedException {
        var manifest = manifest();
        versions.forEach(manifest::put);
        var run = RunFolder.write(folder, manifest);
        try {
            run.put(evaluation.items());
            evaluation.run(run, listener);
            return run;
        } catch (RuntimeException | InterruptedException | Error e) {
            run.close();
            throw e;
        }
    }

    /**
     * That of the evaluation, and which items were taken, so that a run is of one sample. It says
     * nothing of what the whole benchmarks have, so their descriptions do.
     */
    private ObjectNode manifest() {
        var manifest = evaluation.manifest();
        for (int i = 0; i < plan.data().size(); i++) {
            var risks = ((ObjectNode) manifest.path("benchmarks").path(i)).putArray("risks");
            for (var risk : plan.data().get(i).benchmark().risks()) {
                risks.add(risk.name().toLowerCase(Locale.ROOT));
            }
        }
        var sweep = manifest.putObject("sweep");
        for (var data : plan.data()) {
            var items = sweep.putArray(data.benchmark().name());
            data.items().forEach(item -> items.add(item.id()));
        }
        return manifest;
    }
}
