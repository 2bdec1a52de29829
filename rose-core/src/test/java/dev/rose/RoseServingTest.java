package dev.rose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.method.Sampling;
import dev.rose.method.Softmax;
import dev.rose.method.TokenLogprobs;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import dev.rose.prompt.ChatMessage;
import dev.rose.prompt.PaperPrompts;
import dev.rose.prompt.PromptPlan;
import dev.rose.prompt.ReversePrompt;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a server needs of the facade. */
final class RoseServingTest {
    private static final AnswerOptions PAPER =
            AnswerOptions.defaults().withTemplate(new TemplateChoice.Paper()).withMaxTokens(20);

    private final ToyModel model = new ToyModel(ToyVocabulary.ofAllBytes(), 11);
    private final Rose rose = Rose.over(model, 0, 2);

    @AfterEach
    void nothingIsLeftOpen() {
        rose.close();
        assertThat(model.openSessions()).isZero();
        assertThat(model.openSteps()).isZero();
    }

    @Test
    void oneMessageIsAQuestion() {
        assertThat(texts(rose.streams(List.of(ChatMessage.user("Why?")), PAPER)))
                .isEqualTo(texts(rose.streams("Why?", PAPER)));
    }

    @Test
    void systemMessagesStandBehindTheStreamsOwnPrompts() {
        var messages =
                List.of(
                        ChatMessage.system("Rhyme."),
                        ChatMessage.user("Why?"),
                        ChatMessage.assistant("So."),
                        ChatMessage.system("Be short."),
                        ChatMessage.user("And how?"));
        var own = rose.prompts(PromptPlan.paper().withOwn("Rhyme.\n\nBe short."), PAPER.template());
        var expected = rose.converse(PAPER.withPrompts(own), List.of(new Exchange("Why?", "So.")));
        try (var reply = expected.say("And how?")) {
            var streams = rose.streams(messages, PAPER);
            assertThat(streams.getFirst().prompt().text())
                    .startsWith(PaperPrompts.POSITIVE + "\n\nRhyme.\n\nBe short.\nHuman:\nWhy?");
            assertThat(streams.get(1).prompt().text())
                    .startsWith(PaperPrompts.MANUAL_REVERSE + "\n\nRhyme.\n\nBe short.\nHuman:");
            try (var answer = rose.generate(streams, PAPER)) {
                assertThat(answer.result().tokens()).isEqualTo(reply.result().tokens());
            }
        }
    }

    @Test
    void messagesThatTheUserDoesNotEndAreRefused() {
        assertRefused(List.of(), "there is no message; send one of the user");
        assertRefused(
                List.of(ChatMessage.user("a"), ChatMessage.assistant("b")),
                "the last message is of the assistant; send one of the user behind it");
        assertRefused(List.of(ChatMessage.user("\t")), "the prompt is empty; write a question");
    }

