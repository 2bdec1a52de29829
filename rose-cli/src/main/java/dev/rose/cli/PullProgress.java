package dev.rose.cli;

import dev.rose.catalogue.PullEvent;
import dev.rose.catalogue.PullEvent.Phase;
import dev.rose.catalogue.PullEvent.Progress;
import dev.rose.catalogue.PullListener;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Tells of downloads on standard error: a bar for people, a line now and then for logs. */
final class PullProgress implements PullListener {
    private static final int BAR_COLUMNS = 100;
    private static final int REFRESH_MS = 100;

    private final Host host;
    private @Nullable ProgressBar bar;
    private @Nullable Phase phase;
    private int tenths;

    PullProgress(Host host) {
        this.host = host;
    }

    @Override
    public void on(PullEvent event) {
        if (!(event instanceof Progress)) {
            endPhase();
        }
        switch (event) {
            case PullEvent.Waiting waiting ->
                    line("waiting for another download of " + waiting.file());
            case PullEvent.Fetching fetching ->
                    line("fetching %s (%s)".formatted(fetching.file(), fetching.source()));
            case Progress progress -> show(progress);
            case PullEvent.Retrying retry ->
                    line(
                            "%s: %s; attempt %d of %d failed, the next in %d s"
                                    .formatted(
                                            retry.file(),
                                            retry.reason(),
                                            retry.attempt(),
                                            retry.attempts(),
                                            retry.pause().toSeconds()));
            case PullEvent.Stored stored -> {
                if (stored.fetched()) {
                    line("stored %s (%s)".formatted(stored.file(), Sizes.bytes(stored.bytes())));
                }
            }
        }
    }

    private void show(Progress progress) {
        if (progress.phase() != phase) {
            endPhase();
            phase = progress.phase();
            tenths = 0;
            if (host.terminal().err()) {
                bar = newBar(progress);
            }
        }
        if (bar != null) {
            bar.maxHint(progress.total());
            bar.stepTo(progress.bytes());
        } else {
            showTenths(progress);
        }
        if (progress.bytes() >= progress.total()) {
            endPhase();
        }
    }

    private ProgressBar newBar(Progress progress) {
        return new ProgressBarBuilder()
                .setTaskName(label(progress.phase()) + " " + progress.file())
                .setInitialMax(progress.total())
                .startsFrom(progress.bytes(), java.time.Duration.ZERO)
                .setUnit(" MB", 1_000_000)
                .showSpeed()
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(REFRESH_MS)
                .setConsumer(new ConsoleProgressBarConsumer(host.err(), BAR_COLUMNS))
                .build();
    }

    /** A line for each tenth of what takes long. */
    private void showTenths(Progress progress) {
        var reached = progress.total() == 0 ? 10 : (int) (progress.bytes() * 10 / progress.total());
        if (progress.phase() == Phase.DOWNLOADING && reached > tenths) {
            tenths = reached;
            line(
                    "%s %s: %d%% of %s%s"
                            .formatted(
                                    label(progress.phase()),
                                    progress.file(),
                                    reached * 10,
                                    Sizes.bytes(progress.total()),
                                    pace(progress)));
        }
    }

    private static String pace(Progress progress) {
        return progress.bytesPerSecond() == 0 || progress.bytes() >= progress.total()
                ? ""
                : ", %s/s, %d s left"
                        .formatted(
                                Sizes.bytes(progress.bytesPerSecond()),
                                progress.left().toSeconds());
    }

    private static String label(Phase phase) {
        return phase.name().toLowerCase(Locale.ROOT);
    }

    private void endPhase() {
        phase = null;
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }

    private void line(String text) {
        host.err().println("rose: " + text);
        host.err().flush();
    }
}
