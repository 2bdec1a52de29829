package dev.rose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.engine.Decoder;
import dev.rose.engine.FinishReason;
import dev.rose.engine.GenerationRequest;
import dev.rose.engine.GenerationResult;
import dev.rose.engine.ReverseStream;
import dev.rose.error.RoseException;
import dev.rose.method.Sampling;
import dev.rose.model.SessionOptions;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import dev.rose.prompt.PromptPair;
import dev.rose.prompt.ReversePrompt;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Conversations over the toy model, against the naive decoder on prompts made here. */
final class ConversationTest {
    private static final PromptPair PROMPTS =
            new PromptPair("Be kind.", List.of(ReversePrompt.of("Be rude, please.")));
    private static final AnswerOptions OPTIONS =
            AnswerOptions.defaults()
                    .withPrompts(PROMPTS)
                    .withTemplate(new TemplateChoice.Named("chatml"))
                    .withMaxTokens(9);

    /** What the model says: letters one by one, which as text would be one token, "the". */
    private static final int[] SPELT = bytes("the ");

    /** The token of the byte 0. */
    private static final int FIRST_BYTE = ToyVocabulary.END_OF_TEXT + 1;

    private final ToyModel model =
            new ToyModel(ToyVocabulary.ofAllBytes(), 11).withMelody(SPELT, 0);
    private final Rose rose = Rose.over(model, 0, 0);
    private final Conversation conversation = rose.converse(OPTIONS);

    @AfterEach
    void nothingIsLeftOpen() {
        rose.close();
        assertThat(model.openSessions()).isZero();
        assertThat(model.openSteps()).isZero();
    }

    @Test
    void everyStreamReadsTheSameTurnsAfterItsOwnPrompt() {
        var turns = "";
        var said = new ArrayList<List<Integer>>();
        for (var question : List.of("Why?", "And?", "So?")) {
            turns += "<|im_start|>user\n" + question + "<|im_end|>\n<|im_start|>assistant\n";
            var result = say(question);
            assertThat(result.tokens()).isEqualTo(naive(turns, said).tokens()).hasSize(9);
            said.add(result.tokens());
            turns += "\u0000<|im_end|>\n";
        }
        assertThat(conversation.exchanges())
                .extracting(Exchange::question)
                .containsExactly("Why?", "And?", "So?");
    }

    @Test
    void aTurnComputesItsOwnTokensAlone() {
        for (var turn = 1; turn <= 40; turn++) {
            var question = "This is question " + turn;
            var result = say(question);
            var fresh =
                    tokens("<|im_end|>\n<|im_start|>user\n", question).length
                            + tokens("<|im_end|>\n<|im_start|>assistant\n").length
                            // The last token of an answer is taken and not read.
                            + 1;
            if (turn > 1) {
                assertThat(result.computedTokens()).as("turn %d", turn).isEqualTo(2 * fresh);
            }
        }
        // Twice the size of what the first turn needed, at least: the caches went along.
        assertThat(rose.streams(dialogue(), OPTIONS).getFirst().tokens().length)
                .isGreaterThan(1024);
    }

    private Dialogue dialogue() {
        return new Dialogue(
                conversation.exchanges().stream().map(Dialogue.Turn::of).toList(), "Why?");
    }

    @Test
    void whatAStopTextLeavesOfATokenIsReadAsText() {
        // "ing" is one token, and the text ends inside it.
        int ing = model.vocabulary().tokenize("ing")[0];
        var melody = bytes("the the the t_he ");
        melody[13] = ing;
        readsItsOwnTokensBefore("n", melody, 40);
    }

    @Test
    void bytesThatAreNoCharactersAreReadAsTheyWereSaid() {
        var halves = IntStream.of(FIRST_BYTE + 0xC3, FIRST_BYTE + 0xA9);
        var melody = IntStream.concat(IntStream.of(SPELT), halves).toArray();
        // Of six lengths that follow each other one ends inside the é.
        for (var length = 30; length < 36; length++) {
            readsItsOwnTokensBefore("no such text", melody, length);
        }
    }