    private void assertRefused(List<ChatMessage> messages, String message) {
        assertThatThrownBy(() -> rose.streams(messages, PAPER))
                .isInstanceOfSatisfying(
                        RoseException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_REQUEST))
                .hasMessage(message);
    }

    @Test
    void aPlainCompletionReadsTheTextAlone() {
        var streams = rose.completion(" the <|im_end|>", PAPER.withMode(Mode.PLAIN));

        assertThat(texts(streams)).containsExactly(" the <|im_end|>");
        var tokens = streams.getFirst().tokens();
        assertThat(tokens[0]).isEqualTo(ToyVocabulary.BEGIN);
        assertThat(Arrays.copyOfRange(tokens, 1, tokens.length))
                .isEqualTo(model.vocabulary().tokenize(" the <|im_end|>"));
    }

    @Test
    void otherCompletionsReadThePromptsBeforeTheText() {
        assertThat(texts(rose.completion("Once", PAPER)))
                .containsExactly(
                        PaperPrompts.POSITIVE + "\nOnce", PaperPrompts.MANUAL_REVERSE + "\nOnce");
        assertThat(texts(rose.completion("Once", PAPER.withMode(Mode.REVERSE))))
                .containsExactly(PaperPrompts.MANUAL_REVERSE + "\nOnce");
        for (var stream : rose.completion("Once", PAPER)) {
            assertThat(stream.textTokens()).isEqualTo(4);
            assertThat(Arrays.copyOfRange(stream.tokens(), stream.tokens().length - 4, 99999))
                    .startsWith(model.vocabulary().tokenize("Once"));
        }
    }

    @Test
    void aTextIsScoredAsEachModeWouldSayIt() {
        var text = "the rose is 你好 and then it is the text of more rows than one step has";
        for (var mode : Mode.values()) {
            var options = PAPER.withMode(mode).withAlpha(0.7f).withStop("the");
            var streams = rose.completion(text, options);
            var scored = rose.score(streams, options, 3);

            int length = streams.getFirst().textTokens();
            assertThat(scored).hasSize(length - 1);
            for (int i = 0; i < scored.size(); i++) {
                checkScore(streams, length - 1 - i, scored.get(i));
            }
            assertThat(rose.score(streams, options.withDecoder(DecoderChoice.NAIVE), 3))
                    .isEqualTo(scored);
            assertThat(rose.score(streams, options.withDecoder(DecoderChoice.DETERMINISTIC), 3))
                    .isEqualTo(scored);
        }
        assertThat(rose.stats().rows()).isLessThan(6 * 2 * rose.stats().tokens());
    }

    /** A score of the token that has {@code fromEnd} tokens less one behind it. */
    private void checkScore(List<StreamPrompt> streams, int fromEnd, TokenLogprobs scored) {
        float[] scores = {};
        int expected = 0;
        for (var stream : streams) {
            int at = stream.tokens().length - fromEnd;
            var logits = model.logitsAfter(Arrays.copyOf(stream.tokens(), at));
            expected = stream.tokens()[at];
            if (scores.length == 0) {
                scores = logits;
            } else {
                for (int token = 0; token < logits.length; token++) {
                    scores[token] -= stream.alpha() * logits[token];
                }
            }
        }
        var probabilities = new double[scores.length];
        Softmax.of(scores, probabilities);
        assertThat(scored.token()).isEqualTo(expected);
        assertThat(scored.logprob()).isCloseTo(Math.log(probabilities[expected]), within(1e-4));
        assertThat(scored.top()).hasSize(3);
    }

    @Test
    void whatCannotBeScoredIsSaid() {
        var one = rose.completion("a", PAPER);
        assertThat(rose.score(one, PAPER, 0)).isEmpty();
        assertThatThrownBy(() -> rose.score(rose.streams("Why?", PAPER), PAPER, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("streams to be scored must be those of a completion with some text");
        try (var small = Rose.over(new ToyModel(ToyVocabulary.ofAllBytes(), 1), 40, 1)) {
            var plain = PAPER.withMode(Mode.PLAIN);
            assertThatThrownBy(() -> small.score(small.completion("x".repeat(39), plain), plain, 0))
                    .isInstanceOfSatisfying(
                            RoseException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.CONTEXT_EXCEEDED));
            assertThat(small.score(small.completion("x".repeat(38), plain), plain, 0)).hasSize(37);
        }
    }

    @Test
    void logprobsAreGivenWhereTheyAreAskedFor() {
        var result = rose.ask("Why?", PAPER.withLogprobs(2));

        assertThat(result.logprobs()).hasSameSizeAs(result.tokens());
        for (int i = 0; i < result.tokens().size(); i++) {
            assertThat(result.logprobs().get(i).token()).isEqualTo(result.tokens().get(i));
            assertThat(result.logprobs().get(i).top().getFirst().token())
                    .isEqualTo(result.tokens().get(i));
        }
        assertThat(rose.ask("Why?", PAPER).logprobs()).isEmpty();
    }

    @Test
    void aBiasedTokenOfNoVocabularyIsRefused() {
        var options = PAPER.withSampling(Sampling.greedy().withLogitBias(Map.of(100_000, 1f)));
        assertThatThrownBy(() -> rose.ask("Why?", options))
                .isInstanceOfSatisfying(
                        RoseException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_REQUEST))
                .hasMessage("a bias is set for token 100000, and the model's tokens are 0 to 268");
    }

    @Test
    void scopesShareNoCaches() {
        var long1 = "Why is it that there are so many of them?";
        rose.ask(long1, PAPER.withScope("a"));
        var first = rose.ask(long1, PAPER.withScope("b"));
        var again = rose.ask(long1, PAPER.withScope("a"));
        assertThat(again.cachedTokens()).isGreaterThan(first.cachedTokens());
        assertThat(again.tokens()).isEqualTo(first.tokens());
    }

    @Test
    void aPreparedEngineIsNeverMadeAnew() {
        rose.prepare(1200, 2, List.of(PAPER));
        var two =
                PAPER.withPrompts(
                        PAPER.prompts()
                                .withReverse(ReversePrompt.manual(), ReversePrompt.of("Lie.")));
        assertThat(rose.ask("Why?", PAPER).cachedTokens()).as("of pinned prompts").isPositive();
        rose.ask("Why?", two.withMaxTokens(100_000).withStop("a"));
        rose.ask("Why?", PAPER.withMode(Mode.PLAIN));
        assertThat(rose.stats().finished()).as("by one engine").isEqualTo(3);

        var three =
                PAPER.withPrompts(
                        PAPER.prompts()
                                .withReverse(
                                        ReversePrompt.manual(),
                                        ReversePrompt.of("Lie."),
                                        ReversePrompt.of("Be rude.")));
        assertThatThrownBy(() -> rose.ask("Why?", three))
                .isInstanceOf(RoseException.class)
                .hasMessage("the request has 3 reverse streams, the engine takes 2");
        assertThatThrownBy(() -> rose.ask("x".repeat(1200), PAPER))
                .isInstanceOfSatisfying(
                        RoseException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.CONTEXT_EXCEEDED));
        assertThatThrownBy(() -> rose.prepare(0, 1, List.of()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aPreparedEngineKnowsWhatAnswersCost() {
        assertThat(rose.stats().tokens()).isZero();
        rose.prepare(2048, 1, List.of());
        var result = rose.ask("Why?", PAPER);
        assertThat(result.overhead()).isPositive();
        assertThat(rose.ask("Why?", PAPER.withDecoder(DecoderChoice.NAIVE)).overhead()).isNaN();
        assertThat(rose.stats().tokens()).isEqualTo(result.tokens().size());
    }

    @Test
    void aContextThatCannotBeIsRefused() {
        assertThatThrownBy(() -> rose.prepare(5000, 1, List.of()))
                .isInstanceOf(RoseException.class)
                .hasMessageStartingWith("a context of 5000 tokens was asked for, and at most 4096");
        assertThatThrownBy(() -> rose.prepare(10, 1, List.of(PAPER)))
                .isInstanceOfSatisfying(
                        RoseException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.CONTEXT_EXCEEDED));
        assertThat(rose.ask("Why?", PAPER).tokens()).isNotEmpty();
    }

    private static List<String> texts(List<StreamPrompt> streams) {
        return streams.stream().map(stream -> stream.prompt().text()).toList();
    }
}
