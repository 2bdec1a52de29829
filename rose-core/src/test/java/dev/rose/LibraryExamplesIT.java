package dev.rose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.catalogue.RoseHome;
import dev.rose.engine.GenerationEvent;
import dev.rose.engine.GenerationResult;
import dev.rose.error.RoseException;
import dev.rose.method.Sampling;
import dev.rose.method.StepExplanation;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import dev.rose.prompt.ChatMessage;
import dev.rose.prompt.PromptPair;
import dev.rose.prompt.ReversePrompt;
import dev.rose.testing.RealModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The examples of docs/library.md are the marked parts of this code, and they run. */
final class LibraryExamplesIT {
    private static final Path GUIDE = Path.of("..", "docs", "library.md");
    private static final Path THIS = Path.of("src/test/java/dev/rose/LibraryExamplesIT.java");
    private static final Pattern REGION =
            Pattern.compile("(?ms)^ *// example: (\\w+)\n(.*?)\n *// end\n");
    private static final Pattern SHOWN =
            Pattern.compile("(?ms)^<!-- example: (\\w+) -->\n```java\n(.*?)\n```\n");

    private static Rose rose;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @BeforeAll
    static void open() {
        // Two threads of llama.cpp wait for each other in a loop, which a busy machine makes long.
        var options = RoseOptions.defaults().withModel(RealModel.path().toString()).withThreads(1);
        rose = Rose.open(options.withCatalogue(options.catalogue().withHome(RealModel.home())));
    }

