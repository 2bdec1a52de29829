package dev.rose.engine;

import dev.rose.engine.plan.CostCurve;
import dev.rose.engine.plan.Way;
import dev.rose.method.Sampling;
import dev.rose.model.ToyFaults;
import dev.rose.model.ToyMemory;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** A toy, an engine over it and what callers do with it, all from one seed. */
final class Schedule {

    /** What is special about a schedule. */
    enum Kind {
        CALM,
        /** Operations of the model fail now and then. */
        FAULTS,
        /** Decodes of some requests always fail. */
        POISON,
        /** The engine is closed while answers run. */
        CLOSE,
        /** Answers are longer than what waits for their readers. */
        LONG
    }

    /** What a caller does with an answer. */
    enum Reader {
        READ,
        READ_SLOWLY,
        CANCEL_AT_ONCE,
        CANCEL_AFTER,
        CANCEL_FROM_OUTSIDE,
        CLOSE_AT_ONCE,
        CLOSE_AFTER,
        NEVER_READ
    }

    /**
     * A request and what becomes of it.
     *
     * @param delayMicros before it is sent
     * @param after events, or microseconds where it is cancelled from outside
     * @param poisoned whether its decodes fail
     */
    record Call(
            EngineRequest request, int delayMicros, Reader reader, int after, boolean poisoned) {}

    /** Longest prompt, in tokens. */
    static final int LONGEST_PROMPT = 60;

    private final long seed;
    private final SplittableRandom random;
    private final Kind kind;
    private final ToyVocabulary vocabulary;
    private final ToyMemory memory;
    private final int chunk;
    private final int levels;
    private final int[] melody;
    private final int noise;
    private final int poisonFrom;
    private final EngineOptions options;
    private final List<GenerationRequest> pool = new ArrayList<>();
    private final List<List<Call>> clients = new ArrayList<>();
    private final List<int[]> pins = new ArrayList<>();
    private final int pause;
    private int neverRead;
    private int requests;

