package dev.rose.catalogue;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Counts the failures of one file's download, pauses between attempts, and gives up. */
final class Attempts {
    private final Patience patience;
    private final PullListener listener;
    private final String file;
    private final String host;
    private int failures;

    /**
     * @param host for messages
     */
    Attempts(Patience patience, PullListener listener, String file, String host) {
        this.patience = patience;
        this.listener = listener;
        this.file = file;
        this.host = host;
    }

    /** New bytes came: the server is alive. */
    void progressed() {
        failures = 0;
    }

    /**
     * Returns when the next attempt may be made.
     *
     * @param kept what is there already, for the message
     * @throws RoseException of kind DOWNLOAD_FAILED if none may
     */
    void failed(IOException e, Supplier<String> kept) throws InterruptedException {
        failures++;
        if (e instanceof SSLHandshakeException || e instanceof SSLPeerUnverifiedException) {
            throw new RoseException(
                    Kind.DOWNLOAD_FAILED,
                    "no safe connection to %s (%s); check the clock, the proxy and HF_ENDPOINT"
                            .formatted(host, Failures.reason(e)),
                    e);
        }
        var asked = e instanceof TryAgain again ? again.pause() : null;
        var pause = asked != null ? asked : patience.pauseAfter(failures);
        if (failures >= patience.attempts()) {
            throw given(
                    e,
                    "after %d attempt%s".formatted(failures, failures == 1 ? "" : "s"),
                    kept.get());
        }
        if (pause.compareTo(patience.longestPause()) > 0) {
            throw given(e, "it asks to wait " + minutes(pause), kept.get());
        }
        listener.on(
                new PullEvent.Retrying(
                        file, Failures.reason(e), pause, failures, patience.attempts()));
        Thread.sleep(pause);
    }

    private RoseException given(IOException e, String why, String kept) {
        return new RoseException(
                Kind.DOWNLOAD_FAILED,
                "cannot download %s from %s (%s; %s); %srun it again to go on"
                        .formatted(file, host, Failures.reason(e), why, kept),
                e);
    }

    private static String minutes(Duration pause) {
        return pause.toSeconds() < 120
                ? pause.toSeconds() + " s"
                : (pause.toSeconds() + 59) / 60 + " minutes";
    }
}
