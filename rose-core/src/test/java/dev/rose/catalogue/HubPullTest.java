package dev.rose.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.catalogue.PullEvent.Phase;
import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How bytes come: ranges, broken connections, checksums, the disk. */
class HubPullTest extends HubTest {
    @Test
    void bringsTheFileAndNotesWhatTheHubDeclared() throws IOException {
        hub.put(PATH, content);
        var file = resolve(REF);
        assertThat(file).hasBinaryContent(content);
        assertThat(file).isEqualTo(temp.resolve("models/hf/acme/tiny-GGUF/main/tiny.Q4_1.gguf"));
        assertThat(Sidecar.read(slot(REF).sidecar()))
                .isEqualTo(
                        new Sidecar(
                                "hf:" + PATH,
                                content.length,
                                FakeHub.sha256(content),
                                FakeHub.sha256(content),
                                FakeHub.COMMIT,
                                1));
        assertNoTraces();
    }

    @Test
    void progressGoesFromNothingToAllOfIt() {
        hub.put(PATH, content);
        hub.storageFaults.add(FakeHub.slowly(50_000, 60));
        resolve(REF);
        var told = events.progress(Phase.DOWNLOADING);
        assertThat(told).hasSizeGreaterThan(3);
        assertThat(told).allMatch(p -> p.total() == content.length);
        assertThat(told).isSortedAccordingTo((a, b) -> Long.compare(a.bytes(), b.bytes()));
        assertThat(told.getFirst().bytes()).isZero();
        assertThat(told.getLast().bytes()).isEqualTo(content.length);
        assertThat(told.getLast().bytesPerSecond()).isBetween(100_000L, 5_000_000L);
        assertThat(told.get(told.size() - 2).left()).isLessThan(Duration.ofSeconds(10));
        assertThat(events.all.getLast())
                .isEqualTo(
                        new PullEvent.Stored(
                                "tiny.Q4_1.gguf", slot(REF).file(), content.length, true));
    }

    @Test
    void aBrokenDownloadGoesOnWhereItBroke() {
        hub.put(PATH, content);
        hub.storageFaults.add(FakeHub.brokenAfter(100_000, temp));
        hub.storageFaults.add(FakeHub.brokenAfter(100_000, temp));
        assertThat(resolve(REF)).hasBinaryContent(content);
        assertThat(hub.storageRequests)
                .extracting(seen -> seen.header("Range"))
                .containsExactly("", "bytes=100000-", "bytes=200000-");
        assertThat(hub.storageRequests.getLast().header("If-range")).endsWith("-xet\"");
        assertThat(events.of(PullEvent.Retrying.class))
                .hasSize(2)
                .allMatch(retry -> retry.attempts() == 3 && !retry.reason().isBlank());
    }

    @Test
    void whatADownloadThatWasGivenUpHasIsKeptAndUsed() throws IOException {
        hub.put(PATH, content);
        for (int i = 0; i < 3; i++) {
            hub.storageFaults.add(FakeHub.brokenAfter(50_000, temp));
        }
        var failure = failure(() -> resolve(REF));
        assertThat(failure.kind()).isEqualTo(Kind.DOWNLOAD_FAILED);
        assertThat(failure)
                .hasMessageContaining("after 3 attempts")
                .hasMessageContaining("150.0 kB of 300.0 kB are kept, run it again to go on");
        assertThat(slot(REF).file()).doesNotExist();
        assertThat(slot(REF).part()).hasSize(150_000);

        assertThat(resolve(REF)).hasBinaryContent(content);
        assertThat(hub.storageRequests.getLast().header("Range")).isEqualTo("bytes=150000-");
        assertThat(events.progress(Phase.CHECKING).getLast().bytes()).isEqualTo(150_000);
        assertNoTraces();
    }

    @Test
    void aWholePartIsOnlyChecked() throws IOException {
        hub.put(PATH, content);
        leavePart(content, FakeHub.sha256(content));
        assertThat(resolve(REF)).hasBinaryContent(content);
        assertThat(hub.downloads()).isZero();
    }

    @Test
    void aPartOfAnotherContentIsNotUsed() throws IOException {
        hub.put(PATH, content);
        leavePart(bytes(1_000, 2), "another-etag");
        assertThat(resolve(REF)).hasBinaryContent(content);
        assertThat(hub.storageRequests.getFirst().header("Range")).isEmpty();
    }

    @Test
    void aPartThatIsTooLongIsNotUsed() throws IOException {
        hub.put(PATH, content);
        leavePart(bytes(content.length + 1, 2), FakeHub.sha256(content));
        assertThat(resolve(REF)).hasBinaryContent(content);
    }

