package dev.rose.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pulls in processes of their own: several at once, killed ones, and one on a full disk. */
class PullProcessIT {
    private static final ModelRef.Hub REF = ModelRef.Hub.parse("hf:acme/tiny/tiny.gguf");

    @TempDir private Path temp;

    private final FakeHub hub = new FakeHub();
    private final byte[] content = new byte[2_000_000];

    PullProcessIT() {
        new Random(3).nextBytes(content);
        hub.put("acme/tiny/tiny.gguf", content);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void twoProcessesShareOneDownload() throws Exception {
        hub.storageFaults.add(FakeHub.slowly(200_000, 100));
        var first = ready(List.of());
        var second = ready(List.of());
        first.outputWriter().close();
        second.outputWriter().close();
        var said = List.of(output(first), output(second));
        assertThat(said).allMatch(lines -> lines.endsWith(slot().file() + "\n"));
        assertThat(said).filteredOn(lines -> lines.startsWith("waiting\n")).hasSize(1);
        assertThat(slot().file()).hasBinaryContent(content);
        assertThat(hub.downloads()).isEqualTo(1);
    }

    @Test
    void whatAKilledProcessHasIsUsed() throws Exception {
        hub.storageFaults.add(FakeHub.slowly(100_000, 100));
        var killed = ready(List.of());
        killed.outputWriter().close();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> Files.exists(slot().part()) && Files.size(slot().part()) > 500_000);
        killed.destroyForcibly().waitFor();
        assertThat(slot().file()).doesNotExist();
        var kept = Files.size(slot().part());

        var next = ready(List.of());
        next.outputWriter().close();
        assertThat(output(next)).isEqualTo(slot().file() + "\n");
        assertThat(slot().file()).hasBinaryContent(content);
        assertThat(hub.storageRequests.getLast().header("Range")).isEqualTo("bytes=" + kept + "-");
    }

    @Test
    void aWaitingProcessTakesOverFromAKilledOne() throws Exception {
        hub.storageFaults.add(FakeHub.slowly(100_000, 100));
        var killed = ready(List.of());
        killed.outputWriter().close();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> Files.exists(slot().part()) && Files.size(slot().part()) > 0);
        var waiting = ready(List.of());
        waiting.outputWriter().close();
        assertThat(waiting.inputReader().readLine()).isEqualTo("waiting");
        killed.destroyForcibly().waitFor();
        assertThat(output(waiting)).isEqualTo(slot().file() + "\n");
        assertThat(slot().file()).hasBinaryContent(content);
        assertThat(hub.downloads()).isEqualTo(2);
    }

    @Test
    void aDiskThatFillsUpIsNamedAndThePullGoesOnLater() throws Exception {
        // A limit on the size of files fails the same write that a full disk fails.
        var limited = List.of("sh", "-c", "ulimit -f 1024; exec \"$@\"", "sh");
        var process = ready(limited);
        process.outputWriter().close();
        var said = process.inputReader().readAllAsString();
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(said)
                .startsWith("STORAGE cannot write " + slot().part() + " (File too large) with ")
                .contains("make room", "ROSE_HOME", "what is there is kept");
        assertThat(slot().file()).doesNotExist();
        var kept = Files.size(slot().part());
        assertThat(kept).isBetween(1L, content.length - 1L);

        var next = ready(List.of());
        next.outputWriter().close();
        assertThat(output(next)).isEqualTo(slot().file() + "\n");
        assertThat(slot().file()).hasBinaryContent(content);
        assertThat(hub.storageRequests.getLast().header("Range")).isEqualTo("bytes=" + kept + "-");
    }

    private Process ready(List<String> prefix) throws IOException {
        var process = PullProcess.start(prefix, hub.endpoint(), temp, REF);
        assertThat(process.inputReader().readLine()).isEqualTo("ready");
        return process;
    }

    private static String output(Process process) throws Exception {
        var text = process.inputReader().readAllAsString();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }

    private Slot slot() {
        return new Cache(new RoseHome(temp)).slot(REF);
    }
}
