package dev.rose.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.rose.engine.Schedule.Call;
import dev.rose.engine.Schedule.Kind;
import dev.rose.error.RoseException;
import dev.rose.model.SessionOptions;
import dev.rose.model.ToyFaults;
import dev.rose.model.ToyMemory;
import dev.rose.model.ToyModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Runs a schedule, and holds the engine to the naive decoder and to giving everything back. */
final class ScheduleRun {
    private static final Duration SLICE = Duration.ofSeconds(5);
    private static final int SLICES = 4;

    /** Of so many calls one knows how its answer begins. */
    private static final int BEGUN = 4;

    private final Schedule schedule;
    private final ExecutorService threads;
    private final ToyModel model;
    private final ToyModel truth;
    private final Optional<ToyModel> draftModel;
    private final Engine engine;
    private final Map<GenerationRequest, Outcome> expected = new HashMap<>();
    private volatile boolean closed;

    /** What became of a call; the pieces are those that were read. */
    private record Ended(
            Call call,
            List<Outcome.Piece> pieces,
            GenerationResult result,
            RuntimeException failure) {}

    /** An answer that is under way. */
    private record Running(Call call, Generation generation) {}

    ScheduleRun(Schedule schedule, ExecutorService threads) {
        this.schedule = schedule;
        this.threads = threads;
        model = schedule.faultyModel();
        truth = schedule.model();
        draftModel = schedule.draftModel();
        engine =
                Engine.open(
                        model,
                        schedule.engineOptions().withDraftModel(draftModel.orElse(null)),
                        schedule.curve());
    }

    /** Runs and checks it all; gives what the engine counted. */
    EngineStats run() throws Exception {
        try {
            var clients = new ArrayList<Future<List<Ended>>>();
            for (var calls : schedule.clients()) {
                clients.add(threads.submit(() -> client(calls)));
            }
            meddle();
            var ended = new ArrayList<Ended>();
            for (var client : clients) {
                ended.addAll(get(client));
            }
            ended.forEach(this::check);
            checkFailures(ended);
            if (!closed) {
                checkIdle();
                checkSeats();
                assertThat(get(threads.submit(() -> engine.drain(SLICE.multipliedBy(SLICES)))))
                        .isTrue();
            }
        } finally {
            get(threads.submit(engine::close));
        }
        checkClosed();
        return engine.stats();
    }

