package dev.rose.catalogue;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a downloading client has on its disk. A server that breaks a connection waits for it: what
 * still lies in the JDK's client when the connection ends may be thrown away by it.
 */
final class Received {
    private Received() {}

    /** Waits until the part of a file somewhere in {@code folder} has so many bytes. */
    static void awaitPart(Path folder, long bytes) {
        // A note that is renamed meanwhile fails the look at the folder, not the wait.
        await().ignoreExceptions()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> longestPart(folder) >= bytes);
    }

    private static long longestPart(Path folder) throws IOException {
        long longest = 0;
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(f -> f.toString().endsWith(".part")).toList()) {
                longest = Math.max(longest, Files.size(file));
            }
        }
        return longest;
    }
}
