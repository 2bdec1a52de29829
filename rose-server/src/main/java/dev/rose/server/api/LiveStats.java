package dev.rose.server.api;

import dev.rose.server.access.Admission;
import dev.rose.server.models.ModelPool;
import tools.jackson.databind.node.ObjectNode;

/** What the server does at the moment. Thread-safe. */
final class LiveStats {
    /** Rates are of the time between two looks, which must not be too short for one. */
    private static final long WINDOW_NANOS = 1_000_000_000;

    private final ModelPool models;
    private final Admission admission;
    private long lookedAt = System.nanoTime();
    private long tokensThen;
    private double rate;

    LiveStats(ModelPool models, Admission admission) {
        this.models = models;
        this.admission = admission;
    }

    ObjectNode json() {
        long tokens = 0;
        long guessed = 0;
        long accepted = 0;
        for (var open : models.open()) {
            var stats = open.rose().stats();
            tokens += stats.tokens();
            guessed += stats.draftTokens();
            accepted += stats.draftTokensAccepted();
        }
        var door = admission.stats();
        var json = Json.object();
        json.put("running", door.running());
        json.put("waiting", door.waiting());
        json.put("slots", door.slots());
        json.put("tokens", tokens);
        json.put("tokens_per_second", rate(tokens));
        Json.put(json, "acceptance_rate", guessed == 0 ? Double.NaN : (double) accepted / guessed);
        json.put("draft_tokens", guessed);
        return json;
    }

    private synchronized double rate(long tokens) {
        long now = System.nanoTime();
        if (now - lookedAt >= WINDOW_NANOS) {
            rate = Math.max(0, tokens - tokensThen) * 1e9 / (now - lookedAt);
            lookedAt = now;
            tokensThen = tokens;
        }
        return rate;
    }
}
