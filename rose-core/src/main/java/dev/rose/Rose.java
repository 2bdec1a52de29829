package dev.rose;

import static dev.rose.error.RoseException.Kind.INVALID_REQUEST;

import dev.rose.catalogue.ModelCatalogue;
import dev.rose.catalogue.ModelRef;
import dev.rose.catalogue.PullListener;
import dev.rose.engine.EngineStats;
import dev.rose.engine.Generation;
import dev.rose.engine.GenerationEvent;
import dev.rose.engine.GenerationResult;
import dev.rose.engine.Scoring;
import dev.rose.error.RoseException;
import dev.rose.method.TokenLogprobs;
import dev.rose.model.LanguageModel;
import dev.rose.model.llama.LlamaLanguageModel;
import dev.rose.model.llama.LlamaModelOptions;
import dev.rose.model.llama.LlamaNatives;
import dev.rose.prompt.ChatMessage;
import dev.rose.prompt.ChatTemplate;
import dev.rose.prompt.PromptPair;
import dev.rose.prompt.PromptPlan;
import dev.rose.prompt.PromptTemplate;
import java.nio.file.Path;
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
 *                     if (event instanceof GenerationEvent.Text(var text, _)) {
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
    /** Tokens of a reverse prompt that the model writes. */
    private static final int REVERSE_TOKENS = 256;

    private final LanguageModel model;
    private final ModelTemplates templates;
    private final StreamPrompts prompts;
    private final SharedEngine engine;
    private final Answers answers;
    private final WrittenReverses reverses;

    private Rose(
            LanguageModel model,
            RoseOptions options,
            @Nullable LanguageModel draftModel,
            Supplier<SharedEngine.Storage> storage,
            @Nullable Path reverses) {
        this.model = model;
        this.templates = new ModelTemplates(model.info());
        this.prompts = new StreamPrompts(model.vocabulary(), templates);
        var context = options.context() > 0 ? options.context() : model.info().contextLength();
        this.engine =
                new SharedEngine(
                        model,
                        new SharedEngine.Size(
                                context, options.threads(), options.slots(), draftModel),
                        storage);
        this.answers = new Answers(model, engine, options.threads(), context);
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
        return generate(AnswerRequest.of(streams, options));
    }

    /** Begins an answer to a request; failures as {@link #generate(String, AnswerOptions)}'s. */
    public Generation generate(AnswerRequest request) {
        return answers.begin(request);
    }

    /**
     * What the streams would read, the one that is added first: for {@link Mode#ROSE} the positive
     * prompt and all reverse prompts, else one of them.
     */
    public List<StreamPrompt> streams(String question, AnswerOptions options) {
        return streams(Dialogue.of(question), options);
    }

    /**
     * What the streams would read where the answer has begun already.
     *
     * @param opening what the answer begins with, for instance {@code Answer: (}; its spellings of
     *     control tokens are text. Tokenised together with what the template ends with
     * @throws RoseException as {@link #generate}
     */
    public List<StreamPrompt> streams(String question, String opening, AnswerOptions options) {
        return prompts.of(Dialogue.of(question), opening, options);
    }

    List<StreamPrompt> streams(Script script, AnswerOptions options) {
        return prompts.of(script, "", options);
    }

    /**
     * The token that each text is right behind an opening: option letters, for {@link #choose}.
     *
     * @return in the order of {@code texts}
     * @throws RoseException with kind {@code INVALID_REQUEST} where a text is not one token there,
     *     or two are the same
     */
    public int[] tokensBehind(String opening, List<String> texts) {
        return prompts.tokensBehind(opening, texts);
    }

    /**
     * The scores of tokens right behind prompts, as many prompts at a time as {@link #slots}: the
     * positive stream's logits minus the reverse ones' by their weights, whatever {@link
     * AnswerOptions#strength} and mask would make of them. What prompts begin with alike is
     * computed once, so those that share most are best given one after another.
     *
     * @return in the order of the prompts
     * @throws RoseException as {@link #generate}; with {@code CONTEXT_EXCEEDED} nothing is computed
     */
    public List<Scoring> choose(List<ChoicePrompt> prompts) {
        return answers.choose(prompts);
    }

    /** How many answers are computed at a time; more wait. */
    public int slots() {
        return engine.slots();
    }

    /**
     * What the streams would read of a conversation that the caller keeps. The texts of its system
     * messages, wherever they stand, are joined by blank lines and stand behind each stream's own
     * prompt, as instructions that are not contrasted.
     *
     * @param messages any, the last one of the user
     * @throws RoseException as {@link #generate}
     */
    public List<StreamPrompt> streams(List<ChatMessage> messages, AnswerOptions options) {
        return prompts.of(Messages.of(messages), "", options);
    }

    /**
     * What the streams would read of a text that is to be gone on with, whatever it is, without a
     * chat template: in {@link Mode#PLAIN} the text alone, else each stream's prompt, a line break
     * and the text. All streams read the text as the same tokens, none of them special.
     *
     * @throws RoseException with kind {@code INVALID_REQUEST} where there is nothing to read
     */
    public List<StreamPrompt> completion(String text, AnswerOptions options) {
        return prompts.ofText(text, options);
    }

    /**
     * {@link #completion(String, AnswerOptions)} of a text that comes as tokens, which all streams
     * read as they are.
     *
     * @param tokens special ones too
     * @throws RoseException with kind {@code INVALID_REQUEST} where there is nothing to read, or a
     *     token that the model has not
     */
    public List<StreamPrompt> completion(int[] tokens, AnswerOptions options) {
        return prompts.ofTokens(tokens, options);
    }

    /**
     * How likely the tokens of a text are, from the second one on, as if the model answered with
     * them: under {@code softmax(s)} in {@link Mode#ROSE}, else under the stream's distribution.
     *
     * @param streams that {@link #completion} made with the same options
     * @param top best tokens in each place, 0 to {@link TokenLogprobs#MOST}
     * @return one for each token but the first; none where there are not two
     * @throws RoseException as {@link #generate}
     */
    public List<TokenLogprobs> score(List<StreamPrompt> streams, AnswerOptions options, int top) {
        return answers.score(streams, options, top);
    }

    /**
     * The template that {@code choice} comes to for this model, the same each time; failures as
     * {@link #generate}.
     */
    public PromptTemplate template(TemplateChoice choice) {
        return templates.get(choice);
    }

    /** Tokens that a stream may hold, prompt and answer together. */
    public int contextLimit() {
        return answers.contextLimit();
    }

    /**
     * Makes the engine that answers share, once and at a size that it keeps: contexts of {@code
     * context} tokens a stream, for as many answers at a time as {@link RoseOptions#slots}. Later
     * answers never make it anew: a prompt that does not fit is refused, as is one with more
     * reverse streams. What decodes cost is measured where it is not known, so that {@link
     * GenerationResult#overhead} is: that of one row now, the others while nothing runs.
     *
     * @param context tokens that a stream may hold from now on; 0 for as many as until now
     * @param reverseStreams that an answer may have
     * @param pinned options whose prompts return: what they begin with is computed now, or loaded,
     *     and kept
     * @throws RoseException with kind {@code OUT_OF_MEMORY}, and with {@code INVALID_REQUEST} for a
     *     context longer than the present limit, or prompts that do not fit
     * @throws IllegalStateException where it was prepared before
     */
    public void prepare(int context, int reverseStreams, List<AnswerOptions> pinned) {
        answers.prepare(
                context,
                reverseStreams,
                pinned.stream().flatMap(options -> streams("0", options).stream()).toList());
    }

    /** What the engine has done so far; of the present one, where it was made anew. */
    public EngineStats stats() {
        return engine.stats();
    }

    /** Closes the model. Answers that run keep what they need. Idempotent. */
    @Override
    public void close() {
        engine.close();
        model.close();
    }
}
