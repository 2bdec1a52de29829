package dev.rose.cli;

import dev.rose.catalogue.PullEvent;
import dev.rose.catalogue.PullEvent.Phase;
import dev.rose.catalogue.PullEvent.Progress;
import dev.rose.catalogue.PullListener;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells of downloads on standard error: a bar that moves for people, a line now and then for logs.
 * Everything fits 80 columns.
 */
final class PullProgress implements PullListener {
    private static final int BAR_CELLS = 16;
    private static final int NAME_COLUMNS = 24;

    private final ProgressLine out;
    private @Nullable Phase phase;
    private int tenths;

    PullProgress(Host host) {
        this.out = new ProgressLine(host);
    }

    @Override
    public void on(PullEvent event) {
        switch (event) {
            case PullEvent.Waiting waiting ->
                    out.line("waiting for another download of " + waiting.file());
            case PullEvent.Fetching fetching ->
                    out.line("fetching %s (%s)".formatted(fetching.file(), fetching.source()));
            case Progress progress -> {
                if (out.canChange()) {
                    showBar(progress);
                } else {
                    showTenths(progress);
                }
            }
            case PullEvent.Retrying retry ->
                    out.line(
                            "%s: %s; attempt %d of %d failed, the next in %d s"
                                    .formatted(
                                            retry.file(),
                                            retry.reason(),
                                            retry.attempt(),
                                            retry.attempts(),
                                            retry.pause().toSeconds()));
            case PullEvent.Stored stored -> {
                if (stored.fetched()) {
                    out.line(
                            "stored %s (%s)".formatted(stored.file(), Sizes.bytes(stored.bytes())));
                } else {
                    out.clear();
                }
            }
        }
    }

    private void showBar(Progress progress) {
        out.show(
                "%s %s %3d%% %s %s%s"
                        .formatted(
                                label(progress),
                                shortened(progress.file()),
                                (int) (part(progress) * 100),
                                ProgressLine.bar(part(progress), BAR_CELLS),
                                Sizes.bytes(progress.total()),
                                pace(progress)));
    }

    /** A line for each tenth of what takes long. */
    private void showTenths(Progress progress) {
        if (progress.phase() != phase) {
            phase = progress.phase();
            tenths = 0;
        }
        var reached = (int) (part(progress) * 10);
        if (progress.phase() == Phase.DOWNLOADING && reached > tenths) {
            tenths = reached;
            out.line(
                    "%s %s: %d%% of %s%s"
                            .formatted(
                                    label(progress),
                                    progress.file(),
                                    reached * 10,
                                    Sizes.bytes(progress.total()),
                                    pace(progress)));
        }
    }

    private static double part(Progress progress) {
        return progress.total() <= 0
                ? 1
                : Math.min(1, (double) progress.bytes() / progress.total());
    }

    private static String pace(Progress progress) {
        return progress.bytesPerSecond() == 0 || progress.bytes() >= progress.total()
                ? ""
                : ", %s/s, %s left"
                        .formatted(
                                Sizes.bytes(progress.bytesPerSecond()),
                                ProgressLine.time(progress.left()));
    }

    private static String shortened(String file) {
        return file.length() <= NAME_COLUMNS
                ? file
                : file.substring(0, NAME_COLUMNS / 2 - 1)
                        + "…"
                        + file.substring(file.length() - NAME_COLUMNS / 2);
    }

    private static String label(Progress progress) {
        return progress.phase().name().toLowerCase(Locale.ROOT);
    }
}
