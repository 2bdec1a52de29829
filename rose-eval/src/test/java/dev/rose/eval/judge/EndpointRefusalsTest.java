package dev.rose.eval.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.error.RoseException;
import dev.rose.eval.run.Verdict;
import dev.rose.eval.run.Verdict.Label;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ends a judging, and what is the affair of one answer. */
final class EndpointRefusalsTest {
    private static final String JUDGED = "{\"choices\":[{\"message\":{\"content\":\"[[A]]\"}}]}";
    private static final String FILTERED = "{\"error\":{\"message\":\"filtered\"}}";
    private static final Pattern QUESTION = Pattern.compile("Bad request (\\d+)\\?");

    private final MockWebServer server = new MockWebServer();

    @TempDir Path folder;

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 422})
    void answersThatAreRefusedAreUnscoredAndTheOthersAreJudged(int status) throws Exception {
        // Any number of them, in a row too, behind one that is judged.
        refuses(status, 1, 14);
        try (var run = SampleRun.write(folder.resolve("run"), 8, 0);
                var judge = open()) {
            var outcome = Judging.judge(run, judge, JudgingListener.silent());
            assertThat(outcome).isEqualTo(new Judging.Outcome(16, 13, 0));
            assertThat(SampleRun.verdicts(run))
                    .filteredOn(verdict -> verdict.label() == Label.UNSCORED)
                    .hasSize(13)
                    .extracting(Verdict::note)
                    .containsOnly("failed: refused with status %d: filtered".formatted(status));
            // The same again: those alone, though all that is asked first is refused now.
            refuses(status, 0, Integer.MAX_VALUE);
            assertThat(Judging.judge(run, judge, JudgingListener.silent()))
                    .isEqualTo(new Judging.Outcome(13, 13, 3));
        }
    }

    @Test
    void whereAllThatIsAskedFirstIsRefusedItEnds() {
        refuses(400, 0, Integer.MAX_VALUE);
        try (var run = SampleRun.write(folder.resolve("run"), 12, 0);
                var judge = open()) {
            assertThatThrownBy(() -> Judging.judge(run, judge, JudgingListener.silent()))
                    .isInstanceOf(RoseException.class)
                    .hasMessageContaining(
                            "refused all of the first 10 answers, to 10 different questions (status 400: filtered); check the name of the model");
            assertThat(SampleRun.verdicts(run)).hasSize(10);
        }
    }

    /** An item that is caught in a filter is caught with the answer of each arm. */
    @Test
    void tenRefusalsOfFewItemsSayNothingOfTheOthers() throws Exception {
        refusesQuestions(400, FILTERED, number -> number < 9);
        try (var run = SampleRun.writeByItems(folder.resolve("run"), 12);
                var judge = open()) {
            assertThat(Judging.judge(run, judge, JudgingListener.silent()))
                    .isEqualTo(new Judging.Outcome(24, 18, 0));
        }
    }

    @Test
    void whatWasRefusedIsAskedBehindWhatWasNeverAsked() throws Exception {
        refusesQuestions(400, FILTERED, number -> number < 10);
        try (var run = SampleRun.writeByItems(folder.resolve("run"), 12);
                var judge = open()) {
            assertThatThrownBy(() -> Judging.judge(run, judge, JudgingListener.silent()))
                    .hasMessageContaining("first 19 answers, to 10 different questions");
            assertThat(Judging.judge(run, judge, JudgingListener.silent()))
                    .isEqualTo(new Judging.Outcome(24, 20, 0));
            assertThat(SampleRun.verdicts(run).subList(19, 43))
                    .extracting(Verdict::item)
                    .startsWith("h9", "h10", "h10", "h11", "h11", "h0", "h0", "h1")
                    .endsWith("h8", "h8", "h9");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"message\":\"Your input was flagged\"}}",
                "{\"error\":{\"message\":\"no\",\"metadata\":{\"reasons\":[\"Moderation\"]}}}",
                "{\"error\":{\"message\":\"no\",\"code\":\"content_filter\"}}",
                "{\"error\":{\"message\":\"no\",\"type\":\"usage_policy_violation\"}}"
            })
    void a403ForWhatIsInTheRequestIsOfOneItem(String body) throws Exception {
        refusesQuestions(403, body, number -> number > 0);
        try (var run = SampleRun.writeByItems(folder.resolve("run"), 12);
                var judge = open()) {
            assertThat(Judging.judge(run, judge, JudgingListener.silent()))
                    .isEqualTo(new Judging.Outcome(24, 22, 0));
        }
    }

    @Test
    void aPageThatIsNoJsonSaysNothingOfOneItem() {
        refusesQuestions(403, "<html>Forbidden. Our privacy policy</html>", _ -> true);
        try (var run = SampleRun.write(folder.resolve("run"), 8, 0);
                var judge = open()) {
            assertThatThrownBy(() -> Judging.judge(run, judge, JudgingListener.silent()))
                    .hasMessageContaining("failed 10 times in a row (status 403");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 402, 403, 405})
    void anEndpointThatIsBrokenEndsItAfterSome(int status) {
        refuses(status, 0, Integer.MAX_VALUE);
        try (var run = SampleRun.write(folder.resolve("run"), 8, 0);
                var judge = open()) {
            assertThatThrownBy(() -> Judging.judge(run, judge, JudgingListener.silent()))
                    .isInstanceOf(RoseException.class)
                    .hasMessageContaining("failed 10 times in a row (status " + status);
            assertThat(SampleRun.verdicts(run)).hasSize(10);
        }
    }

    /** Refuses the requests {@code from} (from 0) up to {@code to}; others are answered. */
    private void refuses(int status, int from, int to) {
        var requests = new AtomicInteger();
        refuses(
                status,
                FILTERED,
                _ -> {
                    int at = requests.getAndIncrement();
                    return at >= from && at < to;
                });
    }

    /** Refuses what is asked of questions with some numbers, whatever was answered to them. */
    private void refusesQuestions(int status, String body, IntPredicate numbers) {
        refuses(
                status,
                body,
                request -> {
                    var question =
                            QUESTION.matcher(Objects.requireNonNull(request.getBody()).utf8());
                    assertThat(question.find()).isTrue();
                    return numbers.test(Integer.parseInt(question.group(1)));
                });
    }

    private void refuses(int status, String body, Predicate<RecordedRequest> which) {
        server.setDispatcher(
                new Dispatcher() {
                    @Override
                    public MockResponse dispatch(RecordedRequest request) {
                        return which.test(request)
                                ? new MockResponse.Builder().code(status).body(body).build()
                                : new MockResponse.Builder().body(JUDGED).build();
                    }
                });
    }

    private Judge open() {
        var endpoint =
                Endpoint.parse(Endpoint.PREFIX + server.url("/v1") + "#judge-1").withConcurrency(1);
        var cache = JudgementCache.open(folder.resolve("judgements.db"));
        return Judges.at(endpoint, Rubrics.find("harm"), cache, _ -> {});
    }
}
