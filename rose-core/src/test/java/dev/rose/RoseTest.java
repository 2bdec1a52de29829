package dev.rose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.engine.Decoder;
import dev.rose.engine.FinishReason;
import dev.rose.engine.GenerationEvent;
import dev.rose.engine.GenerationRequest;
import dev.rose.engine.GenerationResult;
import dev.rose.engine.ReverseStream;
import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.method.Strength;
import dev.rose.model.ForwardingModel;
import dev.rose.model.ModelInfo;
import dev.rose.model.ModelSession;
import dev.rose.model.SessionOptions;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import dev.rose.policy.Policy;
import dev.rose.prompt.PaperPrompts;
import dev.rose.prompt.PromptPair;
import dev.rose.prompt.PromptPlan;
import dev.rose.prompt.PromptTemplate;
import dev.rose.prompt.PromptTokenizer;
import dev.rose.prompt.ReverseChoice;
import dev.rose.prompt.ReversePrompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The facade over the toy model: it must give what the naive decoder gives for the same streams.
 */
final class RoseTest {
    private static final String QUESTION = "Why?";
    private static final AnswerOptions PAPER =
            AnswerOptions.defaults().withTemplate(new TemplateChoice.Paper()).withMaxTokens(20);

    private final Recording model = new Recording(new ToyModel(ToyVocabulary.ofAllBytes(), 11));
    private final Rose rose = Rose.over(model, 0, 0);

    @AfterEach
    void nothingIsLeftOpen() {
        rose.close();
        assertThat(model.toy.openSessions()).isZero();
        assertThat(model.toy.openSteps()).isZero();
    }

    @Test
    void answersByPositiveMinusReverse() {
        var expected =
                naive(
                        PaperPrompts.POSITIVE,
                        List.of(new ReverseStream(tokens(PaperPrompts.MANUAL_REVERSE), 0.5f)));
        assertThat(rose.ask(QUESTION, PAPER).tokens()).isEqualTo(expected.tokens());
    }

    @Test
    void plainIsThePositiveStreamAlone() {
        assertThat(rose.ask(QUESTION, PAPER.withMode(Mode.PLAIN)).tokens())
                .isEqualTo(naive(PaperPrompts.POSITIVE, List.of()).tokens());
    }

    @Test
    void reverseIsTheFirstReversePromptAlone() {
        var two =
                PromptPair.paper()
                        .withReverse(ReversePrompt.of("Be rude."), ReversePrompt.manual());
        assertThat(rose.ask(QUESTION, PAPER.withPrompts(two).withMode(Mode.REVERSE)).tokens())
                .isEqualTo(naive("Be rude.", List.of()).tokens());
    }

    @Test
    void everyReversePromptIsAStreamWithItsWeight() {
        var pair =
                PromptPair.paper()
                        .withPositive("Be kind.")
                        .withReverse(
                                ReversePrompt.manual(),
                                ReversePrompt.of("Be rude.").withWeight(0.3f),
                                ReversePrompt.of("Lie."));
        var options = PAPER.withPrompts(pair).withAlpha(0.8f);
        var expected =
                naive(
                        "Be kind.",
                        List.of(
                                new ReverseStream(tokens(PaperPrompts.MANUAL_REVERSE), 0.4f),
                                new ReverseStream(tokens("Be rude."), 0.3f),
                                new ReverseStream(tokens("Lie."), 0.4f)));
        assertThat(rose.ask(QUESTION, options).tokens()).isEqualTo(expected.tokens());
        assertThat(options.totalAlpha()).isEqualTo(1.1f);
        assertThat(rose.streams(QUESTION, options).stream().map(StreamPrompt::name).toList())
                .containsExactly("positive", "manual", "custom", "custom");
    }

