package dev.rose.eval.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.error.RoseException;
import dev.rose.eval.run.Verdict.Label;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A judge behind an endpoint on this machine that answers as endpoints do on a bad day. */
final class EndpointJudgeTest {
    private static final String KEY = "sk-very-secret-0815";

    private final MockWebServer server = new MockWebServer();
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

    @TempDir Path folder;

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void asksGreedilyWithTheRubricAndTheKey() throws InterruptedException {
        says("It refuses. [[A]]");
        assertThat(judge("harm", KEY)).isEqualTo(Label.HARMLESS);
        var request = server.takeRequest();
        assertThat(request.getTarget()).isEqualTo("/v1/chat/completions");
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + KEY);
        var body = body(request);
        assertThat(body.path("model").asString()).isEqualTo("judge-1");
        assertThat(body.path("temperature").asDouble(-1)).isZero();
        assertThat(body.at("/messages/0/role").asString()).isEqualTo("system");
        assertThat(body.at("/messages/1/content").asString())
                .contains("How do I break a lock?", "I cannot help with that.");
        assertThat(pauses).isEmpty();
    }

    @Test
    void withoutAKeyNoneIsSent() throws InterruptedException {
        says("[[B]]");
        assertThat(judge("harm", null)).isEqualTo(Label.HARMFUL);
        assertThat(server.takeRequest().getHeaders().get("Authorization")).isNull();
    }

    @Test
    void waitsAsLongAsItIsAskedTo() throws InterruptedException {
        server.enqueue(new MockResponse.Builder().code(429).setHeader("Retry-After", "7").build());
        says("[[A]]");
        assertThat(judge("harm", KEY)).isEqualTo(Label.HARMLESS);
        assertThat(pauses).containsExactly(Duration.ofSeconds(7));
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void waitsTwiceAsLongEachTime() throws InterruptedException {
        fails(500, 3);
        says("[[A]]");
        assertThat(judge("harm", KEY)).isEqualTo(Label.HARMLESS);
        assertThat(pauses)
                .containsExactly(
                        Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
    }

    @Test
    void givesUpAndSaysWhy() throws InterruptedException {
        fails(503, 5);
        var ruling = ruling("harm", KEY);
        assertThat(ruling.label()).isEqualTo(Label.UNSCORED);
        assertThat(ruling.isFailed()).isTrue();
        assertThat(ruling.note()).contains("status 503", "overloaded …", "after 5 attempts");
        assertThat(server.getRequestCount()).isEqualTo(5);
        // A failure is not kept.
        says("[[A]]");
        assertThat(judge("harm", KEY)).isEqualTo(Label.HARMLESS);
    }

    @Test
    void doesNotWaitForHours() throws InterruptedException {
        server.enqueue(
                new MockResponse.Builder().code(429).setHeader("Retry-After", "7200").build());
        var ruling = ruling("harm", KEY);
        assertThat(ruling.isFailed()).isTrue();
        assertThat(ruling.note()).contains("asks to wait 7200 s");
        assertThat(pauses).isEmpty();
    }

    @Test
    void aBadRequestIsNotRepeated() throws InterruptedException {
        fails(400, 1);
        var ruling = ruling("harm", KEY);
        assertThat(ruling.isFailed()).isTrue();
        assertThat(ruling.note()).contains("status 400: overloaded …");
        assertThat(server.getRequestCount()).isOne();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 404})
    void whatNoRetryMendsEndsAll(int status) {
        fails(status, 1);
        assertThatThrownBy(() -> ruling("harm", KEY))
                .isInstanceOf(RoseException.class)
                .hasMessageContaining("status " + status)
                .hasMessageContaining("judge-1")
                .hasMessageNotContaining(KEY);
        assertThat(server.getRequestCount()).isOne();
    }

    @Test
    void anAnswerThatNeverComes() throws InterruptedException {
        var stalled = new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE);
        assertThat(judgeBehind(stalled.build())).isEqualTo(Label.HARMLESS);
        assertThat(pauses).isNotEmpty();
    }

    @Test
    void anAnswerWhoseBodyNeverComes() throws InterruptedException {
        var stalled = new MockResponse.Builder().body("[[B]]").bodyDelay(1, TimeUnit.HOURS);
        assertThat(judgeBehind(stalled.build())).isEqualTo(Label.HARMLESS);
        assertThat(pauses).isNotEmpty();
    }

    @Test
    void aTimeOutIsNamed() throws InterruptedException {
        server.enqueue(
                new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
        var endpoint = endpoint(KEY).withTimeout(Duration.ofMillis(100)).withAttempts(1);
        try (var judge = open(endpoint, "harm")) {
            var ruling = judge.judge(SampleRun.judged("An answer."));
            assertThat(ruling.isFailed()).isTrue();
            assertThat(ruling.note()).contains("no answer within 100 ms");
        }
    }

    @Test
    void aSlowAnswerIsWaitedFor() throws InterruptedException {
        server.enqueue(
                new MockResponse.Builder()
                        .body("{\"choices\":[{\"message\":{\"content\":\"[[B]]\"}}]}")
                        .headersDelay(200, TimeUnit.MILLISECONDS)
                        .bodyDelay(200, TimeUnit.MILLISECONDS)
                        .build());
        assertThat(judge("harm", KEY)).isEqualTo(Label.HARMFUL);
        assertThat(server.getRequestCount()).isOne();
    }

    @Test
    void aConnectionThatBreaks() throws InterruptedException {
        server.enqueue(
                new MockResponse.Builder().onRequestBody(new SocketEffect.CloseSocket()).build());
        says("[[A]]");
        assertThat(judge("harm", KEY)).isEqualTo(Label.HARMLESS);
        assertThat(pauses).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>busy</html>", "{\"choices\":[", "{}", "{\"choices\":[]}", ""})
    void aBodyThatIsNoReply(String body) throws InterruptedException {
        server.enqueue(new MockResponse.Builder().body(body).build());
        says("[[A]]");
        assertThat(judge("harm", KEY)).isEqualTo(Label.HARMLESS);
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void nonsenseIsUnscoredAndNotPaidForTwice() throws InterruptedException {
        says("Bananas are yellow.");
        var ruling = ruling("harm", KEY);
        assertThat(ruling.label()).isEqualTo(Label.UNSCORED);
        assertThat(ruling.isFailed()).isFalse();
        assertThat(ruling.note()).isEqualTo("Bananas are yellow.");
        assertThat(judge("harm", KEY)).isEqualTo(Label.UNSCORED);
        assertThat(server.getRequestCount()).isOne();
    }

    @Test
    void aSecondRunSendsNothing() throws InterruptedException {
        server.setDispatcher(saying("[[A]]", 1, new AtomicInteger()));
        for (var name : List.of("first", "second")) {
            try (var run = SampleRun.write(folder.resolve(name), 4, 2);
                    var judge = open(endpoint(KEY), "harm")) {
                var outcome = Judging.judge(run, judge, JudgingListener.silent());
                assertThat(outcome).isEqualTo(new Judging.Outcome(8, 0, 0));
                assertThat(SampleRun.verdicts(run)).allMatch(v -> v.label() == Label.HARMLESS);
            }
            assertThat(server.getRequestCount()).isEqualTo(8);
        }
    }

    @Test
    void anotherRubricModelOrAnswerIsAskedFor() throws InterruptedException {
        server.setDispatcher(saying("[[A]]", 1, new AtomicInteger()));
        judge("harm", KEY);
        judge("xstest", KEY);
        judge(Endpoint.parse(Endpoint.PREFIX + server.url("/v1") + "#judge-2"));
        try (var judge = open(endpoint(KEY), "harm")) {
            judge.judge(SampleRun.judged("Another answer."));
        }
        assertThat(server.getRequestCount()).isEqualTo(4);
        judge("harm", KEY);
        assertThat(server.getRequestCount()).isEqualTo(4);
    }

    @Test
    void pairsAreAskedInBothOrders() throws InterruptedException {
        says("[[A]]");
        says("[[A]]");
        try (var judge = open(endpoint(KEY), "pairwise")) {
            var ruling = judge.judge(SampleRun.pair("Mine.", "Theirs."));
            assertThat(ruling.label()).isEqualTo(Label.INCONSISTENT);
        }
        var first = body(server.takeRequest()).at("/messages/1/content").asString();
        var second = body(server.takeRequest()).at("/messages/1/content").asString();
        assertThat(first.indexOf("Mine.")).isLessThan(first.indexOf("Theirs."));
        assertThat(second.indexOf("Mine.")).isGreaterThan(second.indexOf("Theirs."));
    }

    @Test
    void noMoreRequestsAtATimeThanAllowed() throws InterruptedException {
        var most = new AtomicInteger();
        server.setDispatcher(saying("[[A]]", 3, most));
        try (var run = SampleRun.write(folder.resolve("run"), 20, 0);
                var judge = open(endpoint(KEY).withConcurrency(3), "harm")) {
            Judging.judge(run, judge, JudgingListener.silent());
        }
        assertThat(server.getRequestCount()).isEqualTo(40);
        assertThat(most).hasValue(3);
    }

    @Test
    void theKeyIsNowhere() throws IOException, InterruptedException {
        for (int i = 0; i < 5; i++) {
            server.enqueue(
                    new MockResponse.Builder()
                            .code(500)
                            .body("{\"error\":{\"message\":\"wrong key %s\"}}".formatted(KEY))
                            .build());
        }
        var ruling = ruling("harm", KEY);
        assertThat(ruling.note()).contains("wrong key …").doesNotContain(KEY);
        assertThat(endpoint(KEY).toString()).doesNotContain(KEY);
        says("[[A]]");
        judge("harm", KEY);
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain(KEY);
            }
        }
    }

    @Test
    void aKeyIsNotSentInPlainTextToOthers() {
        var endpoint = Endpoint.parse("openai:http://judges.example/v1#m");
        assertThatThrownBy(() -> endpoint.withKey(KEY))
                .isInstanceOf(RoseException.class)
                .hasMessageContaining("plain text")
                .hasMessageNotContaining(KEY);
        assertThat(Endpoint.parse("openai:https://judges.example/v1#m").withKey(KEY).key())
                .isEqualTo(KEY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "openai:http://localhost/v1",
                "openai:http://localhost/v1#",
                "openai:localhost#m",
                "openai:ftp://localhost#m",
                "openai:http://#m",
                "openai:http://[#m",
                "openai:https://user:hunter2@localhost#m",
                "openai:https://localhost?key=hunter2#m",
            })
    void addressesThatAreNone(String judge) {
        assertThatThrownBy(() -> Endpoint.parse(judge))
                .isInstanceOf(RoseException.class)
                .hasMessageNotContaining("hunter2");
    }

    private Endpoint endpoint(@Nullable String key) {
        return Endpoint.parse(Endpoint.PREFIX + server.url("/v1") + "#judge-1").withKey(key);
    }

    private Judge open(Endpoint endpoint, String rubric) {
        var cache = JudgementCache.open(folder.resolve("home/judgements.db"));
        return Judges.at(endpoint, Rubrics.find(rubric), cache, pauses::add);
    }

    /** The verdict where the first answer is {@code first} and all others are good ones. */
    private Label judgeBehind(MockResponse first) throws InterruptedException {
        var requests = new AtomicInteger();
        server.setDispatcher(
                new Dispatcher() {
                    @Override
                    public MockResponse dispatch(RecordedRequest request) {
                        return requests.getAndIncrement() == 0 ? first : reply("[[A]]");
                    }
                });
        // So many attempts that a machine that is busy does not matter.
        return judge(endpoint(KEY).withTimeout(Duration.ofMillis(500)).withAttempts(100));
    }

    private Label judge(Endpoint endpoint) throws InterruptedException {
        try (var judge = open(endpoint, "harm")) {
            return judge.judge(SampleRun.judged("I cannot help with that.")).label();
        }
    }

    private Label judge(String rubric, @Nullable String key) throws InterruptedException {
        return ruling(rubric, key).label();
    }

    private Ruling ruling(String rubric, @Nullable String key) throws InterruptedException {
        try (var judge = open(endpoint(key), rubric)) {
            return judge.judge(SampleRun.judged("I cannot help with that."));
        }
    }

    private void says(String text) {
        server.enqueue(reply(text));
    }

    private void fails(int status, int times) {
        for (int i = 0; i < times; i++) {
            server.enqueue(
                    new MockResponse.Builder()
                            .code(status)
                            .body("{\"error\":{\"message\":\"overloaded %s\"}}".formatted(KEY))
                            .build());
        }
    }

    private static MockResponse reply(String text) {
        var body = JsonMapper.shared().createObjectNode();
        body.putArray("choices").addObject().putObject("message").put("content", text);
        return new MockResponse.Builder()
                .setHeader("Content-Type", "application/json")
                .body(body.toString())
                .build();
    }

    /**
     * Answers when so many requests were there at a time once.
     *
     * @param most requests at a time
     */
    private static Dispatcher saying(String text, int together, AtomicInteger most) {
        var now = new AtomicInteger();
        var all = new CountDownLatch(together);
        return new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                all.countDown();
                all.await();
                now.decrementAndGet();
                return reply(text);
            }
        };
    }

    private static JsonNode body(RecordedRequest request) {
        return JsonMapper.shared().readTree(Objects.requireNonNull(request.getBody()).utf8());
    }
}
