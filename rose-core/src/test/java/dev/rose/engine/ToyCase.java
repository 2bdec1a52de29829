package dev.rose.engine;

import dev.rose.method.Sampling;
import dev.rose.method.Strength;
import dev.rose.model.SessionOptions;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.SplittableRandom;

/** A toy, a session's size and a request, all from one seed. */
record ToyCase(long seed, ToyModel model, SessionOptions options, GenerationRequest request) {
    private static final List<String> STOPS =
            List.of("ab", "bab", "END", "é", "a b", "\n", "aé", "🌹");

    static ToyCase of(long seed) {
        var random = new SplittableRandom(seed);
        var vocabulary = ToyVocabulary.small(random.nextInt(8, 24), random.nextInt(4) == 0);
        int levels = random.nextInt(3) == 0 ? 32 : 1 << 20;
        int streams = random.nextInt(4);
        var reverse = new ArrayList<ReverseStream>();
        for (int i = 0; i < streams; i++) {
            float alpha = random.nextInt(5) == 0 ? 0 : (float) random.nextDouble(0, 2);
            reverse.add(new ReverseStream(prompt(random, vocabulary), alpha));
        }
        var sampling = sampling(random);
        var request =
                new GenerationRequest(
                        prompt(random, vocabulary),
                        reverse,
                        strength(random),
                        plausibility(random),
                        sampling,
                        random.nextInt(1, 40),
                        stops(random),
                        random.nextInt(4) == 0);
        request = extended(request, vocabulary.size(), seed);
        var options =
                new SessionOptions(
                        random.nextInt(21, 60), 1 + streams, random.nextInt(1 + streams, 9), 1);
        return new ToyCase(
                seed, new ToyModel(vocabulary, random.nextLong(), levels), options, request);
    }

    /**
     * A request with what others seldom ask for: penalties and biases, log probabilities, tokens
     * that are given. Of a generator of its own, so that what it is added to stays.
     */
    static GenerationRequest extended(GenerationRequest request, int vocabSize, long seed) {
        var random = new SplittableRandom(~seed);
        var sampling = request.sampling();
        if (random.nextInt(3) == 0) {
            sampling =
                    sampling.withPenalties(
                            random.nextInt(-2, 9) / 4f,
                            random.nextBoolean() ? 0 : random.nextInt(-2, 9) / 4f);
        }
        if (random.nextInt(4) == 0) {
            var bias = new HashMap<Integer, Float>();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                bias.put(
                        random.nextInt(vocabSize),
                        random.nextBoolean() ? -100f : random.nextInt(-8, 9) / 4f);
            }
            sampling = sampling.withLogitBias(bias);
        }
        var given =
                random.nextInt(8) > 0
                        ? new int[0]
                        : random.ints(random.nextInt(1, 40), 0, vocabSize).toArray();
        return request.withSampling(sampling)
                .withLogprobs(random.nextInt(4) > 0 ? -1 : random.nextInt(21))
                .withGiven(given);
    }

    private static int[] prompt(SplittableRandom random, ToyVocabulary vocabulary) {
        return random.ints(random.nextInt(1, 21), 0, vocabulary.size()).toArray();
    }

    /** Any strength; constant as often as all others. */
    static Strength strength(SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> new Strength.FirstTokens(random.nextInt(1, 20));
            case 1 -> new Strength.Decaying(random.nextInt(1, 10));
            case 2 -> new Strength.Adaptive();
            default -> new Strength.Constant();
        };
    }

    /** Any plausibility; none as often as all others. */
    static float plausibility(SplittableRandom random) {
        return random.nextBoolean() ? 0 : (float) random.nextDouble(0, 1);
    }

    private static Sampling sampling(SplittableRandom random) {
        return random.nextBoolean()
                ? Sampling.greedy()
                : new Sampling(
                        random.nextInt(1, 5) / 2f,
                        random.nextInt(0, 10),
                        random.nextInt(5, 11) / 10f,
                        random.nextInt(0, 3) / 10f,
                        random.nextLong());
    }

    private static List<String> stops(SplittableRandom random) {
        return random.ints(random.nextInt(3), 0, STOPS.size()).mapToObj(STOPS::get).toList();
    }

    /** The same toy and session with another request. */
    ToyCase with(GenerationRequest other) {
        return new ToyCase(seed, model, options, other);
    }

    /** Runs the case, and fails where anything was not given back. */
    Outcome run(Decoder decoder) {
        try (var session = model.openSession(options)) {
            Outcome outcome;
            try (var generation = decoder.start(session, model.vocabulary(), request)) {
                outcome = Outcome.of(generation);
            }
            if (model.heldTokens() != 0 || model.openSteps() != 0) {
                throw new AssertionError(
                        "case %d: %s left %d tokens and %d steps behind"
                                .formatted(
                                        seed,
                                        decoder.name(),
                                        model.heldTokens(),
                                        model.openSteps()));
            }
            return outcome;
        }
    }
}
