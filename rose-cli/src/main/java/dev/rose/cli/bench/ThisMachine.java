package dev.rose.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Where and when a benchmark runs. */
public final class ThisMachine {

    private ThisMachine() {}

    /**
     * This machine, now.
     *
     * @param rose version of Rose
     */
    public static BenchResult.Machine describe(String rose) {
        return new BenchResult.Machine(
                processor(),
                Runtime.getRuntime().availableProcessors(),
                "%s %s %s"
                        .formatted(
                                System.getProperty("os.name"),
                                System.getProperty("os.version"),
                                System.getProperty("os.arch")),
                "%s %s".formatted(System.getProperty("java.vm.name"), Runtime.version()),
                rose,
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** The name of the processor, as far as the system tells. */
    private static String processor() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }
}
