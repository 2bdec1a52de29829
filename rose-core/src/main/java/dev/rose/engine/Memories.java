package dev.rose.engine;

import dev.rose.engine.draft.Acceptance;
import dev.rose.engine.draft.Draft;
import dev.rose.engine.draft.NgramIndex;
import dev.rose.engine.plan.Planner;
import dev.rose.engine.plan.Way;
import dev.rose.engine.prefix.PrefixCache;
import dev.rose.engine.prefix.PrefixStore;
import dev.rose.error.RoseException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What answers leave behind for later ones: caches of their streams, and their texts to guess from.
 * Kept apart by scope, since what is cached can be told from timing.
 */
final class Memories implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Memories.class);

    /** Guesses of one check at most. */
    private static final int MOST_GUESSES = 31;

    private static final int TEXT_CAPACITY = 1 << 16;
    private static final int MOST_SCOPES = 64;

    /** A shared beginning of at least so many tokens gets a state of its own. */
    private static final int WORTH_A_STATE = 32;

    private final EngineOptions options;
    private final Planner planner;
    private final EngineCounters counters;
    private final Acceptance acceptance = new Acceptance();
    private Optional<DraftModel> draftModel;
    private final Map<String, Scope> scopes = new LinkedHashMap<>(16, 0.75f, true);

    record Scope(NgramIndex texts, PrefixCache prefixes) {}

    Memories(
            EngineOptions options,
            Planner planner,
            EngineCounters counters,
            Optional<DraftModel> draftModel) {
        this.options = options;
        this.draftModel = draftModel;
        this.planner = planner;
        this.counters = counters;
    }

    /** States in all prefix caches. */
    int prefixes() {
        return scopes.values().stream().mapToInt(scope -> scope.prefixes().size()).sum();
    }

    /** Lets go of all that is remembered, for {@link #adopt} of another engine of the model. */
    Map<String, Scope> release() {
        var released = new LinkedHashMap<>(scopes);
        scopes.clear();
        return released;
    }

    /** Remembers what another engine of the model did; only while this remembers nothing. */
    void adopt(Map<String, Scope> released) {
        scopes.putAll(released);
    }

    /** Fills an answer's sequences with what is cached of its prompts. */
    void recall(RunningAnswer answer) {
        if (options.prefixCacheBytes() == 0) {
            return;
        }
        var cache = scope(answer).prefixes();
        var pinned = scope("", answer.seating().seat(0)).prefixes();
        for (int stream = 0; stream < answer.streams(); stream++) {
            var match = longest(cache, pinned, answer.known(stream));
            if (match.isPresent()) {
                recall(match.get(), answer, stream, cache);
            }
        }
    }

    private void recall(
            PrefixCache.Match match, RunningAnswer answer, int stream, PrefixCache cache) {
        var seat = answer.seating().seat(stream);
        int shared = match.shared();
        boolean partly = shared < match.state().length();
        if (!seat.tryState(match.state()) || !seat.cut(shared)) {
            seat.cut(0);
            return;
        }
        counters.cachedTokens += shared;
        int ofPrompt = answer.ofPrompt(stream, shared);
        answer.answer().cached(ofPrompt);
        // What an answer begins with is not asked for again.
        if (partly && shared >= WORTH_A_STATE && shared == ofPrompt) {
            seat.tryCopy()
                    .ifPresent(state -> {
                        cache.put(answer.held(stream), state, false);
                        keepToBudget();
                    });
        }
    }

    /** The best of the answer's own scope and of what everyone may use. */
    private static Optional<PrefixCache.Match> longest(
            PrefixCache own, PrefixCache everyones, int[] prompt) {
        var first = own.longest(prompt, prompt.length - 1);
        if (own == everyones) {
            return first;
        }
        var second = everyones.longest(prompt, prompt.length - 1);
        int firstShared = first.map(PrefixCache.Match::shared).orElse(0);
        return second.isPresent() && second.get().shared() > firstShared ? second : first;
    }

    /**
     * Computes or loads the caches of prefixes, and keeps them for as long as the engine is open.
     */
    void pin(List<int[]> prefixes, Lanes lanes, Optional<PrefixStore> store) {
        for (var tokens : prefixes) {
            var seating = lanes.lease(lanes.canSplit(1, 0) ? planner.preferred() : Way.JOINT, 1);
            try {
                pin(tokens, seating.seat(0), store);
            } finally {
                lanes.endSteps();
                seating.giveBack();
            }
        }
    }

    /** {@link #pin(List, Lanes, Optional)} in a small context that is closed again. */
    void pinApart(List<int[]> prefixes, Lanes lanes, Optional<PrefixStore> store) {
        int longest = prefixes.stream().mapToInt(tokens -> tokens.length).max().orElse(0);
        if (longest == 0) {
            return;
        }
        try (var lane = lanes.apart(longest)) {
            for (var tokens : prefixes) {
                var seat = lane.lease();
                try {
                    pin(tokens, seat, store);
                } finally {
                    lane.endStep();
                    seat.giveBack();
                }
            }
        }
    }

    private void pin(int[] tokens, Lane.Seat seat, Optional<PrefixStore> store) {
        var cache = scope("", seat).prefixes();
        if (!cache.pin(tokens)) {
            load(tokens, seat, store);
            cache.put(tokens, seat.copyState(), true);
        }
    }

    private void load(int[] tokens, Lane.Seat seat, Optional<PrefixStore> store) {
        var file = store.flatMap(s -> s.find(tokens));
        if (file.isPresent() && load(tokens, seat, file.get())) {
            counters.cachedTokens += tokens.length;
            return;
        }
        seat.prefill(tokens);
        counters.prefillTokens += tokens.length;
        if (store.isPresent()) {
            try {
                var target = store.get().fileFor(tokens);
                seat.lane().session().saveSequence(seat.sequence(), target, tokens);
                store.get().trim();
            } catch (RoseException e) {
                // Only the next start is slower for it.
                LOG.info("a prompt's cache was not kept: {}", e.getMessage());
            }
        }
    }

    private static boolean load(int[] tokens, Lane.Seat seat, Path file) {
        try {
            if (Arrays.equals(seat.lane().session().loadSequence(seat.sequence(), file), tokens)) {
                return true;
            }
        } catch (RoseException e) {
            LOG.info("a prompt's cache is computed anew: {}", e.getMessage());
        }
        seat.cut(0);
        return false;
    }

    /** An answer has its first token: from now on there is something to guess from. */
    void begin(RunningAnswer answer) {
        if (canGuess(answer)) {
            answer.beginText(scope(answer).texts());
        }
    }

    /** The guesses worth checking in the next step; {@code otherRows} are in it anyway. */
    Draft guess(RunningAnswer answer, int otherRows) {
        var given = given(answer, otherRows);
        if (!given.isEmpty() || !canGuess(answer)) {
            return given;
        }
        int most = Math.min(MOST_GUESSES, answer.answer().tokensLeftAlike() - 1);
        if (most < 1) {
            return Draft.NONE;
        }
        int room = Math.min(most, answer.seating().outputsLeft(otherRows) - 1);
        var text = lookUp(answer, most, room, otherRows);
        return text.isEmpty() && draftModel.isPresent()
                ? guess(draftModel.get(), answer, otherRows, room)
                : text;
    }

    /** Tokens that are given are never wrong, so their memory need not forget any. */
    private static Draft given(RunningAnswer answer, int otherRows) {
        var generation = answer.request().generation();
        if (generation.given().length == 0
                || !generation.stop().isEmpty()
                || answer.request().deterministic()) {
            return Draft.NONE;
        }
        int left = answer.answer().tokensLeftAlike();
        int room = Math.min(left, answer.seating().outputsLeft(otherRows)) - 1;
        return new Draft(answer.answer().nextGiven(Math.clamp(room, 0, MOST_GUESSES)), 0);
    }

    private Draft lookUp(RunningAnswer answer, int most, int room, int otherRows) {
        var found = answer.lookUp(most);
        return found.first(
                planner.checkLength(
                                step(answer, otherRows),
                                Math.min(found.tokens().length, room),
                                found.match(),
                                acceptance)
                        - 1);
    }

    /**
     * Whether the texts have a guess for an answer that gives tokens for less than running ahead.
     */
    boolean knowsBetterThanRunningAhead(RunningAnswer answer) {
        int most = Math.min(MOST_GUESSES, answer.answer().tokensLeftAlike() - 1);
        int room = Math.min(most, answer.seating().outputsLeft(0) - 1);
        var guess = room < 1 ? Draft.NONE : lookUp(answer, most, room, 0);
        return planner.isBetterThanRunningAhead(step(answer, 0), guess, acceptance);
    }

    /** What is guessed, for people. */
    List<String> report(int streams) {
        return planner.report(streams, acceptance);
    }

    private Draft guess(DraftModel model, RunningAnswer answer, int otherRows, int room) {
        int rows =
                planner.checkLength(
                        step(answer, otherRows).withGuessMs(model.msPerGuess()),
                        room,
                        Draft.MODEL_MATCH,
                        model.acceptance());
        try {
            return rows > 1 ? model.guess(answer, rows - 1) : Draft.NONE;
        } catch (RoseException e) {
            LOG.warn("the draft model failed and is used no more: {}", e.getMessage());
            draftModel = Optional.empty();
            model.close();
            return Draft.NONE;
        }
    }

    private static Planner.Step step(RunningAnswer answer, int otherRows) {
        return new Planner.Step(answer.seating().way(), answer.streams(), otherRows, 0);
    }

    /** Learns from the step of an answer, in which {@code taken} tokens were taken. */
    void learn(RunningAnswer answer, int taken) {
        if (!canGuess(answer)) {
            return;
        }
        var checked = answer.draft();
        counters.draftTokens += checked.tokens().length;
        counters.draftTokensAccepted += answer.rightGuesses(taken);
        if (checked.match() == Draft.MODEL_MATCH) {
            draftModel.ifPresent(
                    model -> model.acceptance().observe(checked, answer.lastTokens(taken)));
        }
        answer.learn(acceptance, taken);
    }

    /** An answer has ended well: its caches and its text may serve others. */
    void remember(RunningAnswer answer) {
        if (answer.request().deterministic() || answer.isPrefilling()) {
            return;
        }
        if (canGuess(answer)) {
            answer.leaveText();
        }
        // The one that showed how it begins is remembered, and serves prompts as well.
        if (!answer.hasBeginning()) {
            rememberStreams(answer, 0);
        }
    }

    /** The reverse streams of an answer that goes on without them may serve others. */
    void rememberReverse(RunningAnswer answer) {
        if (!answer.request().deterministic() && !answer.hasBeginning()) {
            rememberStreams(answer, 1);
        }
    }

    private void rememberStreams(RunningAnswer answer, int first) {
        if (options.prefixCacheBytes() == 0) {
            return;
        }
        var prefixes = scope(answer).prefixes();
        for (int stream = first; stream < answer.streams(); stream++) {
            var tokens = answer.held(stream);
            if (!prefixes.contains(tokens)) {
                answer.seating()
                        .seat(stream)
                        .tryCopy()
                        .ifPresent(state -> {
                            prefixes.put(tokens, state, false);
                            keepToBudget();
                        });
            }
        }
    }

    /** All scopes have one budget: those that were not used for longest give first. */
    private void keepToBudget() {
        long over = -options.prefixCacheBytes();
        for (var scope : scopes.values()) {
            over += scope.prefixes().byteSize();
        }
        for (var scope : scopes.values()) {
            if (over <= 0) {
                return;
            }
            long before = scope.prefixes().byteSize();
            scope.prefixes().shrink(Math.max(0, before - over));
            over -= before - scope.prefixes().byteSize();
        }
    }

    /** Learns from tokens that were taken without a check of what was looked up for them. */
    void learnUnchecked(RunningAnswer answer, int taken) {
        answer.learn(acceptance, taken);
    }

    /** Whether tokens of an answer may be guessed and, where the guess was wrong, cut again. */
    boolean canGuess(RunningAnswer answer) {
        return options.drafts()
                && !answer.request().deterministic()
                && answer.request().generation().given().length == 0
                && answer.seating().seat(0).lane().session().canCutDecoded();
    }

    private Scope scope(RunningAnswer answer) {
        return scope(answer.request().scope(), answer.seating().seat(0));
    }

    private Scope scope(String wanted, Lane.Seat seat) {
        var scope =
                scopes.computeIfAbsent(
                        wanted,
                        name ->
                                new Scope(
                                        new NgramIndex(TEXT_CAPACITY),
                                        new PrefixCache(
                                                options.prefixCacheBytes(),
                                                seat.lane().session().canCut())));
        if (scopes.size() > MOST_SCOPES) {
            var oldest = scopes.entrySet().iterator().next();
            if (!oldest.getKey().equals(wanted)) {
                oldest.getValue().prefixes().close();
                scopes.remove(oldest.getKey());
            }
        }
        return scope;
    }

    /** An answer has ended, well or not. */
    void letGo(RunningAnswer answer) {
        draftModel.ifPresent(model -> model.letGo(answer));
    }

    @Override
    public void close() {
        draftModel.ifPresent(DraftModel::close);
        scopes.values().forEach(scope -> scope.prefixes().close());
        scopes.clear();
    }
}
