package dev.rose.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Makes many scorings, some at a time, and in such an order that what prompts begin with is
 * computed once: one that shares more with a prompt that is being computed than with any that is
 * done waits for that, and finds it in the cache.
 */
public final class ScoringQueue {
    /** Fewer shared tokens are computed again sooner than they are waited for. */
    private static final int WORTH_WAITING = 32;

    private final int atOnce;
    private final Function<ScoringRequest, PendingScoring> begin;
    private final ArrayDeque<Running> running = new ArrayDeque<>();
    private final ArrayDeque<ScoringRequest> done = new ArrayDeque<>();
    private final List<Scoring> scorings = new ArrayList<>();

    private record Running(ScoringRequest request, PendingScoring scoring) {}

    /**
     * @param atOnce how many, at least 1
     * @param begin begins one
     */
    public ScoringQueue(int atOnce, Function<ScoringRequest, PendingScoring> begin) {
        this.atOnce = atOnce;
        this.begin = begin;
    }

    /**
     * Waits for all of them.
     *
     * @return in the order of the requests
     * @throws dev.rose.error.RoseException what one failed with; the others are given up then
     */
    public List<Scoring> all(List<ScoringRequest> requests) {
        try {
            for (var request : requests) {
                while (running.size() == atOnce || isWorthWaiting(request)) {
                    take();
                }
                running.add(new Running(request, begin.apply(request)));
            }
            while (!running.isEmpty()) {
                take();
            }
            return List.copyOf(scorings);
        } finally {
            running.forEach(one -> one.scoring().close());
            running.clear();
        }
    }

    private void take() {
        // It stays in the queue until it is done, so that a failure closes it too.
        var first = running.element();
        scorings.add(first.scoring().scoring());
        running.remove();
        first.scoring().close();
        done.add(first.request());
        if (done.size() > atOnce) {
            done.remove();
        }
    }

    private boolean isWorthWaiting(ScoringRequest request) {
        int soon = running.stream().mapToInt(one -> shared(request, one.request())).max().orElse(0);
        int now = done.stream().mapToInt(one -> shared(request, one)).max().orElse(0);
        return soon >= now + WORTH_WAITING;
    }

    /** Tokens that the prompts of two requests begin with alike, over the streams of both. */
    private static int shared(ScoringRequest one, ScoringRequest other) {
        int shared = shared(one.prompt(), other.prompt());
        int streams = Math.min(one.reverse().size(), other.reverse().size());
        for (int i = 0; i < streams; i++) {
            shared += shared(one.reverse().get(i).prompt(), other.reverse().get(i).prompt());
        }
        return shared;
    }

    private static int shared(int[] one, int[] other) {
        int mismatch = Arrays.mismatch(one, other);
        return mismatch < 0 ? one.length : mismatch;
    }
}