    private void readsItsOwnTokensBefore(String stop, int[] melody, int length) {
        try (var other = new ToyModel(ToyVocabulary.ofAllBytes(), 11).withMelody(melody, 0);
                var others = Rose.over(other, 0, 0)) {
            var talk = others.converse(OPTIONS.withStop(stop).withMaxTokens(length));
            var first = ask(talk, "Why?");
            assertThat(first.tokens()).hasSizeGreaterThan(10);
            var second = ask(talk, "Why?");
            var between =
                    tokens("<|im_end|>\n<|im_start|>user\n", "Why?").length
                            + tokens("<|im_end|>\n<|im_start|>assistant\n").length;
            // At most the last token of the answer, the bytes that it left, and what is new.
            assertThat(second.computedTokens()).isBetween(2 * between, 2 * (between + 4));
            assertThat(talk.exchanges().getFirst().answer()).isEqualTo(first.text());
        }
    }

    @Test
    void aCancelledAnswerIsKeptAsFarAsItWasGiven() {
        try (var reply = conversation.say("Why?")) {
            reply.next();
            reply.cancel();
            var result = reply.result();
            if (result.finishReason() == FinishReason.CANCELLED) {
                assertThat(result.tokens()).hasSizeLessThan(9);
            }
            assertThat(conversation.exchanges())
                    .containsExactly(new Exchange("Why?", result.text()));
        }
        try (var reply = conversation.say("And?")) {
            reply.next();
        }
        assertThat(conversation.exchanges()).hasSize(2);
        assertThat(conversation.exchanges().getLast().answer()).hasSize(1);
        assertThat(say("So?").tokens()).hasSize(9);
    }