    @Test
    void theModelWritesAReversePromptByAnsweringPlainly() {
        var paper = new TemplateChoice.Paper();
        var plan =
                PromptPlan.paper()
                        .withOwn("Answer in rhyme.")
                        .withReverse(
                                List.of(
                                        new ReverseChoice(new ReverseChoice.ByModel(), 0.2f),
                                        ReverseChoice.of(new ReverseChoice.Manual())));
        var written =
                rose.ask(
                                WrittenReverses.QUESTION.formatted(PaperPrompts.POSITIVE),
                                PAPER.withMode(Mode.PLAIN)
                                        .withMaxTokens(256)
                                        .withPrompts(
                                                PromptPair.paper()
                                                        .withPositive(WrittenReverses.SYSTEM)))
                        .text()
                        .strip();
        assertThat(rose.prompts(plan, paper).reverse().getFirst())
                .isEqualTo(new ReversePrompt("model", written + "\n\nAnswer in rhyme.", 0.2f));
    }

    @Test
    void aPolicySaysAllThatIsContrasted() {
        var policy =
                new Policy(
                        "mine",
                        "",
                        "Be kind.",
                        List.of(ReverseChoice.of(new ReverseChoice.Opposite())),
                        0.3f,
                        new Strength.Constant(),
                        0,
                        new Policy.Template("paper", null));
        var template = new TemplateChoice.Paper();
        var options =
                AnswerOptions.defaults()
                        .withPolicy(policy, rose.prompts(policy.prompts(), template));
        assertThat(options.alpha()).isEqualTo(0.3f);
        assertThat(options.template()).isEqualTo(template);
        assertThat(options.prompts())
                .isEqualTo(
                        new PromptPair(
                                "Be kind.",
                                List.of(new ReversePrompt("opposite", "Be unkind.", null))));
        assertThat(AnswerOptions.defaults().withPolicy(Policy.paper(), PromptPair.paper()))
                .isEqualTo(AnswerOptions.defaults());
    }

    @Test
    void streamsTheTextOfTheResult() {
        var text = new StringBuilder();
        GenerationResult result = null;
        try (var answer = rose.generate(QUESTION, PAPER)) {
            while (answer.hasNext()) {
                switch (answer.next()) {
                    case GenerationEvent.Text(var piece, _) -> text.append(piece);
                    case GenerationEvent.Finished(var finished) -> result = finished;
                }
            }
        }
        assertThat(result).isNotNull();
        assertThat(text.toString()).isEqualTo(result.text()).isNotEmpty();
    }

    @Test
    void sessionsGrowWithTheQuestions() {
        rose.ask(QUESTION, PAPER);
        var longest =
                Math.max(
                        tokens(PaperPrompts.POSITIVE).length,
                        tokens(PaperPrompts.MANUAL_REVERSE).length);
        var rounded = Math.ceilDiv(longest + 20, 256) * 256;
        assertThat(model.opened).extracting(SessionOptions::contextLength).containsOnly(rounded);
        rose.ask(QUESTION, PAPER.withMode(Mode.PLAIN).withMaxTokens(100_000));
        assertThat(model.opened.getLast().contextLength()).isEqualTo(4096);
    }

    @Test
    void aDecoderOfOnesChoiceHasASessionOfItsOwn() {
        var options = PAPER.withDecoder(DecoderChoice.NAIVE);
        try (var answer = rose.generate(QUESTION, options)) {
            answer.next();
            assertThat(model.toy.openSessions()).isOne();
        }
        assertThat(model.toy.openSessions()).isZero();
        assertThat(model.opened.getLast().sequences()).isEqualTo(2);
        assertThat(rose.ask(QUESTION, options).tokens())
                .isEqualTo(rose.ask(QUESTION, PAPER).tokens());
    }

    @Test
    void deterministicAnswersAreTheSameToo() {
        assertThat(rose.ask(QUESTION, PAPER.withDecoder(DecoderChoice.DETERMINISTIC)).tokens())
                .isEqualTo(rose.ask(QUESTION, PAPER).tokens());
    }