    /** What the future gives; fails where it does not come soon, and shows where the engine is. */
    private <T> T get(Future<T> future) throws Exception {
        // In slices: a machine that stalls takes one of them, not all.
        for (int slice = 0; slice < SLICES; slice++) {
            try {
                return future.get(SLICE.toSeconds(), TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                // Once more.
            }
        }
        return fail("hangs: %s%s", engine.stats(), stacks());
    }

    private static String stacks() {
        var stacks = new StringBuilder();
        Thread.getAllStackTraces()
                .forEach((thread, stack) -> {
                    if (thread.getName().startsWith("rose-engine")) {
                        stacks.append('\n').append(thread.getName());
                        for (var frame : stack) {
                            stacks.append("\n  ").append(frame);
                        }
                    }
                });
        return stacks.toString();
    }

    // The callers.

    private List<Ended> client(List<Call> calls) {
        var ended = new ArrayList<Ended>();
        var running = new ArrayList<Running>();
        for (var call : calls) {
            pause(call.delayMicros());
            try {
                running.add(new Running(call, engine.submit(begun(call))));
            } catch (RuntimeException e) {
                ended.add(new Ended(call, List.of(), null, e));
            }
            if (call.after() % 3 == 0) {
                ended.addAll(read(running));
            }
        }
        ended.addAll(read(running));
        for (var late : running) {
            late.generation().close();
        }
        return ended;
    }

    /** The request, which of some calls knows how its answer begins. */
    private EngineRequest begun(Schedule.Call call) {
        var request = call.request();
        if (!hasBeginning(call)) {
            return request;
        }
        var naive = naive(request.generation());
        var whole = new Beginning(naive.tokens(), naive.nearTieSteps(), naive.changedSteps());
        int most = call.after() / BEGUN % (whole.length() + 1);
        return new EngineRequest(
                request.generation().withBeginning(whole.first(most)),
                request.deterministic(),
                request.scope());
    }

    private static boolean hasBeginning(Schedule.Call call) {
        var generation = call.request().generation();
        return call.after() % BEGUN == 0 && generation.canBegin() && !call.poisoned();
    }

    /** Reads answers as their callers do; those that are never read stay. */
    private List<Ended> read(List<Running> running) {
        var ended = new ArrayList<Ended>();
        var left = new ArrayList<Running>();
        for (var answer : running) {
            if (answer.call().reader() == Schedule.Reader.NEVER_READ) {
                left.add(answer);
            } else {
                ended.add(read(answer.call(), answer.generation()));
            }
        }
        running.clear();
        running.addAll(left);
        return ended;
    }

    private Ended read(Call call, Generation generation) {
        var pieces = new ArrayList<Outcome.Piece>();
        switch (call.reader()) {
            case CANCEL_AT_ONCE -> generation.cancel();
            case CLOSE_AT_ONCE -> generation.close();
            case CANCEL_FROM_OUTSIDE -> {
                pause(call.after());
                threads.execute(generation::cancel);
            }
            default -> {}
        }
        try (generation) {
            for (int events = 1; generation.hasNext(); events++) {
                switch (generation.next()) {
                    case GenerationEvent.Text text -> pieces.add(Outcome.Piece.of(text));
                    case GenerationEvent.Finished(var result) -> {
                        return new Ended(call, pieces, result, null);
                    }
                }
                if (call.reader() == Schedule.Reader.READ_SLOWLY && events % 8 == 0) {
                    pause(10);
                }
                if (call.reader() == Schedule.Reader.CANCEL_AFTER && events == call.after()) {
                    generation.cancel();
                }
                if (call.reader() == Schedule.Reader.CLOSE_AFTER && events == call.after()) {
                    generation.close();
                }
            }
            return new Ended(call, pieces, null, null);
        } catch (RuntimeException e) {
            return new Ended(call, pieces, null, e);
        }
    }

    /** What happens to the engine meanwhile. */
    private void meddle() throws Exception {
        pause(schedule.pauseMicros());
        if (schedule.kind() == Kind.CLOSE) {
            if (schedule.pauseMicros() % 4 == 0) {
                engine.drain(Duration.ofMillis(1));
            }
            closed = true;
            engine.close();
        } else if (schedule.kind() == Kind.CALM
                && schedule.engineOptions().queue() == 64
                && schedule.pauseMicros() % 8 == 0) {
            checkScores(get(threads.submit(() -> engine.score(schedule.scorings()))));
        } else if (!schedule.pins().isEmpty()) {
            try {
                get(threads.submit(this::pin));
            } catch (java.util.concurrent.ExecutionException e) {
                assertThat(schedule.kind()).as("%s", e.getCause()).isEqualTo(Kind.FAULTS);
            }
        }
    }

    private void pin() {
        if (schedule.pauseMicros() % 2 == 0) {
            engine.pin(schedule.pins(), Optional.empty());
        } else {
            engine.pinApart(schedule.pins(), Optional.empty());
            engine.openContexts();
        }
    }

    private void checkScores(List<Scoring> scorings) {
        for (int i = 0; i < scorings.size(); i++) {
            var asked = schedule.scorings().get(i);
            var first = GenerationRequest.greedy(asked.prompt(), asked.reverse(), 1);
            assertThat(scorings.get(i).best()).isEqualTo(naive(first).tokens().getFirst());
        }
    }

    private static void pause(int micros) {
        if (micros > 0) {
            LockSupport.parkNanos(micros * 1000L);
        }
    }

    // The checks.

    private void check(Ended ended) {
        if (ended.failure() != null) {
            assertThat(mayFail(ended)).as("%s", describe(ended)).isTrue();
            return;
        }
        var naive = naive(ended.call().request().generation());
        var shown = ended.pieces().stream().map(Outcome.Piece::text).collect(Collectors.joining());
        var result = ended.result();
        if (result == null) {
            assertThat(naive.text()).startsWith(shown);
            return;
        }
        assertThat(shown).isEqualTo(result.text());
        if (result.finishReason() == FinishReason.CANCELLED) {
            assertThat(mayBeCancelled(ended)).as("%s was cancelled", ended.call()).isTrue();
            int length = result.tokens().size();
            assertThat(length).isLessThanOrEqualTo(naive.tokens().size());
            assertThat(result.tokens()).isEqualTo(naive.tokens().subList(0, length));
            return;
        }
        var outcome = Outcome.of(ended.pieces(), result);
        assertThat(outcome.tokens()).as("%s", ended.call()).isEqualTo(naive.tokens());
        if (hasBeginning(ended.call())) {
            // A beginning comes in one piece.
            assertThat(outcome.withoutPieces()).isEqualTo(naive.withoutPieces());
        } else {
            assertThat(outcome).isEqualTo(naive);
        }
    }

    private boolean mayFail(Ended ended) {
        var failure = ended.failure();
        if (failure instanceof RoseException e && e.kind() == RoseException.Kind.BUSY) {
            return schedule.engineOptions().queue() < 64;
        }
        return switch (schedule.kind()) {
            case CALM, LONG -> false;
            case CLOSE ->
                    failure instanceof RoseException e && e.kind() == RoseException.Kind.CANCELLED
                            || failure instanceof IllegalStateException
                                    && failure.getMessage().contains("closed");
            case FAULTS ->
                    failure instanceof RoseException && failure.getMessage().contains("as asked");
            // Memory that cannot be cut is gone for all in a decode that fails.
            case POISON ->
                    failure instanceof RoseException
                            && (ended.call().poisoned()
                                    || schedule.memory() == ToyMemory.RECURRENT);
        };
    }

    private boolean mayBeCancelled(Ended ended) {
        return schedule.kind() == Kind.CLOSE
                || switch (ended.call().reader()) {
                    case CANCEL_AT_ONCE, CANCEL_AFTER, CANCEL_FROM_OUTSIDE -> true;
                    default -> false;
                };
    }

    private static String describe(Ended ended) {
        var trace = new java.io.StringWriter();
        ended.failure().printStackTrace(new java.io.PrintWriter(trace));
        return ended.call() + " failed: " + trace;
    }

    /** A failure ends those that it belongs to, so not more answers than there were failures. */
    private void checkFailures(List<Ended> ended) {
        long failed =
                ended.stream()
                        .filter(e ->
                                e.failure() instanceof RoseException failure
                                        && failure.getMessage().contains("as asked"))
                        .count();
        if (schedule.memory() != ToyMemory.RECURRENT) {
            assertThat(failed).isLessThanOrEqualTo(model.failures());
        }
    }

    private void checkIdle() throws Exception {
        await(() ->
                engine.stats().running() == 0
                        && engine.stats().waiting() == 0
                        && model.heldTokens() == 0
                        && model.openSteps() == 0);
        if (schedule.pins().isEmpty()) {
            assertThat(model.mostStateBytes())
                    .as("bytes of states, one being put in or moved included")
                    .isLessThanOrEqualTo(
                            schedule.engineOptions().prefixCacheBytes()
                                    + 8L * schedule.engineOptions().contextLength());
        }
        if (schedule.kind() == Kind.CALM) {
            assertThat(model.longestWait())
                    .as("decodes without a row")
                    .isLessThanOrEqualTo(schedule.longestWait());
            assertThat(engine.stats().failed()).isZero();
        }
    }

    /** Requests for all slots at once are answered, so none is lost. */
    private void checkSeats() throws Exception {
        model.withFaults(ToyFaults.NONE);
        var requests = schedule.oneForEachSlot();
        var running = new ArrayList<Generation>();
        // Answers that were closed may not have been let go yet.
        await(() -> {
            try {
                running.add(engine.submit(EngineRequest.of(requests.get(running.size()))));
            } catch (RoseException e) {
                assertThat(e.kind()).isEqualTo(RoseException.Kind.BUSY);
            }
            return running.size() == requests.size();
        });
        for (int i = 0; i < running.size(); i++) {
            assertThat(running.get(i).result().tokens())
                    .as("answer in slot %d of %d", i, running.size())
                    .isEqualTo(naive(requests.get(i)).tokens());
        }
    }

    private void checkClosed() {
        assertThat(model.openSessions()).as("sessions").isZero();
        assertThat(model.openSteps()).as("steps").isZero();
        assertThat(model.openStates()).as("states").isZero();
        assertThat(model.refusals()).as("batches that broke the contract").isZero();
        assertThat(model.wideChunks()).as("chunks that were too long").isZero();
        draftModel.ifPresent(draft -> {
            assertThat(draft.openSessions()).as("sessions of the draft model").isZero();
            assertThat(draft.openSteps()).isZero();
            assertThat(draft.refusals()).isZero();
        });
        var stats = engine.stats();
        assertThat(stats.running()).isZero();
        assertThat(stats.waiting()).isZero();
        assertThat(stats.draftTokensAccepted()).isLessThanOrEqualTo(stats.draftTokens());
    }

    private void await(BooleanSupplier condition) throws Exception {
        get(
                threads.submit(() -> {
                    while (!condition.getAsBoolean()) {
                        LockSupport.parkNanos(20_000);
                        if (Thread.interrupted()) {
                            return;
                        }
                    }
                }));
    }

    private synchronized Outcome naive(GenerationRequest request) {
        return expected.computeIfAbsent(
                request,
                asked -> {
                    int context = schedule.engineOptions().contextLength();
                    try (var session =
                                    truth.openSession(
                                            SessionOptions.of(
                                                    context, 1 + asked.reverse().size()));
                            var generation =
                                    Decoder.naive().start(session, truth.vocabulary(), asked)) {
                        return Outcome.of(generation);
                    }
                });
    }
}