    @Test
    void oneAnswerAtATime() {
        try (var reply = conversation.say("Why?")) {
            assertThatThrownBy(() -> conversation.say("And?"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("an answer runs; pull it to its end or close it");
            reply.result();
        }
        assertThat(say("And?").tokens()).hasSize(9);
    }

    @Test
    void aFailedAnswerLeavesTheConversationAsItWas() {
        say("Why?");
        var before = conversation.exchanges();
        assertThatThrownBy(() -> conversation.say(" ")).isInstanceOf(RoseException.class);
        model.failAfter(2);
        try (var reply = conversation.say("And?")) {
            assertThatThrownBy(reply::result).isInstanceOf(RoseException.class);
        }
        assertThat(conversation.exchanges()).isEqualTo(before);
        try (var reply = conversation.retry()) {
            reply.result();
        }
        assertThat(conversation.exchanges())
                .extracting(Exchange::question)
                .containsExactly("Why?", "And?");
    }

    @Test
    void aRetryTakesThePlaceOfTheLastTurn() {
        assertThatThrownBy(conversation::retry)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("nothing was asked yet");
        say("Why?");
        var greedy = say("And?");
        try (var reply = conversation.retry()) {
            assertThat(reply.result().tokens()).isEqualTo(greedy.tokens());
        }
        assertThat(conversation.exchanges()).hasSize(2);

        conversation.setOptions(OPTIONS.withSampling(Sampling.temperature(100, 5)));
        var drawn = new ArrayList<List<Integer>>();
        for (var i = 0; i < 3; i++) {
            try (var reply = conversation.retry()) {
                drawn.add(reply.result().tokens());
            }
        }
        assertThat(drawn).doesNotHaveDuplicates();
        assertThat(conversation.exchanges()).hasSize(2);
    }

    @Test
    void optionsMayChangeBetweenTurns() {
        say("Why?");
        conversation.setOptions(
                OPTIONS.withMode(Mode.PLAIN).withPrompts(PROMPTS.withPositive("Be brief.")));
        assertThat(say("And?").reversePromptTokens()).isZero();
        conversation.setOptions(OPTIONS);
        assertThat(say("So?").reversePromptTokens()).isPositive();
        assertThat(conversation.exchanges()).hasSize(3);
    }

    @Test
    void aComparisonAnswersTheLastQuestionAndKeepsNothing() {
        say("Why?");
        var rose = say("And?");
        var before = conversation.exchanges();
        try (var same = conversation.compare(OPTIONS);
                var plain = conversation.compare(OPTIONS.withMode(Mode.PLAIN))) {
            assertThat(same.result().tokens()).isEqualTo(rose.tokens());
            assertThat(plain.result().promptTokens()).isEqualTo(rose.promptTokens());
        }
        assertThat(conversation.exchanges()).isEqualTo(before);
    }

    @Test
    void aFullContextDropsTheOldestTurnsFromAllStreamsTogether() {
        try (var small = Rose.over(model, 300, 0)) {
            var talk = small.converse(OPTIONS);
            var drops = 0;
            for (var turn = 0; turn < 30; turn++) {
                try (var reply = talk.say("Question " + turn)) {
                    var result = reply.result();
                    drops += reply.droppedTurns() > 0 ? 1 : 0;
                    assertThat(result.tokens()).hasSize(9);
                    assertThat(result.reversePromptTokens() - result.promptTokens())
                            .as("both read the same turns")
                            .isEqualTo("Be rude, please.".length() - "Be kind.".length());
                    assertThat(result.promptTokens()).isBetween(30, 300 - 9);
                }
            }
            assertThat(talk.exchanges()).hasSize(30);
            assertThat(talk.droppedTurns()).isBetween(15, 29);
            // A quarter of the context is freed at a time.
            assertThat(drops).isBetween(3, 10);
        }
    }

    @Test
    void aQuestionThatCannotFitIsRefusedAndDropsNothing() {
        try (var small = Rose.over(model, 300, 0)) {
            var talk = small.converse(OPTIONS);
            ask(talk, "Why?");
            assertThatThrownBy(() -> talk.say("x".repeat(300)))
                    .isInstanceOfSatisfying(
                            RoseException.class,
                            e ->
                                    assertThat(e.kind())
                                            .isEqualTo(RoseException.Kind.CONTEXT_EXCEEDED));
            assertThat(talk.droppedTurns()).isZero();
            assertThat(ask(talk, "And?").tokens()).hasSize(9);
        }
    }

    @Test
    void goesOnFromWhatWasSaid() {
        say("Why?");
        var went = say("And?");
        var goesOn = rose.converse(OPTIONS, conversation.exchanges().subList(0, 1));
        assertThat(goesOn.lastQuestion()).contains("Why?");
        assertThat(ask(goesOn, "And?").text()).isNotEmpty();
        assertThat(goesOn.exchanges())
                .first()
                .isEqualTo(new Exchange("Why?", conversation.exchanges().getFirst().answer()));
        assertThat(went.text()).isNotEmpty();
    }

    private GenerationResult say(String question) {
        return ask(conversation, question);
    }

    private static GenerationResult ask(Conversation talk, String question) {
        try (var reply = talk.say(question)) {
            return reply.result();
        }
    }

    /** Turns as text, with a NUL where an answer's own tokens go. */
    private GenerationResult naive(String turns, List<List<Integer>> said) {
        var positive = prompt("Be kind.", turns, said);
        var reverse = new ReverseStream(prompt("Be rude, please.", turns, said), 0.5f);
        try (var session = model.openSession(SessionOptions.of(4096, 2));
                var answer =
                        Decoder.naive()
                                .start(
                                        session,
                                        model.vocabulary(),
                                        GenerationRequest.greedy(positive, List.of(reverse), 9))) {
            return answer.result();
        }
    }

    private int[] prompt(String system, String turns, List<List<Integer>> said) {
        var tokens = IntStream.builder();
        tokens.add(ToyVocabulary.BEGIN);
        var parts = turns.split("\u0000", -1);
        for (var i = 0; i < parts.length; i++) {
            var text =
                    i == 0 ? "<|im_start|>system\n" + system + "<|im_end|>\n" + parts[i] : parts[i];
            IntStream.of(tokens(text)).forEach(tokens::add);
            if (i < said.size()) {
                said.get(i).forEach(tokens::add);
            }
        }
        return tokens.build().toArray();
    }

    private int[] tokens(String... structures) {
        return model.vocabulary().tokenizeStructure(String.join("", structures));
    }

    private static int[] bytes(String text) {
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        return IntStream.range(0, bytes.length).map(i -> FIRST_BYTE + bytes[i]).toArray();
    }
}
