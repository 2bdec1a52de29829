package dev.rose.eval.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.error.RoseException;
import dev.rose.eval.run.Verdict;
import dev.rose.eval.run.Verdict.Label;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
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
        try (var run = SampleRun.write(folder.resolve("run"), 8, 0);
                var judge = open()) {
            assertThatThrownBy(() -> Judging.judge(run, judge, JudgingListener.silent()))
                    .isInstanceOf(RoseException.class)
                    .hasMessageContaining(
                            "refused all of the first 10 answers (status 400: filtered); check the name of the model");
            assertThat(SampleRun.verdicts(run)).hasSize(10);
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
        server.setDispatcher(
                new Dispatcher() {
                    @Override
                    public MockResponse dispatch(RecordedRequest request) {
                        int at = requests.getAndIncrement();
                        return at < from || at >= to
                                ? new MockResponse.Builder().body(JUDGED).build()
                                : new MockResponse.Builder()
                                        .code(status)
                                        .body("{\"error\":{\"message\":\"filtered\"}}")
                                        .build();
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
