package dev.rose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.catalogue.PullEvent;
import dev.rose.catalogue.PullEvent.Phase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PullProgressTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aLogGetsALineForEachTenth() {
        pull(Host.Terminal.NONE);
        assertThat(text())
                .isEqualTo(
                        """
                        rose: waiting for another download of m.gguf
                        rose: fetching m.gguf (a wheel with pip)
                        rose: downloading m.gguf: 10% of 98.4 MB, 5.0 MB/s, 1:18 min left
                        rose: downloading m.gguf: 50% of 98.4 MB, 5.0 MB/s, 10 s left
                        rose: m.gguf: connection reset; attempt 1 of 5 failed, the next in 2 s
                        rose: downloading m.gguf: 100% of 98.4 MB
                        rose: stored m.gguf (98.4 MB)
                        """);
    }

    @Test
    void aPersonGetsABar() {
        pull(new Host.Terminal(false, false, true));
        var frames = text().split("\r\u001b\\[K");
        assertThat(frames)
                .contains(
                        "downloading m.gguf  10% [=               ] 98.4 MB, 5.0 MB/s, 1:18 min left",
                        "downloading m.gguf  50% [========        ] 98.4 MB, 5.0 MB/s, 10 s left",
                        "downloading m.gguf 100% [================] 98.4 MB",
                        "checking m.gguf 100% [================] 98.4 MB")
                .allSatisfy(frame ->
                        assertThat(frame.lines())
                                .allSatisfy(l -> assertThat(l).hasSizeLessThan(81)));
        assertThat(text()).endsWith("\r\u001b[Krose: stored m.gguf (98.4 MB)\n");
    }

    @Test
    void aLongNameIsShortenedAndTheBarClearedAtTheEnd() {
        var name = "Llama-3.2-1B-Instruct-a-very-long-name-Q4_K_M.gguf";
        var progress = progress(new Host.Terminal(false, false, true));
        progress.on(
                new PullEvent.Progress(
                        Phase.CHECKING, name, 1, 8_000_000_000L, 1000, Duration.ofMinutes(1)));
        progress.on(new PullEvent.Stored(name, Path.of(name), 8_000_000_000L, false));
        assertThat(text())
                .isEqualTo(
                        "\r\u001b[Kchecking Llama-3.2-1…-Q4_K_M.gguf   0% [                ] 8.0"
                                + " GB, 1.0 kB/s, 1:00 min left\r\u001b[K");
    }

    @Test
    void aModelThatWasThereIsNotMentioned() {
        progress(Host.Terminal.NONE)
                .on(new PullEvent.Stored("m.gguf", Path.of("m.gguf"), 98_362_432, false));
        assertThat(text()).isEmpty();
    }

    private void pull(Host.Terminal terminal) {
        var progress = progress(terminal);
        progress.on(new PullEvent.Waiting("m.gguf"));
        progress.on(new PullEvent.Fetching("m.gguf", "a wheel with pip"));
        progress.on(downloaded(0, 0));
        progress.on(downloaded(9_836_244, 78));
        progress.on(downloaded(9_900_000, 78));
        progress.on(downloaded(50_000_000, 10));
        progress.on(
                new PullEvent.Retrying("m.gguf", "connection reset", Duration.ofSeconds(2), 1, 5));
        progress.on(downloaded(50_000_000, 10));
        progress.on(downloaded(98_362_432, 0));
        progress.on(
                new PullEvent.Progress(
                        Phase.CHECKING, "m.gguf", 98_362_432, 98_362_432, 0, Duration.ZERO));
        progress.on(new PullEvent.Stored("m.gguf", Path.of("m.gguf"), 98_362_432, true));
    }

    private static PullEvent.Progress downloaded(long bytes, int secondsLeft) {
        return new PullEvent.Progress(
                Phase.DOWNLOADING,
                "m.gguf",
                bytes,
                98_362_432,
                5_000_000,
                Duration.ofSeconds(secondsLeft));
    }

    private PullProgress progress(Host.Terminal terminal) {
        return new PullProgress(
                new Host(
                        new ByteArrayInputStream(new byte[0]),
                        OutputStream.nullOutputStream(),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Map.of(),
                        terminal));
    }

    private String text() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
