package dev.rose.eval.answering;

import static java.util.Comparator.comparing;

import dev.rose.Mode;
import dev.rose.Rose;
import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.eval.answering.PlannedItems.Planned;
import dev.rose.eval.benchmark.Benchmark.Task;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.run.RunItem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the answers of a run: each item of each benchmark, in each arm. Answers are written in this
 * order, one at a time, so that a run that was ended goes on where its file ends and becomes the
 * same as one that was not.
 *
 * <pre>{@code
 * var evaluation = new Evaluation(rose, plan);
 * try (var folder = RunFolder.write(path, evaluation.manifest())) {
 *     evaluation.run(folder, (answer, done, total) -> {});
 * }
 * }</pre>
 */
public final class Evaluation {
    /**
     * Items of multiple choice whose arms take turns: the caches of their prompts, some hundred
     * tokens for each stream, must all be there until the last arm.
     */
    private static final int CHOICE_BLOCK = 4;

    private final Rose rose;
    private final EvaluationPlan plan;
    private final Asking asking;
    private final List<Planned> all;
    private final List<Planned> planned;

    /**
     * @param rose answers as many items at a time as it has slots; stays the caller's
     */
    public Evaluation(Rose rose, EvaluationPlan plan) {
        this.rose = rose;
        this.plan = plan;
        this.asking = new Asking(rose, plan);
        this.all = PlannedItems.all(plan);
        this.planned = PlannedItems.of(plan.shard(), all);
    }

    /**
     * What makes the run what it is, for {@link RunFolder#write}. The caller may add what it knows
     * of versions.
     *
     * @throws RoseException where the first items of the benchmarks cannot be put to the model
     */
    public ObjectNode manifest() {
        return new RunManifest(rose, plan, asking, all).write();
    }

    /**
     * Opens the folder of the run, or makes it.
     *
     * @param versions of what runs it, by the names of the manifest's fields
     * @throws RoseException as {@link #manifest} and {@link RunFolder#write}
     */
    public RunFolder open(Path path, Map<String, String> versions) {
        var manifest = manifest();
        versions.forEach(manifest::put);
        return RunFolder.write(path, manifest);
    }

    /** The items that are asked, in order. */
    public List<RunItem> items() {
        return planned.stream().map(Planned::item).toList();
    }

    /**
     * Makes the answers that the folder has not, and returns when all are there.
     *
     * @param folder opened with {@link #manifest}
     * @throws InterruptedException where the thread is interrupted: what was answered is kept
     * @throws RoseException with kind {@code INVALID_REQUEST} where the folder's answers are not
     *     the beginning of this run; else as {@link Rose#generate} and {@link RunFolder}
     */
    public void run(RunFolder folder, EvaluationListener listener) throws InterruptedException {
        int done = answered(folder);
        folder.put(items());
        int arms = plan.arms().size();
        int total = planned.size() * arms;
        new Room(rose, asking, plan.arms())
                .make(planned.subList(Math.min(done / arms, planned.size()), planned.size()));
        var writer = new AnswerWriter(folder, listener, done, total);
        int begin = 0;
        for (var data : plan.data()) {
            int end = begin;
            while (end < planned.size() && planned.get(end).isOf(data)) {
                end++;
            }
            if (end * arms > done) {
                var speed = new SpeedMeter(data.benchmark().name(), plan.arms());
                try {
                    answer(begin, end, data.benchmark().task(), writer, speed);
                } finally {
                    speed.speeds().forEach(folder::add);
                }
            }
            begin = end;
        }
    }

    private void answer(int begin, int end, Task task, AnswerWriter writer, SpeedMeter speed)
            throws InterruptedException {
        switch (task) {
            case OPEN ->
                    new OpenAnswers(
                                    rose,
                                    asking,
                                    blocks(begin, end, openBlock(), roseFirst(), writer.written())
                                            .stream()
                                            .flatMap(List::stream)
                                            .toList(),
                                    writer,
                                    speed)
                            .make();
            case CHOICE -> {
                var choices = new ChoiceAnswers(rose, asking, writer, speed);
                for (var block : blocks(begin, end, CHOICE_BLOCK, inOrder(), writer.written())) {
                    choices.make(block);
                }
            }
        }
    }

    private List<Integer> inOrder() {
        return IntStream.range(0, plan.arms().size()).boxed().toList();
    }

    /** What ROSE computes of prompts and answers serves plain and reverse decoding too. */
    private List<Integer> roseFirst() {
        return inOrder().stream()
                .sorted(comparing(arm -> plan.arms().get(arm).mode() != Mode.ROSE))
                .toList();
    }

    /**
     * Items whose arms take turns, as many as there are slots: what ROSE's answers leave in the
     * engine's cache must be there until the last arm. Where nothing is shared, more: slots wait
     * less.
     */
    private int openBlock() {
        boolean shares = plan.arms().stream().anyMatch(arm -> arm.mode() == Mode.ROSE);
        return shares && plan.arms().size() > 1 ? rose.slots() : 2 * rose.slots();
    }

    /**
     * The answers to be made to items {@code begin} to {@code end}, in blocks of {@code size}
     * items, within each arm by arm.
     *
     * @param order of the arms
     * @param done answers of the run that are there
     */
    private List<List<Job>> blocks(int begin, int end, int size, List<Integer> order, int done) {
        int arms = plan.arms().size();
        var blocks = new ArrayList<List<Job>>();
        for (int from = Math.max(begin, done / arms); from < end; from += size) {
            int to = Math.min(end, from + size);
            // The block before the last one must be written.
            int after = Math.max(0, from - size) * arms;
            var block = new ArrayList<Job>();
            for (int arm : order) {
                for (int item = from; item < to; item++) {
                    int place = item * arms + arm;
                    if (place >= done) {
                        block.add(new Job(place, after, planned.get(item), plan.arms().get(arm)));
                    }
                }
            }
            blocks.add(block);
        }
        return blocks;
    }

    /** How many answers there are; they must be the first ones of the run. */
    private int answered(RunFolder folder) {
        var count = new int[1];
        int arms = plan.arms().size();
        folder.answers(answer -> {
            int place = count[0]++;
            int item = place / arms;
            if (item >= planned.size()
                    || !planned.get(item).item().key().equals(answer.key())
                    || !plan.arms().get(place % arms).equals(answer.arm())) {
                throw new RoseException(
                        Kind.INVALID_REQUEST,
                        "answer %d in %s is %s of %s, item %s, which is not in its place; the file was changed: restore it, or give another --out"
                                .formatted(
                                        place + 1,
                                        folder.path(),
                                        answer.arm(),
                                        answer.benchmark(),
                                        answer.item()));
            }
        });
        return count[0];
    }
}
