package dev.rose.cli.bench;

import java.time.Duration;

/** Hears what a benchmark is doing. */
public interface BenchListener {

    /**
     * Something begins, or goes on.
     *
     * @param what is done now
     * @param part of the whole that is done, from 0 to 1
     * @param left estimate of the time left; zero where there is none yet
     */
    void on(String what, double part, Duration left);
}