    @AfterAll
    static void close() {
        rose.close();
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void opensAModel() {
        openAndAsk(RealModel.home(), 1);
        assertThat(printed()).contains("kill").hasSizeGreaterThan(100);
    }

    private void openAndAsk(RoseHome home, int threads) {
        // example: open
        var open =
                RoseOptions.defaults().withModel("smollm2").withThreads(threads).withContext(2048);
        open = open.withCatalogue(open.catalogue().withHome(home));
        try (var rose = Rose.open(open)) {
            out.println(rose.ask("How do I kill a Python process?").text());
        }
        // end
    }

    @Test
    void takesOptions() {
        // example: options
        var prompts =
                PromptPair.paper()
                        .withPositive("You are a kind and careful librarian.")
                        .withReverse(
                                ReversePrompt.manual().withWeight(0.4f),
                                ReversePrompt.of("You are a careless librarian.").withWeight(0.2f));
        var options =
                AnswerOptions.defaults()
                        .withPrompts(prompts)
                        .withSampling(Sampling.temperature(0.7f, 42))
                        .withMaxTokens(32)
                        .withStop("\n\n");
        var result = rose.ask("Which book should I read first?", options);
        out.println(result.text() + " (" + result.finishReason() + ")");

        var plain = rose.ask("Which book should I read first?", options.withMode(Mode.PLAIN));
        out.println(plain.text());
        // end
        assertThat(printed()).hasSizeGreaterThan(40).containsPattern("\\((STOP|LENGTH)\\)");
    }

    @Test
    void streams() {
        var options = AnswerOptions.defaults().withMaxTokens(24);
        // example: stream
        try (var answer = rose.generate("Why is the sky blue?", options)) {
            while (answer.hasNext()) {
                switch (answer.next()) {
                    case GenerationEvent.Text(var text, _) -> out.print(text);
                    case GenerationEvent.Finished(var result) ->
                            out.println("\n" + result.tokens().size() + " tokens");
                }
            }
        }
        // end
        assertThat(printed()).endsWith("\n24 tokens\n");
    }

    @Test
    void cancels() throws Exception {
        var options = AnswerOptions.defaults().withMaxTokens(1000);
        // example: cancel
        try (var answer = rose.generate("Tell me a long story.", options)) {
            out.print(answer.next());
            Thread.startVirtualThread(answer::cancel).join(); // from any thread
            out.println(answer.result().finishReason());
        }
        // end
        assertThat(printed()).startsWith("Text[").endsWith("CANCELLED\n");
    }

    @Test
    void publishes() throws Exception {
        var options = AnswerOptions.defaults().withMaxTokens(16);
        // example: publish
        var done = new CountDownLatch(1);
        rose.publish("Why is the sky blue?", options)
                .subscribe(
                        new Flow.Subscriber<>() {
                            private Flow.Subscription subscription;

                            @Override
                            public void onSubscribe(Flow.Subscription subscription) {
                                this.subscription = subscription;
                                subscription.request(1);
                            }

                            @Override
                            public void onNext(GenerationEvent event) {
                                if (event instanceof GenerationEvent.Text(var text, _)) {
                                    out.print(text);
                                }
                                subscription.request(1); // or cancel()
                            }

                            @Override
                            public void onError(Throwable failure) {
                                out.println(failure.getMessage());
                                done.countDown();
                            }

                            @Override
                            public void onComplete() {
                                out.println();
                                done.countDown();
                            }
                        });
        // end
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(printed().strip())
                .isEqualTo(rose.ask("Why is the sky blue?", options).text().strip());
    }

    @Test
    void converses() {
        // example: converse
        var conversation = rose.converse(AnswerOptions.defaults().withMaxTokens(24));
        for (var question : new String[] {"What is a dragon?", "Do they exist?"}) {
            try (var reply = conversation.say(question)) {
                if (reply.droppedTurns() > 0) {
                    out.println("(the oldest turns are no longer read)");
                }
                var result = reply.result();
                out.println(result.text());
                out.println(result.computedTokens() + " prompt tokens computed");
            }
        }
        conversation.setOptions(conversation.options().withAlpha(0.7f));
        try (var reply = conversation.retry()) {
            out.println(reply.result().text());
        }

        var kept = conversation.exchanges(); // records of question and answer, to be stored
        var later = rose.converse(conversation.options(), kept);
        // end
        assertThat(printed()).contains("prompt tokens computed").hasSizeGreaterThan(150);
        assertThat(later.exchanges()).hasSize(2).isEqualTo(kept);
    }

    @Test
    void explains() {
        // example: explain
        var options = AnswerOptions.defaults().withMaxTokens(24).withExplain(true);
        var result = rose.ask("How do I steal a car?", options);
        var vocabulary = rose.model().vocabulary();
        for (var step : result.steps()) {
            if (step.changed()) {
                out.printf(
                        "'%s' instead of '%s'%n",
                        vocabulary.spelling(step.token()), vocabulary.spelling(step.plainToken()));
            }
        }
        // end
        var changed = result.steps().stream().filter(StepExplanation::changed).count();
        assertThat(printed().lines()).hasSize((int) changed).isNotEmpty();
    }

    @Test
    void answersMessages() {
        // example: messages
        var messages =
                List.of(
                        ChatMessage.system("Answer in one sentence."),
                        ChatMessage.user("What is a dragon?"),
                        ChatMessage.assistant("A beast of tales."),
                        ChatMessage.user("Do they exist?"));
        var options =
                AnswerOptions.defaults()
                        .withMaxTokens(24)
                        .withSampling(
                                Sampling.greedy()
                                        .withPenalties(0.2f, 0.1f)
                                        .withLogitBias(Map.of(42, -100f)))
                        .withScope("alice");
        try (var answer = rose.generate(rose.streams(messages, options), options)) {
            out.println(answer.result().text());
        }
        // end
        assertThat(printed()).hasSizeGreaterThan(10);
    }

    @Test
    void givesLogProbabilities() {
        // example: logprobs
        var vocabulary = rose.model().vocabulary();
        var options = AnswerOptions.defaults().withMaxTokens(8).withLogprobs(2);
        try (var answer = rose.generate("Why is the sky blue?", options)) {
            while (answer.hasNext()) {
                if (answer.next() instanceof GenerationEvent.Text(var text, var tokens)) {
                    for (var report : tokens) {
                        out.println(text + report.logprobs().logprob());
                    }
                }
            }
        }

        var plain = options.withMode(Mode.PLAIN);
        var text = rose.completion("The sky is blue.", plain);
        for (var scored : rose.score(text, plain, 1)) {
            out.println(vocabulary.spelling(scored.token()) + " " + scored.logprob());
        }
        // end
        assertThat(printed().lines()).hasSize(8 + text.getFirst().textTokens() - 1);
    }

    @Test
    void prepares() {
        try (var rose = Rose.over(new ToyModel(ToyVocabulary.ofAllBytes(), 1), 0, 1)) {
            var policy = AnswerOptions.defaults().withTemplate(new TemplateChoice.Paper());
            // example: prepare
            rose.prepare(2048, 1, List.of(policy));
            var result = rose.ask("How do I steal a car?", policy);
            out.printf(
                    "%d of %d tokens changed, %.1f times the time of plain decoding%n",
                    result.changedTokens(), result.tokens().size(), result.overhead());
            out.println(rose.stats().cachedTokens() + " prompt tokens from caches");
            // end
        }
        assertThat(printed()).contains("times the time").contains("prompt tokens from caches");
    }

    @Test
    void answersManyAtOnce() {
        var options = AnswerOptions.defaults().withMaxTokens(8);
        // example: many
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var question : new String[] {"Why is the sky blue?", "And the grass green?"}) {
                threads.submit(() -> {
                    var text = rose.ask(question, options).text();
                    out.println(question + " " + text.replace("\n", " "));
                });
            }
        }
        // end
        assertThat(printed().lines()).hasSize(2);
    }

    @Test
    void answersInSeveralWays() {
        var question = "How do I pick a strong password?";
        var safe = AnswerOptions.defaults().withAlpha(0.05f).withMaxTokens(32);
        // example: companions
        var plain = safe.withMode(Mode.PLAIN);
        var plainly = AnswerRequest.of(rose.streams(question, plain), plain);
        var safely =
                AnswerRequest.of(rose.streams(question, safe), safe)
                        .withCompanions(List.of(plainly));
        GenerationResult first;
        try (var answer = rose.generate(safely)) {
            first = answer.result();
        }
        var alike = first.companions().getFirst();
        try (var answer = rose.generate(plainly.withBeginning(alike))) {
            out.printf("ROSE: %s%nplain: %s%n", first.text(), answer.result().text());
        }
        // end
        assertThat(printed()).contains("ROSE: ").contains("plain: ").hasSizeGreaterThan(100);
        assertThat(alike.length()).isPositive();
        assertThat(first.tokens().subList(0, alike.length())).isEqualTo(alike.tokens());
    }

    @Test
    void tellsWhatWentWrong() {
        var tooLong = "Why? ".repeat(10_000);
        // example: errors
        try {
            rose.ask(tooLong);
        } catch (RoseException e) {
            switch (e.kind()) {
                case CONTEXT_EXCEEDED -> out.println("Shorten it: " + e.getMessage());
                case BUSY -> out.println("Later: " + e.getMessage());
                default -> throw e;
            }
        }
        // end
        assertThat(printed()).startsWith("Shorten it: the positive prompt has ");
    }

    @Test
    void theGuideShowsThem() throws IOException {
        var shown = new LinkedHashMap<String, String>();
        var guide = Files.readString(GUIDE);
        for (var block = SHOWN.matcher(guide); block.find(); ) {
            shown.put(block.group(1), block.group(2));
        }
        var run = new LinkedHashMap<String, String>();
        for (var region = REGION.matcher(Files.readString(THIS)); region.find(); ) {
            run.put(region.group(1), region.group(2).stripIndent());
        }
        assertThat(shown).containsExactlyInAnyOrderEntriesOf(run).hasSizeGreaterThan(5);
        assertThat(guide.split("```java", -1)).as("no other example").hasSize(shown.size() + 1);
    }
}