    @Test
    void theContextEndsAnAnswer() {
        var options =
                PAPER.withPrompts(new PromptPair("a", List.of(ReversePrompt.of("b"))))
                        .withMode(Mode.PLAIN);
        try (var small = Rose.over(model, 40, 3)) {
            var prompt = small.streams(QUESTION, options).getFirst().tokens().length;
            var result = small.ask(QUESTION, options);
            assertThat(model.opened.getLast().contextLength()).isEqualTo(40);
            assertThat(model.opened.getLast().threads()).isEqualTo(3);
            assertThat(result.tokens()).hasSize(40 - prompt);
            assertThat(result.finishReason()).isEqualTo(FinishReason.LENGTH);
        }
    }

    @Test
    void aPromptThatDoesNotFitOpensNoSession() {
        var small = Rose.over(model, 256, 0);
        assertThatThrownBy(() -> small.ask(QUESTION, PAPER))
                .isInstanceOfSatisfying(
                        RoseException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.CONTEXT_EXCEEDED))
                .hasMessageMatching(
                        "the positive prompt has [0-9]+ tokens with its system prompt and template,"
                                + " and the context of 256 must hold it and at least one more; shorten"
                                + " it or raise --context, up to 4096");
        assertThat(model.opened).isEmpty();
    }

    @Test
    void aFailureOfTheEngineLeavesNothingOpen() {
        model.toy.failAfter(3);
        assertThatThrownBy(() -> rose.ask(QUESTION, PAPER))
                .isInstanceOfSatisfying(
                        RoseException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.ENGINE_FAILED));
        assertThat(model.toy.openSteps()).isZero();
        assertThat(rose.ask(QUESTION, PAPER).tokens()).isNotEmpty();
    }

    @Test
    void anAnswerThatIsDroppedLetsOthersGoOn() {
        for (var i = 0; i < 20; i++) {
            try (var answer = rose.generate(QUESTION, PAPER)) {
                answer.next();
            }
        }
        assertThat(rose.ask(QUESTION, PAPER).tokens()).isNotEmpty();
    }

    @Test
    void aCancelledAnswerSaysSo() {
        // One that has no end, and more tokens than wait for a reader.
        model.toy.withMelody(new int[] {ToyVocabulary.END_OF_TEXT + 1 + 'a'}, 0);
        try (var answer = rose.generate(QUESTION, PAPER.withMaxTokens(2000))) {
            answer.next();
            answer.cancel();
            assertThat(answer.result().finishReason()).isEqualTo(FinishReason.CANCELLED);
        }
    }

    @Test
    void manyThreadsMayAskAtOnce() throws Exception {
        var questions = new ArrayList<String>();
        for (var i = 0; i < 40; i++) {
            questions.add("Question " + i);
        }
        var alone = questions.stream().map(q -> rose.ask(q, PAPER).tokens()).toList();
        try (var threads = Executors.newFixedThreadPool(8)) {
            var asked =
                    threads.invokeAll(
                            questions.stream()
                                    .map(q ->
                                            (Callable<List<Integer>>)
                                                    () -> rose.ask(q, PAPER).tokens())
                                    .toList());
            for (var i = 0; i < alone.size(); i++) {
                assertThat(asked.get(i).get()).isEqualTo(alone.get(i));
            }
        }
    }

    @Test
    void blankQuestionsAndUnknownTemplatesAreRefused() {
        assertRefused(() -> rose.ask(" \n", PAPER), "the prompt is empty; write a question");
        assertRefused(
                () -> rose.ask(QUESTION),
                "toy has no chat template of its own; choose one with --template: paper, alpaca,"
                        + " chatml, deepseek, gemma, llama2, llama3, mistral, phi3, vicuna, zephyr, or"
                        + " @FILE");
        assertRefused(
                () -> rose.ask(QUESTION, PAPER.withTemplate(new TemplateChoice.Named("stranger"))),
                "there is no template 'stranger'; --template takes auto, paper, alpaca, chatml,"
                        + " deepseek, gemma, llama2, llama3, mistral, phi3, vicuna, zephyr, or @FILE");
        assertRefused(
                () ->
                        rose.ask(
                                QUESTION,
                                PAPER.withTemplate(new TemplateChoice.Source("my.jinja", "{{x"))),
                "the chat template 'my.jinja' cannot be compiled (template line 1, column 4:"
                        + " unexpected end of template, expected 'end of print statement'); choose"
                        + " another with --template: paper, alpaca, chatml, deepseek, gemma, llama2,"
                        + " llama3, mistral, phi3, vicuna, zephyr");
        assertRefused(
                () -> Rose.over(model, 4097, 0),
                "a context of 4097 tokens is more than the 4096 that toy was trained for; choose a"
                        + " --context of at most that");
    }

    @Test
    void theTemplatesThatAModelShipsAreChosenByName() {
        var info = model.info();
        model.info =
                new ModelInfo(
                        info.name(),
                        info.architecture(),
                        info.quantization(),
                        info.contextLength(),
                        Optional.of(
                                "{{ bos_token }}{% for m in messages %}{{ m.content }}|{% endfor %}"),
                        Map.of("rag", "rag:{% for m in messages %}{{ m.content }}|{% endfor %}"),
                        Map.of("bos_token", "<|begin|>"),
                        List.of());
        try (var own = Rose.over(model, 0, 0)) {
            var auto = own.template(new TemplateChoice.Auto());
            assertThat(auto.render("a", "b").text()).isEqualTo("<|begin|>a|b|");
            assertThat(own.template(new TemplateChoice.Auto())).isSameAs(auto);
            var tokens = own.streams("b", PAPER.withTemplate(new TemplateChoice.Auto()));
            assertThat(tokens.getFirst().tokens())
                    .startsWith(ToyVocabulary.BEGIN)
                    .satisfies(all -> assertThat(all[1]).isNotEqualTo(ToyVocabulary.BEGIN));
            assertThat(own.template(new TemplateChoice.Named("rag")).render("a", "b").text())
                    .isEqualTo("rag:a|b|");
            assertRefused(
                    () -> own.template(new TemplateChoice.Named("tool_use")),
                    "there is no template 'tool_use'; --template takes auto, paper, alpaca, chatml,"
                            + " deepseek, gemma, llama2, llama3, mistral, phi3, rag, vicuna, zephyr,"
                            + " or @FILE");
        }
    }

    @Test
    void impossibleOptionsAreRefusedWithTheValueSeen() {
        for (var alpha : new float[] {-1, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> PAPER.withAlpha(alpha))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("alpha must be finite and at least 0, not " + alpha);
        }
        assertThatThrownBy(() -> PAPER.withMaxTokens(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("max-tokens must be at least 1, not 0");
        assertThatThrownBy(() -> PAPER.withStop("a", ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void closingClosesTheModel() {
        rose.close();
        rose.close();
        assertThatThrownBy(() -> rose.ask(QUESTION, PAPER))
                .isInstanceOf(IllegalStateException.class);
    }

    private static void assertRefused(Runnable deed, String message) {
        assertThatThrownBy(deed::run)
                .isInstanceOfSatisfying(
                        RoseException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_REQUEST))
                .hasMessage(message);
    }

    private int[] tokens(String system) {
        return new PromptTokenizer(model.vocabulary())
                .tokenize(new PromptTemplate.Paper().render(system, QUESTION));
    }

    private GenerationResult naive(String system, List<ReverseStream> reverse) {
        var request = GenerationRequest.greedy(tokens(system), reverse, 20);
        try (var session = model.toy.openSession(SessionOptions.of(4096, 1 + reverse.size()));
                var answer = Decoder.naive().start(session, model.vocabulary(), request)) {
            return answer.result();
        }
    }

    /** Notes which sessions were opened. */
    private static final class Recording extends ForwardingModel {
        private final ToyModel toy;
        private final List<SessionOptions> opened =
                java.util.Collections.synchronizedList(new ArrayList<>());
        private ModelInfo info;

        Recording(ToyModel toy) {
            super(toy);
            this.toy = toy;
            this.info = toy.info();
        }

        @Override
        public ModelInfo info() {
            return info;
        }

        @Override
        public ModelSession openSession(SessionOptions options) {
            opened.add(options);
            return toy.openSession(options);
        }
    }
}