    Schedule(long seed) {
        this.seed = seed;
        random = new SplittableRandom(seed);
        kind = kind(random.nextInt(100));
        vocabulary =
                ToyVocabulary.small(
                        random.nextInt(8, 24), kind != Kind.LONG && random.nextInt(3) == 0);
        memory =
                switch (random.nextInt(10)) {
                    case 0, 1 -> ToyMemory.WINDOW;
                    case 2, 3 -> ToyMemory.RECURRENT;
                    default -> ToyMemory.FULL;
                };
        chunk = random.nextInt(4) == 0 ? random.nextInt(1, 8) : random.nextInt(8, 64);
        levels = random.nextInt(5) == 0 ? 16 : 1 << 20;
        melody =
                random.nextInt(5) < 2
                        ? new int[0]
                        : random.ints(random.nextInt(1, 8), 4, vocabulary.size()).toArray();
        noise = random.nextInt(30);
        poisonFrom = random.nextInt(LONGEST_PROMPT + 20);
        options = engineOptionsOf();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            pool.add(request());
        }
        addCalls();
        if (kind != Kind.LONG && random.nextInt(4) == 0) {
            for (int i = random.nextInt(1, 3); i > 0; i--) {
                var prompt = pool.getFirst().prompt();
                pins.add(Arrays.copyOf(prompt, random.nextInt(1, prompt.length + 1)));
            }
        }
        pause = random.nextInt(2000);
    }

    private static Kind kind(int percent) {
        if (percent < 3) {
            return Kind.LONG;
        }
        if (percent < 15) {
            return Kind.FAULTS;
        }
        if (percent < 25) {
            return Kind.POISON;
        }
        return percent < 35 ? Kind.CLOSE : Kind.CALM;
    }

    Kind kind() {
        return kind;
    }

    ToyMemory memory() {
        return memory;
    }

    private EngineOptions engineOptionsOf() {
        var ways =
                switch (random.nextInt(4)) {
                    case 0 -> EnumSet.of(Way.JOINT);
                    case 1 -> EnumSet.of(Way.SPLIT);
                    default -> EnumSet.allOf(Way.class);
                };
        int context = kind == Kind.LONG ? 700 : LONGEST_PROMPT + random.nextInt(1, 80);
        long bytes =
                switch (random.nextInt(4)) {
                    case 0 -> 0;
                    case 1 -> random.nextInt(50, 2000);
                    default -> random.nextInt(2000, 100_000);
                };
        return EngineOptions.of(context)
                .withSlots(random.nextInt(1, 7))
                .withQueue(random.nextInt(8) == 0 ? random.nextInt(3) : 64)
                .withReverseStreams(3)
                .withThreads(random.nextInt(4) == 0 ? 1 : 2)
                .withWays(ways)
                .withDrafts(random.nextInt(5) > 0)
                .withPrefixCacheBytes(bytes);
    }

    EngineOptions engineOptions() {
        return options;
    }

    /** The model without any faults. */
    ToyModel model() {
        return new ToyModel(vocabulary, seed, levels)
                .withMemory(memory)
                .withChunk(chunk)
                .withMelody(melody, noise);
    }

    /** The model with the faults of the schedule. */
    ToyModel faultyModel() {
        var model = model();
        if (kind == Kind.POISON) {
            model.failFor(vocabulary.size() - 1, poisonFrom);
        }
        if (kind == Kind.FAULTS) {
            var which = EnumSet.noneOf(ToyFaults.Operation.class);
            for (var operation : ToyFaults.Operation.values()) {
                if (random.nextBoolean()) {
                    which.add(operation);
                }
            }
            model.withFaults(faults(which, random.nextInt(1, 30), random.split()));
        }
        return model;
    }

    private static ToyFaults faults(
            Set<ToyFaults.Operation> which, int percent, SplittableRandom random) {
        return operation -> {
            synchronized (random) {
                return which.contains(operation) && random.nextInt(100) < percent;
            }
        };
    }

    /** A model that guesses: well, badly, or now and then not at all. */
    Optional<ToyModel> draftModel() {
        int which = random.nextInt(6);
        if (which > 2) {
            return Optional.empty();
        }
        var draft =
                new ToyModel(vocabulary, which == 0 ? seed + 1 : seed, levels)
                        .withMemory(which == 1 ? ToyMemory.WINDOW : ToyMemory.FULL)
                        .withChunk(chunk)
                        .withMelody(melody, 0);
        if (which == 2) {
            draft.withFaults(faults(EnumSet.of(ToyFaults.Operation.DECODE), 20, random.split()));
        }
        return Optional.of(draft);
    }

    /** Curves that lead the planner this way and that; tiny, so that what is timed is more. */
    CostCurve curve() {
        var curve = new CostCurve();
        int shape = random.nextInt(6);
        for (int rows = 1; rows <= 64 && shape > 0; rows *= 2) {
            double flat = 1e-3 + rows * 1e-6;
            double steep = 1e-3 * rows;
            double high = rows == 1 ? 1e-3 : 1e-2 + rows * 1e-6;
            switch (shape) {
                case 1 -> set(curve, rows, flat, flat);
                case 2 -> set(curve, rows, flat, 2 * steep);
                case 3 -> set(curve, rows, 3 * steep, flat);
                case 4 -> set(curve, rows, 10 * high, high);
                default -> set(curve, rows, random.nextDouble(1e-3, 1), random.nextDouble(1e-3, 1));
            }
        }
        return curve;
    }

    private static void set(CostCurve curve, int rows, double split, double joint) {
        curve.set(Way.SPLIT, rows, split);
        curve.set(Way.JOINT, rows, joint);
    }

    /** What each caller does, one after another. */
    List<List<Call>> clients() {
        return clients;
    }

    /** A prompt of each that was made beforehand, to be scored. */
    List<ScoringRequest> scorings() {
        return pool.stream()
                .map(request -> ScoringRequest.of(request.prompt(), request.reverse(), 4, 5))
                .toList();
    }

    /** Prefixes that are pinned while the callers are busy. */
    List<int[]> pins() {
        return pins;
    }

    /** Before something happens to the engine from outside, in microseconds. */
    int pauseMicros() {
        return pause;
    }

    /** Decodes that a sequence may wait at most while others are served. */
    int longestWait() {
        int promptSteps = (LONGEST_PROMPT - 1) / Math.min(chunk, 16) + 1;
        return (20 + options.slots() * (promptSteps + 1)) * (options.slots() + 1);
    }

    /** New requests that take every slot. */
    List<GenerationRequest> oneForEachSlot() {
        var requests = new ArrayList<GenerationRequest>();
        for (int i = 0; i < options.slots(); i++) {
            var reverse = new ArrayList<ReverseStream>();
            for (int stream = 0; stream < options.reverseStreams(); stream++) {
                reverse.add(new ReverseStream(prompt(), 0.5f));
            }
            requests.add(GenerationRequest.greedy(prompt(), reverse, 3));
        }
        return requests;
    }

    private void addCalls() {
        int count = random.nextInt(1, kind == Kind.LONG ? 6 : 11);
        for (int client = random.nextInt(1, 4); client > 0; client--) {
            clients.add(new ArrayList<>());
        }
        for (int i = 0; i < count; i++) {
            var request = pool.get(random.nextInt(pool.size()));
            if (random.nextInt(3) == 0) {
                request = request();
            }
            boolean poisoned = kind == Kind.POISON && random.nextInt(4) == 0;
            clients.get(random.nextInt(clients.size()))
                    .add(call(poisoned ? poisoned(request) : request, poisoned));
        }
    }

    private Call call(GenerationRequest request, boolean poisoned) {
        var scope =
                switch (random.nextInt(8)) {
                    case 0 -> "a";
                    case 1 -> "b";
                    case 2 -> "scope " + random.nextInt(200);
                    default -> "";
                };
        int delay = random.nextInt(3) == 0 ? random.nextInt(300) : 0;
        return new Call(
                new EngineRequest(request, random.nextInt(10) == 0, scope),
                delay,
                reader(),
                random.nextInt(kind == Kind.LONG ? 400 : 30),
                poisoned);
    }

    private Reader reader() {
        if (random.nextInt(5) < 3) {
            return Reader.READ;
        }
        var readers = Reader.values();
        var reader = readers[random.nextInt(readers.length)];
        if (reader == Reader.NEVER_READ && kind == Kind.LONG) {
            // Each holds its slot until it is closed, and others shall have one.
            neverRead++;
            return neverRead < options.slots() ? reader : Reader.READ;
        }
        return reader;
    }

    private GenerationRequest request() {
        var reverse = new ArrayList<ReverseStream>();
        for (int i = random.nextInt(4); i > 0; i--) {
            reverse.add(new ReverseStream(prompt(), random.nextInt(20) / 10f));
        }
        var sampling =
                random.nextInt(3) > 0
                        ? Sampling.greedy()
                        : new Sampling(
                                random.nextInt(1, 5) / 2f,
                                random.nextInt(0, 10),
                                random.nextInt(5, 11) / 10f,
                                random.nextInt(0, 3) / 10f,
                                random.nextLong());
        int most = kind == Kind.LONG ? random.nextInt(300, 600) : random.nextInt(1, 60);
        List<String> stop = random.nextInt(6) == 0 ? List.of("abab", "END") : List.of();
        var request =
                new GenerationRequest(
                        prompt(),
                        reverse,
                        ToyCase.strength(random),
                        ToyCase.plausibility(random),
                        sampling,
                        most,
                        stop,
                        random.nextInt(10) == 0);
        return ToyCase.extended(request, vocabulary.size(), 100 * seed + requests++);
    }

    /** A prompt that is its own, or begins as one that was there before. */
    private int[] prompt() {
        int length = random.nextInt(1, LONGEST_PROMPT + 1);
        int shared = 0;
        var prompt = new int[length];
        if (!pool.isEmpty() && random.nextInt(3) > 0) {
            var other = pool.get(random.nextInt(pool.size())).prompt();
            shared = random.nextInt(Math.min(length, other.length) + 1);
            System.arraycopy(other, 0, prompt, 0, shared);
        }
        for (int i = shared; i < length; i++) {
            prompt[i] = random.nextInt(vocabulary.size());
        }
        if (prompt[0] == vocabulary.size() - 1) {
            prompt[0] = 0;
        }
        return prompt;
    }

    private GenerationRequest poisoned(GenerationRequest request) {
        var prompt = request.prompt().clone();
        prompt[0] = vocabulary.size() - 1;
        return request.withPrompt(prompt);
    }

    @Override
    public String toString() {
        return "schedule %d (%s, %s memory, chunk %d, melody of %d, %s)"
                .formatted(seed, kind, memory, chunk, melody.length, options);
    }
}
