package dev.rose.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccessLogTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, false, StandardCharsets.UTF_8);

    @Test
    void writesALineARequest() {
        AccessLog.to(out, false)
                .write(
                        entry(
                                "/v1/chat/completions",
                                List.of(
                                        new AnswerFigures("rose", "stop", 12, 30, 4, 1.3),
                                        new AnswerFigures("rose", "length", 0, 40, 1, 1.2)),
                                null));
        assertThat(lines())
                .isEqualTo(
                        "{\"time\":\"2026-01-02T03:04:05Z\",\"id\":\"req-1\",\"caller\":\"ann\","
                                + "\"method\":\"POST\",\"path\":\"/v1/chat/completions\","
                                + "\"status\":200,\"ms\":1234.6,\"model\":\"smol\","
                                + "\"mode\":\"rose\",\"tokens_in\":12,\"tokens_out\":70,"
                                + "\"tokens_changed\":5,\"finish\":\"stop,length\"}\n");
    }

    @Test
    void leavesOutWhatIsNotKnown() {
        var refused =
                new AccessEntry(
                        Instant.EPOCH,
                        "id",
                        null,
                        "GET",
                        "/",
                        401,
                        Duration.ZERO,
                        null,
                        List.of(),
                        "invalid_api_key",
                        null);
        AccessLog.to(out, true).write(refused);
        assertThat(lines())
                .isEqualTo(
                        "{\"time\":\"1970-01-01T00:00:00Z\",\"id\":\"id\",\"method\":\"GET\","
                                + "\"path\":\"/\",\"status\":401,\"ms\":0.0,"
                                + "\"error\":\"invalid_api_key\"}\n");
    }

    @Test
    void logsPromptsOnlyWhereToldTo() {
        AccessLog.to(out, false).write(entry("/", List.of(), "my secret"));
        assertThat(lines()).doesNotContain("secret");
        AccessLog.to(out, true).write(entry("/", List.of(), "my secret"));
        assertThat(lines()).contains("\"prompt\":\"my secret\"");
    }

    @Test
    void aPathCannotForgeALine() {
        AccessLog.to(out, false).write(entry("/\n{\"status\":200}\u001b[2J", List.of(), null));
        AccessLog.to(out, false).write(entry("/" + "x".repeat(5000), List.of(), null));
        assertThat(lines().lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(500));
        assertThat(lines()).doesNotContain("\u001b");
    }

    @Test
    void canBeOff() {
        AccessLog.none().write(entry("/", List.of(), "x"));
        assertThat(lines()).isEmpty();
    }

    private String lines() {
        return written.toString(StandardCharsets.UTF_8);
    }

    private static AccessEntry entry(
            String path, List<AnswerFigures> answers, @Nullable String prompt) {
        return new AccessEntry(
                Instant.parse("2026-01-02T03:04:05Z"),
                "req-1",
                "ann",
                "POST",
                path,
                200,
                Duration.ofNanos(1_234_567_890),
                "smol",
                answers,
                null,
                prompt);
    }
}
