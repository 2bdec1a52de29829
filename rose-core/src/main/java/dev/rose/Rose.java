package dev.rose;

import static dev.rose.error.RoseException.Kind.CONTEXT_EXCEEDED;
import static dev.rose.error.RoseException.Kind.INVALID_REQUEST;

import dev.rose.catalogue.ModelCatalogue;
import dev.rose.catalogue.ModelRef;
import dev.rose.catalogue.PullListener;
import dev.rose.engine.Decoder;
import dev.rose.engine.EngineRequest;
import dev.rose.engine.Generation;
import dev.rose.engine.GenerationEvent;
import dev.rose.engine.GenerationRequest;
import dev.rose.engine.GenerationResult;
import dev.rose.engine.ReverseStream;
import dev.rose.error.RoseException;
import dev.rose.model.LanguageModel;
import dev.rose.model.SessionOptions;
import dev.rose.model.llama.LlamaLanguageModel;
import dev.rose.model.llama.LlamaModelOptions;
import dev.rose.model.llama.LlamaNatives;
import dev.rose.prompt.ChatTemplate;
import dev.rose.prompt.PromptPair;
import dev.rose.prompt.PromptPlan;
import dev.rose.prompt.PromptTemplate;
import dev.rose.prompt.PromptTokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A model that answers by ROSE.
 *
 * <pre>{@code
 * try (var rose = Rose.open("smollm2")) {
 *     System.out.println(rose.ask("How do I kill a Python process?").text());
 *
 *     var options = AnswerOptions.defaults().withAlpha(0.7f).withMaxTokens(64);
 *     try (var answer = rose.generate("And how a whole tree of them?", options)) {
 *         answer.forEachRemaining(
 *                 event -> {
 *                     if (event instanceof GenerationEvent.Text(var text)) {
 *                         System.out.print(text);
 *                     }
 *                 });
 *     }
 * }
 * }</pre>
 *
 * <p>Thread-safe: any number of threads may ask at once; they share an {@link
 * dev.rose.engine.Engine}, which answers as many at a time as {@link RoseOptions#slots}. Closing
 * while answers run is allowed; they end on their own.
 */
public final class Rose implements AutoCloseable {
    /** Sessions are sized in steps of this many tokens. */
    private static final int CONTEXT_STEP = 256;

    // Two that begin with different tokens: what a prompt shares with both is no part of a
    // question.
    private static final List<String> OTHER_QUESTIONS = List.of("0", "Why?");

    /** Tokens of a reverse prompt that the model writes. */
    private static final int REVERSE_TOKENS = 256;

    private final LanguageModel model;
    private final ModelTemplates templates;
    private final int contextLimit;
    private final int threads;
    private final PromptTokenizer tokenizer;
    private final SharedEngine engine;
    private final WrittenReverses reverses;

    private Rose(
            LanguageModel model,
            RoseOptions options,
            @Nullable LanguageModel draftModel,
            Supplier<SharedEngine.Storage> storage,
            @Nullable Path reverses) {
        this.model = model;
        this.templates = new ModelTemplates(model.info());
        this.contextLimit =
                options.context() > 0 ? options.context() : model.info().contextLength();
        this.threads = options.threads();
        this.engine =
                new SharedEngine(
                        model,
                        new SharedEngine.Size(contextLimit, threads, options.slots(), draftModel),
                        storage);
        this.tokenizer = new PromptTokenizer(model.vocabulary());
        this.reverses = new WrittenReverses(this::plainly, model::fingerprint, reverses);
    }

    /** {@link #open(RoseOptions)} with the defaults and a model. */
    public static Rose open(String model) {
        return open(RoseOptions.defaults().withModel(model));
    }

    /** {@link #open(RoseOptions, PullListener)}, unheard. */
    public static Rose open(RoseOptions options) {
        return open(options, PullListener.silent());
    }

    /**
     * Opens a model with llama.cpp, fetching it where it is not in the cache.
     *
     * @param listener hears of a download
     * @throws RoseException as {@link ModelCatalogue#resolve} and {@link LlamaLanguageModel#open},
     *     and as {@link #over}
     */
    public static Rose open(RoseOptions options, PullListener listener) {
        // The first template costs more than all that follow: it is run while the weights load.
        Thread.startVirtualThread(ChatTemplate::prepare);
        var catalogue = new ModelCatalogue(options.catalogue());
        var file = catalogue.resolve(ModelRef.parse(options.model()), listener);
        var library = options.llamaDir();
        if (library == null) {
            library = LlamaNatives.unpackInto(options.catalogue().home().natives());
        }
        var adapters =
                options.adapters().stream()
                        .map(a -> new LlamaModelOptions.Adapter(a.file(), a.scale()))
                        .toList();
        var model =
                LlamaLanguageModel.open(
                        new LlamaModelOptions(library, file, adapters, options.gpuLayers()));
        LanguageModel draft = null;
        try {
            requireFits(model, options.context());
            if (options.draftModel() != null) {
                var draftFile = catalogue.resolve(ModelRef.parse(options.draftModel()), listener);
                draft =
                        LlamaLanguageModel.open(
                                new LlamaModelOptions(
                                        library, draftFile, List.of(), options.gpuLayers()));
            }
            var home = options.catalogue().home();
            return new Rose(
                    model,
                    options,
                    draft,
                    () -> SharedEngine.Storage.in(home, model, options.threads()),
                    home.reverses());
        } catch (RuntimeException | Error e) {
            if (draft != null) {
                draft.close();
            }
            model.close();
            throw e;
        }
    }

    /**
     * Over a model that the caller opened, of llama.cpp or of another engine.
     *
     * @param model closed with the result
     * @param context tokens that a stream may hold, prompt and answer together; 0 for as many as
     *     the model was trained for
     * @param threads of each answer; 0 for as many as there are cores
     * @throws RoseException with kind {@code INVALID_REQUEST} for a context that is longer than the
     *     model was trained for; the model stays open
     */
    public static Rose over(LanguageModel model, int context, int threads) {
        if (context < 0 || threads < 0) {
            throw new IllegalArgumentException(
                    "context and threads must not be negative: %d, %d".formatted(context, threads));
        }
        requireFits(model, context);
        return new Rose(
                model,
                RoseOptions.defaults().withContext(context).withThreads(threads),
                null,
                SharedEngine.Storage::none,
                null);
    }

    private static void requireFits(LanguageModel model, int context) {
        var trained = model.info().contextLength();
        if (context > trained) {
            throw new RoseException(
                    INVALID_REQUEST,
                    ("a context of %d tokens is more than the %d that %s was trained for; choose a"
                                    + " --context of at most that")
                            .formatted(context, trained, model.info().name()));
        }
    }

    public LanguageModel model() {
        return model;
    }

    /**
     * The texts of a plan. A reverse prompt that the model must write is written once for each
     * prompt and template, and kept in Rose's home where the model was opened by one of the {@code
     * open}s.
     *
     * @throws RoseException as {@link PromptPlan#toPair}, and as {@link #ask} where the model
     *     writes
     */
    public PromptPair prompts(PromptPlan plan, TemplateChoice template) {
        return plan.toPair(prompt -> reverses.of(prompt, template));
    }

    private String plainly(String system, String question, TemplateChoice template) {
        var options =
                AnswerOptions.defaults()
                        .withMode(Mode.PLAIN)
                        .withPrompts(PromptPair.paper().withPositive(system))
                        .withTemplate(template)
                        .withMaxTokens(REVERSE_TOKENS);
        return ask(question, options).text();
    }

    /** {@link #ask(String, AnswerOptions)} with the defaults. */
    public GenerationResult ask(String question) {
        return ask(question, AnswerOptions.defaults());
    }

    /** The whole answer; failures as {@link #generate}'s. */
    public GenerationResult ask(String question, AnswerOptions options) {
        try (var answer = generate(question, options)) {
            return answer.result();
        }
    }

    /**
     * Begins an answer, which is computed as it is pulled; close it when done.
     *
     * @throws RoseException with kind {@code INVALID_REQUEST} for a blank question or a template
     *     that does not fit; {@code CONTEXT_EXCEEDED} where a prompt leaves no room for an answer;
     *     {@code OUT_OF_MEMORY}
     * @throws IllegalStateException after {@link #close}
     */
    public Generation generate(String question, AnswerOptions options) {
        return generate(streams(question, options), options);
    }

    /**
     * Answers as they are asked for: each subscriber gets an answer of its own, which begins with
     * its first demand. Failures, those of {@link #generate} too, go to {@code onError}.
     */
    public Flow.Publisher<GenerationEvent> publish(String question, AnswerOptions options) {
        return new GenerationPublisher(() -> generate(question, options));
    }

    /** {@link #converse(AnswerOptions, List)} from its beginning. */
    public Conversation converse(AnswerOptions options) {
        return converse(options, List.of());
    }

    /**
     * A conversation that goes on.
     *
     * @param options of its answers, until they are changed
     * @param exchanges so far, the oldest first
     */
    public Conversation converse(AnswerOptions options, List<Exchange> exchanges) {
        return new Conversation(this, options, exchanges);
    }

    /** Begins an answer to prompts that {@link #streams} made with the same options. */
    public Generation generate(List<StreamPrompt> streams, AnswerOptions options) {
        var positive = streams.getFirst();
        var reverse =
                streams.stream()
                        .skip(1)
                        .map(stream -> new ReverseStream(stream.tokens(), stream.alpha()))
                        .toList();
        var request =
                new GenerationRequest(
                        positive.tokens(),
                        reverse,
                        options.strength(),
                        options.plausibility(),
                        options.sampling(),
                        options.maxTokens(),
                        options.stop(),
                        options.explain());
        int context = contextFor(streams, options.maxTokens());
        return switch (options.decoder()) {
            case AUTO -> share(request, false, context, streams);
            case DETERMINISTIC -> share(request, true, context, streams);
            case NAIVE -> decode(Decoder.naive(), request, context);
            case BATCHED -> decode(Decoder.batched(), request, context);
        };
    }

    private Generation share(
            GenerationRequest request,
            boolean deterministic,
            int context,
            List<StreamPrompt> streams) {
        return engine.submit(
                EngineRequest.of(request).withDeterministic(deterministic),
                context,
                streams.stream().map(StreamPrompt::beginning).filter(b -> b.length > 0).toList());
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

    /**
     * What the streams would read, the one that is added first: for {@link Mode#ROSE} the positive
     * prompt and all reverse prompts, else one of them.
     */
    public List<StreamPrompt> streams(String question, AnswerOptions options) {
        return streams(Dialogue.of(question), options);
    }

    List<StreamPrompt> streams(Dialogue dialogue, AnswerOptions options) {
        if (dialogue.question().isBlank()) {
            throw new RoseException(INVALID_REQUEST, "the prompt is empty; write a question");
        }
        var template = template(options.template());
        var prompts = options.prompts();
        var firstReverse = prompts.reverse().getFirst();
        return switch (options.mode()) {
            case PLAIN -> List.of(stream("positive", 1, template, prompts.positive(), dialogue));
            case REVERSE ->
                    List.of(
                            stream(
                                    firstReverse.name(),
                                    1,
                                    template,
                                    firstReverse.text(),
                                    dialogue));
            case ROSE -> {
                var streams = new ArrayList<StreamPrompt>();
                streams.add(stream("positive", 1, template, prompts.positive(), dialogue));
                var weights = prompts.weights(options.alpha());
                for (var i = 0; i < weights.size(); i++) {
                    var reverse = prompts.reverse().get(i);
                    streams.add(
                            stream(
                                    reverse.name(),
                                    weights.get(i),
                                    template,
                                    reverse.text(),
                                    dialogue));
                }
                yield streams;
            }
        };
    }

    private StreamPrompt stream(
            String name, float alpha, PromptTemplate template, String system, Dialogue dialogue) {
        var prompt = template.render(dialogue.messages(system));
        var tokens = tokenizer.tokenize(prompt, dialogue.spoken(system));
        return new StreamPrompt(
                name, alpha, prompt, tokens, () -> beginning(tokens, template, system));
    }

    /** What prompts of the same template and system prompt begin with, whatever the question. */
    private int[] beginning(int[] tokens, PromptTemplate template, String system) {
        int shared = tokens.length - 1;
        for (var other : OTHER_QUESTIONS) {
            var others = tokenizer.tokenize(template.render(system, other));
            int mismatch = Arrays.mismatch(tokens, others);
            shared = mismatch < 0 ? shared : Math.min(shared, mismatch);
        }
        return Arrays.copyOf(tokens, Math.max(0, shared));
    }

    /**
     * The template that {@code choice} comes to for this model, the same each time; failures as
     * {@link #generate}.
     */
    public PromptTemplate template(TemplateChoice choice) {
        return templates.get(choice);
    }

    /** Tokens that a stream may hold. */
    int contextLimit() {
        return contextLimit;
    }

    private int contextFor(List<StreamPrompt> streams, int maxTokens) {
        var longest = 0;
        for (var stream : streams) {
            var length = stream.tokens().length;
            if (length >= contextLimit) {
                throw new RoseException(
                        CONTEXT_EXCEEDED,
                        ("the %s prompt has %d tokens with its system prompt and template, and the"
                                        + " context of %d must hold it and at least one more; shorten it%s")
                                .formatted(
                                        stream.name(),
                                        length,
                                        contextLimit,
                                        contextLimit < model.info().contextLength()
                                                ? " or raise --context, up to "
                                                        + model.info().contextLength()
                                                : ""));
            }
            longest = Math.max(longest, length);
        }
        var needed = (long) longest + maxTokens;
        var rounded = (needed + CONTEXT_STEP - 1) / CONTEXT_STEP * CONTEXT_STEP;
        return (int) Math.min(rounded, contextLimit);
    }

    /** Closes the model. Answers that run keep what they need. Idempotent. */
    @Override
    public void close() {
        engine.close();
        model.close();
    }
}