    @Test
    void aServerThatIgnoresRangesStartsAgain() throws IOException {
        hub.put(PATH, content);
        leavePart(Arrays.copyOf(content, 1_000), FakeHub.sha256(content));
        hub.storageFaults.add((exchange, bytes) -> {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        });
        assertThat(resolve(REF)).hasBinaryContent(content);
        assertThat(hub.storageRequests).hasSize(1);
        assertThat(hub.storageRequests.getFirst().header("Range")).isEqualTo("bytes=1000-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes 500-299499/300000", "bytes 1000-299999/400000", "nonsense", ""})
    void aServerThatSendsAnotherRangeIsNotBelieved(String range) throws IOException {
        hub.put(PATH, content);
        leavePart(Arrays.copyOf(content, 1_000), FakeHub.sha256(content));
        hub.storageFaults.add((exchange, bytes) -> {
            if (!range.isEmpty()) {
                exchange.getResponseHeaders().set("Content-Range", range);
            }
            exchange.sendResponseHeaders(206, bytes.length - 1_000);
            exchange.getResponseBody().write(new byte[bytes.length - 1_000]);
        });
        assertThat(resolve(REF)).hasBinaryContent(content);
    }

    @Test
    void aRangeThatTheServerDoesNotHaveStartsAgain() throws IOException {
        hub.put(PATH, content);
        leavePart(Arrays.copyOf(content, 1_000), FakeHub.sha256(content));
        hub.storageFaults.add(FakeHub.status(416));
        assertThat(resolve(REF)).hasBinaryContent(content);
        assertThat(hub.storageRequests)
                .extracting(seen -> seen.header("Range"))
                .containsExactly("bytes=1000-", "");
    }

    @Test
    void aWrongChecksumDeletesWhatCame() {
        hub.putDamaged(PATH, content);
        var failure = failure(() -> resolve(REF));
        assertThat(failure.kind()).isEqualTo(Kind.DOWNLOAD_FAILED);
        assertThat(failure)
                .hasMessageContaining("SHA-256 " + FakeHub.sha256(content))
                .hasMessageContaining("the hub declares " + "ab".repeat(32))
                .hasMessageContaining("run it again");
        assertThat(slot(REF).file()).doesNotExist();
        assertThat(slot(REF).part()).doesNotExist();
        assertThat(slot(REF).partNote()).doesNotExist();
    }

    @Test
    void aDamagedPartIsFoundAndTheNextPullStartsAnew() throws IOException {
        hub.put(PATH, content);
        leavePart(bytes(1_000, 9), FakeHub.sha256(content));
        assertThat(failure(() -> resolve(REF))).hasMessageContaining("is deleted");
        assertThat(resolve(REF)).hasBinaryContent(content);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void moreBytesThanDeclaredAreRefused(boolean withLength) {
        hub.put(PATH, content);
        for (int i = 0; i < 3; i++) {
            hub.storageFaults.add((exchange, bytes) -> {
                exchange.sendResponseHeaders(200, withLength ? bytes.length + 7 : 0);
                exchange.getResponseBody().write(bytes);
                exchange.getResponseBody().write(new byte[7]);
            });
        }
        assertThat(failure(() -> resolve(REF)))
                .hasMessageContaining("more bytes came than the 300,000 that were declared");
        assertThat(slot(REF).file()).doesNotExist();
    }

    @Test
    void fewerBytesThanDeclaredAreFilledUp() {
        hub.put(PATH, content);
        hub.storageFaults.add((exchange, bytes) -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write(bytes, 0, 1_000);
        });
        assertThat(resolve(REF)).hasBinaryContent(content);
        assertThat(hub.storageRequests.getLast().header("Range")).isEqualTo("bytes=1000-");
    }

    @Test
    void anInterruptedPullStopsAtOnceAndCanGoOn() throws Exception {
        hub.put(PATH, content);
        hub.storageFaults.add(FakeHub.slowly(10_000, 100));
        var failure = new CompletableFuture<RoseException>();
        var thread =
                Thread.ofPlatform()
                        .start(() -> {
                            failure.complete(failure(() -> resolve(REF)));
                        });
        while (events.progress(Phase.DOWNLOADING).stream().noneMatch(p -> p.bytes() > 20_000)) {
            Thread.sleep(10);
        }
        thread.interrupt();
        thread.join(Duration.ofSeconds(2));
        assertThat(thread.isAlive()).isFalse();
        assertThat(failure.join())
                .hasCauseInstanceOf(InterruptedException.class)
                .hasMessageContaining("of 300.0 kB are kept, run it again to go on");
        assertThat(resolve(REF)).hasBinaryContent(content);
        assertThat(hub.storageRequests.getLast().header("Range")).matches("bytes=[1-9]\\d+-");
    }
}
