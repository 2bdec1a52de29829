package dev.rose;

import static dev.rose.error.RoseException.Kind.CONTEXT_EXCEEDED;
import static dev.rose.error.RoseException.Kind.INVALID_REQUEST;

import dev.rose.engine.Beginning;
import dev.rose.engine.Decoder;
import dev.rose.engine.EngineRequest;
import dev.rose.engine.Generation;
import dev.rose.engine.GenerationRequest;
import dev.rose.engine.ReverseStream;
import dev.rose.engine.Scoring;
import dev.rose.engine.ScoringQueue;
import dev.rose.engine.ScoringRequest;
import dev.rose.error.RoseException;
import dev.rose.method.Sampling;
import dev.rose.method.TokenLogprobs;
import dev.rose.model.LanguageModel;
import dev.rose.model.SessionOptions;
import java.util.Arrays;
import java.util.List;

/** Begins answers to prompts: by which decoder, in a context of which size. Thread-safe. */
final class Answers {
    /** Sessions are sized in steps of this many tokens. */
    private static final int CONTEXT_STEP = 256;

    private static final int[] NOTHING_GIVEN = {};

    private final LanguageModel model;
    private final SharedEngine engine;
    private final int threads;
    private volatile int contextLimit;

    /**
     * @param threads of an answer that has a session of its own
     * @param contextLimit tokens that a stream may hold
     */
    Answers(LanguageModel model, SharedEngine engine, int threads, int contextLimit) {
        this.model = model;
        this.engine = engine;
        this.threads = threads;
        this.contextLimit = contextLimit;
    }

    /** Tokens that a stream may hold. */
    int contextLimit() {
        return contextLimit;
    }

    /** See {@link Rose#generate(AnswerRequest)}. */
    Generation begin(AnswerRequest request) {
        var companions =
                request.companions().stream()
                        .map(one ->
                                generation(one.streams(), one.options(), NOTHING_GIVEN)
                                        .withBeginning(one.beginning()))
                        .toList();
        return begin(
                request.streams(),
                request.options(),
                generation(request.streams(), request.options(), NOTHING_GIVEN)
                        .withBeginning(request.beginning())
                        .withCompanions(companions));
    }

    private static GenerationRequest generation(
            List<StreamPrompt> streams, AnswerOptions options, int[] given) {
        return new GenerationRequest(
                streams.getFirst().tokens(),
                reverse(streams),
                options.strength(),
                options.plausibility(),
                options.sampling(),
                options.maxTokens(),
                options.stop(),
                options.explain(),
                options.logprobs(),
                given,
                Beginning.NONE,
                List.of());
    }

    private Generation begin(
            List<StreamPrompt> streams, AnswerOptions options, GenerationRequest request) {
        int context = contextFor(streams, options.maxTokens());
        return switch (options.decoder()) {
            case AUTO, DETERMINISTIC -> share(request, options, context, streams);
            case NAIVE -> decode(Decoder.naive(), request, context);
            case BATCHED -> decode(Decoder.batched(), request, context);
        };
    }

    private Generation share(
            GenerationRequest request,
            AnswerOptions options,
            int context,
            List<StreamPrompt> streams) {
        return engine.submit(
                new EngineRequest(
                        request, options.decoder() == DecoderChoice.DETERMINISTIC, options.scope()),
                context,
                beginnings(streams));
    }

    private static List<int[]> beginnings(List<StreamPrompt> streams) {
        return streams.stream().map(StreamPrompt::beginning).filter(b -> b.length > 0).toList();
    }

    private Generation decode(Decoder decoder, GenerationRequest request, int context) {
        int streams = 1 + request.reverse().size();
        var session = model.openSession(SessionOptions.of(context, streams).withThreads(threads));
        try {
            return new SessionGeneration(
                    session, decoder.start(session, model.vocabulary(), request));
        } catch (RuntimeException | Error e) {
            session.close();
            throw e;
        }
    }

    /** See {@link Rose#score}. */
    List<TokenLogprobs> score(List<StreamPrompt> streams, AnswerOptions options, int top) {
        int scored = streams.getFirst().textTokens() - 1;
        if (scored < 0 || streams.stream().anyMatch(s -> s.textTokens() != scored + 1)) {
            throw new IllegalArgumentException(
                    "streams to be scored must be those of a completion with some text");
        }
        if (scored == 0) {
            return List.of();
        }
        requireFits(streams, contextLimit);
        var all = streams.getFirst().tokens();
        var given = Arrays.copyOfRange(all, all.length - scored, all.length);
        var before = streams.stream().map(stream -> stream.withoutLast(scored)).toList();
        var scoring =
                options.withLogprobs(top)
                        .withExplain(false)
                        .withSampling(Sampling.greedy())
                        .withMaxTokens(scored)
                        .withStop();
        try (var answer = begin(before, scoring, generation(before, scoring, given))) {
            return answer.result().logprobs();
        }
    }

    /** See {@link Rose#choose}. */
    List<Scoring> choose(List<ChoicePrompt> prompts) {
        if (prompts.isEmpty()) {
            return List.of();
        }
        int context = prompts.stream().mapToInt(p -> contextFor(p.streams(), 1)).max().getAsInt();
        var beginnings = beginnings(prompts.getFirst().streams());
        var requests =
                prompts.stream()
                        .map(prompt ->
                                new ScoringRequest(
                                        prompt.streams().getFirst().tokens(),
                                        reverse(prompt.streams()),
                                        prompt.candidates(),
                                        prompt.scope()))
                        .toList();
        return new ScoringQueue(
                        engine.slots(), request -> engine.begin(request, context, beginnings))
                .all(requests);
    }

    private static List<ReverseStream> reverse(List<StreamPrompt> streams) {
        return streams.stream()
                .skip(1)
                .map(stream -> new ReverseStream(stream.tokens(), stream.alpha()))
                .toList();
    }

    /**
     * See {@link Rose#prepare}.
     *
     * @param pinned prompts whose beginnings are kept
     */
    void prepare(int context, int reverseStreams, List<StreamPrompt> pinned) {
        if (context < 0 || context > contextLimit) {
            throw new RoseException(
                    INVALID_REQUEST,
                    ("a context of %d tokens was asked for, and at most %d are possible; choose a"
                                    + " --context of at most that")
                            .formatted(context, contextLimit));
        }
        int size = context == 0 ? contextLimit : context;
        requireFits(pinned, size);
        engine.prepare(size, reverseStreams, beginnings(pinned));
        contextLimit = size;
    }

    private int contextFor(List<StreamPrompt> streams, int maxTokens) {
        var limit = contextLimit;
        var needed = (long) requireFits(streams, limit) + maxTokens;
        var rounded = (needed + CONTEXT_STEP - 1) / CONTEXT_STEP * CONTEXT_STEP;
        return (int) Math.min(rounded, limit);
    }

    /** Gives the length of the longest prompt. */
    private int requireFits(List<StreamPrompt> streams, int limit) {
        var longest = 0;
        for (var stream : streams) {
            var length = stream.tokens().length;
            if (length >= limit) {
                throw tooLong(stream.name(), length, limit);
            }
            longest = Math.max(longest, length);
        }
        return longest;
    }

    private RoseException tooLong(String name, int length, int limit) {
        var trained = model.info().contextLength();
        return new RoseException(
                CONTEXT_EXCEEDED,
                ("the %s prompt has %d tokens with its system prompt and template, and the"
                                + " context of %d must hold it and at least one more; shorten it%s")
                        .formatted(
                                name,
                                length,
                                limit,
                                limit < trained ? " or raise --context, up to " + trained : ""));
    }
}
