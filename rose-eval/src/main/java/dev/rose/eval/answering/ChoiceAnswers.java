package dev.rose.eval.answering;

import dev.rose.ChoicePrompt;
import dev.rose.Rose;
import dev.rose.engine.Scoring;
import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.eval.benchmark.Query;
import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunAnswer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers multiple choice by the scores of the option letters behind the opening: the best one is
 * the prediction (arXiv 2402.11889, section 4.1).
 */
final class ChoiceAnswers {
    private static final double NANOS_PER_MS = 1e6;

    private final Rose rose;
    private final Asking asking;
    private final AnswerWriter writer;
    private final SpeedMeter speed;
    private final Map<Letters, int[]> tokens = new HashMap<>();

    private record Letters(String opening, List<String> letters) {}

    ChoiceAnswers(Rose rose, Asking asking, AnswerWriter writer, SpeedMeter speed) {
        this.rose = rose;
        this.asking = asking;
        this.writer = writer;
        this.speed = speed;
    }

    /**
     * Makes the answers of a block of items, arm by arm: the later ones find the streams' prompts
     * in the cache.
     *
     * @throws InterruptedException where the thread is interrupted
     */
    void make(List<Job> block) throws InterruptedException {
        var byArm = new LinkedHashMap<Arm, List<Job>>();
        block.forEach(job -> byArm.computeIfAbsent(job.arm(), _ -> new ArrayList<>()).add(job));
        for (var entry : byArm.entrySet()) {
            long begin = System.nanoTime();
            choose(entry.getValue());
            double ms = (System.nanoTime() - begin) / NANOS_PER_MS;
            speed.add(entry.getKey(), entry.getValue().size(), ms);
        }
    }

    private void choose(List<Job> jobs) throws InterruptedException {
        var queries = jobs.stream().map(job -> asking.query(job.planned())).toList();
        var prompts = new ArrayList<ChoicePrompt>();
        for (int i = 0; i < jobs.size(); i++) {
            prompts.add(prompt(jobs.get(i), queries.get(i)));
        }
        try {
            var scorings = score(prompts);
            for (int i = 0; i < jobs.size(); i++) {
                var job = jobs.get(i);
                writer.put(job.place(), answer(job, queries.get(i), scorings.get(i)));
            }
        } catch (RoseException e) {
            if (e.kind() != Kind.CONTEXT_EXCEEDED) {
                throw e;
            }
            if (jobs.size() == 1) {
                writer.put(jobs.getFirst().place(), jobs.getFirst().tooLong());
            } else {
                for (var job : jobs) {
                    choose(List.of(job));
                }
            }
        }
    }

    private ChoicePrompt prompt(Job job, Query query) {
        var options = asking.options(job.arm(), job.planned().data().benchmark());
        var letters =
                tokens.computeIfAbsent(
                        new Letters(query.opening(), query.letters()),
                        wanted -> rose.tokensBehind(wanted.opening(), wanted.letters()));
        return new ChoicePrompt(asking.streams(query, options), letters, options.scope());
    }

    private List<Scoring> score(List<ChoicePrompt> prompts) throws InterruptedException {
        try {
            return rose.choose(prompts);
        } catch (IllegalStateException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw e;
        }
    }

    private static RunAnswer answer(Job job, Query query, Scoring scoring) {
        // A letter may have a space in front of it, as its token has.
        var letters = query.letters().stream().map(String::strip).toList();
        var probabilities = new LinkedHashMap<String, Double>();
        for (int i = 0; i < letters.size(); i++) {
            probabilities.put(letters.get(i), scoring.candidates().get(i).probability());
        }
        return job.choice(
                letters.get(scoring.bestCandidate()),
                letters.get(job.planned().item().item().answer()),
                probabilities);
    }
}
