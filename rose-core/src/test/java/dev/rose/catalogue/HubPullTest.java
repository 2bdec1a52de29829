package dev.rose.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rose.catalogue.PullEvent.Phase;
import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubPullTest {
    private static final String PATH = "acme/tiny-GGUF/tiny.Q4_1.gguf";
    private static final ModelRef.Hub REF = ModelRef.Hub.parse("hf:" + PATH);
    private static final Patience SHORT =
            new Patience(
                    3,
                    Duration.ofMillis(5),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10));
    private static final Patience NONE =
            new Patience(
                    3,
                    Duration.ofMillis(5),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofMillis(500));

    @TempDir private Path temp;

    private final FakeHub hub = new FakeHub();
    private final byte[] content = bytes(300_000, 1);
    private final Events events = new Events();

    @AfterEach
    void close() {
        hub.close();
    }

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
    void aCachedFileNeedsNoNetwork() {
        hub.put(PATH, content);
        var file = resolve(REF);
        hub.close();
        assertThat(resolve(REF)).isEqualTo(file);
        assertThat(catalogue(options().withOffline(true)).resolve(REF)).isEqualTo(file);
        assertThat(catalogue(options().withOffline(true)).pull(REF, events)).isEqualTo(file);
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
    void theTokenGoesToTheHubAlone() {
        hub.put(PATH, content);
        hub.token = "hf_secret";
        catalogue(options().withToken("hf_secret")).resolve(REF);
        assertThat(hub.hubRequests)
                .hasSize(2)
                .allMatch(seen -> seen.header("Authorization").equals("Bearer hf_secret"));
        assertThat(hub.storageRequests)
                .hasSize(1)
                .allMatch(seen -> seen.header("Authorization").isEmpty());
    }

    @Test
    void revisionsFoldersAndSpacesAreAskedForAsTheHubWritesThem() {
        hub.put("acme/tiny-GGUF/a folder/tiny 1+.gguf", content);
        var ref = ModelRef.Hub.parse("hf:acme/tiny-GGUF@refs%2Fpr%2F1/a folder/tiny 1+.gguf");
        assertThat(resolve(ref)).hasBinaryContent(content);
        assertThat(hub.hubRequests.getFirst().path())
                .isEqualTo("/acme/tiny-GGUF/resolve/refs%2Fpr%2F1/a%20folder/tiny%201%2B.gguf");
        assertThat(hub.hubRequests.getFirst().method()).isEqualTo("HEAD");
        assertThat(hub.hubRequests.getLast().path()).contains("/resolve/" + FakeHub.COMMIT + "/");
    }

    @Test
    void aRenamedRepositoryIsFollowed() {
        hub.put(PATH, content);
        hub.renamed.put("old/name", "acme/tiny-GGUF");
        assertThat(resolve(ModelRef.Hub.parse("hf:old/name/tiny.Q4_1.gguf")))
                .hasBinaryContent(content);
    }

    @Test
    void anEndpointMayHaveAPath() throws IOException {
        hub.put(PATH, content);
        var mirror = options().withEndpoint(URI.create(hub.endpoint() + "/mirror/"));
        hub.hubFaults.add(FakeHub.status(404));
        catchThrowableOfType(RoseException.class, () -> catalogue(mirror).resolve(REF));
        assertThat(hub.hubRequests.getFirst().path()).startsWith("/mirror/acme/tiny-GGUF/resolve/");
    }

    @Test
    void aBrokenDownloadGoesOnWhereItBroke() {
        hub.put(PATH, content);
        hub.storageFaults.add(FakeHub.brokenAfter(100_000));
        hub.storageFaults.add(FakeHub.brokenAfter(100_000));
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
            hub.storageFaults.add(FakeHub.brokenAfter(50_000));
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
                .hasMessageContaining("more bytes came than the 300,000 that the hub declares");
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
    void aSilentServerIsLeftAndAskedAgain() {
        hub.put(PATH, content);
        hub.storageFaults.add(FakeHub.silentAfter(10_000));
        long start = System.nanoTime();
        assertThat(catalogue(options().withPatience(NONE)).resolve(REF, events))
                .hasBinaryContent(content);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        assertThat(events.of(PullEvent.Retrying.class))
                .extracting(PullEvent.Retrying::reason)
                .contains("no byte came for 0.5 s");
    }

    @Test
    void aHubThatDoesNotAnswerIsGivenUp() {
        for (int i = 0; i < 3; i++) {
            hub.hubFaults.add((exchange, bytes) -> sleep(20_000));
        }
        assertThat(failure(() -> catalogue(options().withPatience(NONE)).resolve(REF)))
                .hasMessageContaining("no answer for 0.5 s; after 3 attempts");
    }

    @Test
    void aHubThatIsNotThereIsNamed() {
        hub.close();
        var failure = failure(() -> resolve(REF));
        assertThat(failure.kind()).isEqualTo(Kind.DOWNLOAD_FAILED);
        assertThat(failure)
                .hasMessageContaining("tiny.Q4_1.gguf from 127.0.0.1 (connection refused");
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void passingTroubleIsTriedAgain(int status) {
        hub.put(PATH, content);
        hub.hubFaults.add(FakeHub.status(status));
        hub.storageFaults.add(FakeHub.status(status));
        assertThat(resolve(REF)).hasBinaryContent(content);
        assertThat(events.of(PullEvent.Retrying.class))
                .hasSize(2)
                .allMatch(retry -> retry.reason().contains("answered " + status));
    }

    @Test
    void retryAfterIsHonoured() {
        hub.put(PATH, content);
        hub.hubFaults.add(FakeHub.status(429, "Retry-After", "1"));
        long start = System.nanoTime();
        resolve(REF);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(events.of(PullEvent.Retrying.class).getFirst().pause())
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void retryAfterMayBeADate() {
        hub.put(PATH, content);
        var date =
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(2));
        hub.hubFaults.add(FakeHub.status(503, "Retry-After", date));
        resolve(REF);
        assertThat(events.of(PullEvent.Retrying.class).getFirst().pause())
                .isBetween(Duration.ofMillis(1), Duration.ofSeconds(2));
    }

    @Test
    void aServerThatAsksForALongPauseEndsThePull() {
        hub.put(PATH, content);
        hub.hubFaults.add(FakeHub.status(429, "Retry-After", "600"));
        assertThat(failure(() -> resolve(REF))).hasMessageContaining("asks to wait 10 minutes");
    }

    @Test
    void anExpiredStorageAddressIsAskedForAnew() {
        hub.put(PATH, content);
        hub.storageFaults.add(FakeHub.status(403));
        assertThat(resolve(REF)).hasBinaryContent(content);
        assertThat(hub.hubRequests).hasSize(3);
    }

    @Test
    void endlessRedirectsEnd() {
        for (int i = 0; i < 20; i++) {
            hub.hubFaults.add(FakeHub.status(302, "Location", "/elsewhere"));
        }
        assertThat(failure(() -> resolve(REF))).hasMessageContaining("more than 10 times");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "", "http://", "ht!tp:x", "mailto:a@b"})
    void aRedirectThatLeadsNowhereIsNotFollowed(String location) {
        for (int i = 0; i < 3; i++) {
            hub.hubFaults.add(FakeHub.status(302, "Location", location));
        }
        assertThat(failure(() -> resolve(REF))).hasMessageContaining("redirects to '");
    }

    @Test
    void aPageThatIsNoHubIsRefused() {
        hub.hubFaults.add(FakeHub.status(200, "Content-Type", "text/html"));
        assertThat(failure(() -> resolve(REF)))
                .hasMessageContaining("it is no hub or a proxy answers for it")
                .hasMessageContaining("HF_ENDPOINT");
    }

    @ParameterizedTest
    @CsvSource({
        "hf:nobody/nothing/x.gguf, NOT_FOUND, no repository nobody/nothing",
        "hf:acme/tiny-GGUF/other.gguf, NOT_FOUND, has no file other.gguf at revision main",
        "hf:acme/tiny-GGUF@v9/tiny.Q4_1.gguf, NOT_FOUND, has no revision 'v9'",
    })
    void whatIsNotThereIsNamed(String ref, Kind kind, String message) {
        hub.put(PATH, content);
        var failure = failure(() -> resolve(ModelRef.parse(ref)));
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageContaining(message);
        assertThat(hub.hubRequests).hasSize(1);
    }

    @Test
    void aRepositoryThatIsNotPublicAsksForAToken() {
        hub.put(PATH, content);
        hub.token = "hf_secret";
        assertThat(failure(() -> resolve(REF)))
                .hasMessageContaining("does not exist or is not public (401")
                .hasMessageContaining("HF_TOKEN");
        assertThat(failure(() -> catalogue(options().withToken("hf_wrong")).resolve(REF)))
                .hasMessageContaining("does not accept the token")
                .hasMessageContaining("check HF_TOKEN")
                .hasMessageNotContaining("hf_wrong");
    }

    @Test
    void aGatedRepositoryNamesThePageOfItsLicence() {
        hub.put(PATH, content);
        hub.gated = true;
        assertThat(failure(() -> resolve(REF)))
                .hasMessageContaining("accept it at " + hub.endpoint() + "/acme/tiny-GGUF")
                .hasMessageContaining("HF_TOKEN");
    }

    @Test
    void offlineRefusesWhatIsNotThere() {
        hub.put(PATH, content);
        var failure = failure(() -> catalogue(options().withOffline(true)).resolve(REF));
        assertThat(failure.kind()).isEqualTo(Kind.OFFLINE);
        assertThat(failure).hasMessageContaining("ROSE_OFFLINE").hasMessageContaining("missing");
        assertThat(hub.hubRequests).isEmpty();
    }

    @Test
    void aFileOfAnotherSizeIsFetchedAnewOrRefusedOffline() throws IOException {
        hub.put(PATH, content);
        var file = resolve(REF);
        Files.write(file, new byte[5]);
        var failure = failure(() -> catalogue(options().withOffline(true)).resolve(REF));
        assertThat(failure.kind()).isEqualTo(Kind.OFFLINE);
        assertThat(failure).hasMessageContaining("damaged");
        assertThat(resolve(REF)).hasBinaryContent(content);
    }

    @Test
    void resolveTrustsItsNoteAndPullLooksAgain() throws IOException {
        hub.put(PATH, content);
        var file = resolve(REF);
        catalogue(options()).pull(REF, events);
        assertThat(hub.downloads()).isEqualTo(1);
        assertThat(events.of(PullEvent.Stored.class).getLast().fetched()).isFalse();
        assertThat(events.progress(Phase.CHECKING).getLast().bytes()).isEqualTo(content.length);

        Files.write(file, new byte[content.length]); // the right size, the wrong bytes
        assertThat(resolve(REF)).isEqualTo(file);
        assertThat(hub.downloads()).isEqualTo(1);
        assertThat(catalogue(options()).pull(REF, events)).hasBinaryContent(content);
        assertThat(hub.downloads()).isEqualTo(2);
    }

    @Test
    void pullFollowsARevisionThatMovedOn() {
        hub.put(PATH, content);
        resolve(REF);
        var newer = bytes(200_000, 7);
        hub.put(PATH, newer);
        assertThat(resolve(REF)).hasBinaryContent(content);
        assertThat(catalogue(options()).pull(REF, events)).hasBinaryContent(newer);
        assertThat(resolve(REF)).hasBinaryContent(newer);
    }

    @Test
    void aFileThatLostItsNoteIsCheckedInsteadOfFetched() throws IOException {
        hub.put(PATH, content);
        resolve(REF);
        Files.delete(slot(REF).sidecar());
        resolve(REF);
        assertThat(hub.downloads()).isEqualTo(1);
        assertThat(slot(REF).sidecar()).exists();
        Files.writeString(slot(REF).sidecar(), "size=\\u00zz");
        resolve(REF);
        assertThat(hub.downloads()).isEqualTo(1);
    }

    @Test
    void aSplitModelComesWhole() throws IOException {
        for (int i = 1; i <= 3; i++) {
            hub.put("acme/big/q/big-0000" + i + "-of-00003.gguf", bytes(10_000 * i, i));
        }
        var ref = ModelRef.Hub.parse("hf:acme/big/q/big-00001-of-00003.gguf");
        var file = resolve(ref);
        for (int i = 1; i <= 3; i++) {
            assertThat(file.resolveSibling("big-0000" + i + "-of-00003.gguf"))
                    .hasBinaryContent(bytes(10_000 * i, i));
        }
        assertThat(hub.downloads()).isEqualTo(3);
        assertThat(resolve(ref)).isEqualTo(file);

        Files.delete(file.resolveSibling("big-00002-of-00003.gguf"));
        resolve(ref);
        assertThat(hub.downloads()).isEqualTo(4);
        assertThat(catalogue(options()).list()).hasSize(1);
        assertThat(catalogue(options()).list().getFirst().bytes()).isEqualTo(60_000);
        assertThat(catalogue(options()).remove(ref)).isEqualTo(60_000);
        assertThat(catalogue(options()).list()).isEmpty();
    }

    @Test
    void aLaterPartOfASplitModelNamesTheFirst() {
        var failure =
                failure(() -> resolve(ModelRef.Hub.parse("hf:acme/big/big-00002-of-00003.gguf")));
        assertThat(failure.kind()).isEqualTo(Kind.INVALID_REQUEST);
        assertThat(failure).hasMessageContaining("hf:acme/big/big-00001-of-00003.gguf");
    }

    @Test
    void aFullDiskIsFoundBeforeTheDownload() {
        hub.put(PATH, content);
        var machine = new Pull.Machine(folder -> 1_000_000, Pip.ofMachine());
        var failure = failure(() -> new ModelCatalogue(options(), machine).resolve(REF));
        assertThat(failure.kind()).isEqualTo(Kind.STORAGE);
        assertThat(failure)
                .hasMessageContaining("only 1.0 MB are free")
                .hasMessageContaining("ROSE_HOME");
        assertThat(hub.downloads()).isZero();
    }

    @Test
    void anUnwritableHomeIsNamed() throws IOException {
        hub.put(PATH, content);
        var file = Files.createFile(temp.resolve("file"));
        var options = options().withHome(new RoseHome(file.resolve("home")));
        var failure = failure(() -> catalogue(options).resolve(REF));
        assertThat(failure.kind()).isEqualTo(Kind.STORAGE);
        assertThat(failure)
                .hasMessageContaining("cannot write to " + file.resolve("home"))
                .hasMessageContaining("set ROSE_HOME");
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

    @Test
    void threadsThatWantTheSameFileShareOneDownload() throws Exception {
        hub.put(PATH, content);
        hub.storageFaults.add(FakeHub.slowly(50_000, 30));
        try (var threads = Executors.newFixedThreadPool(4)) {
            Callable<Path> pull = () -> catalogue(options()).pull(REF, events);
            for (var done : threads.invokeAll(List.of(pull, pull, pull, pull))) {
                assertThat(done.get()).hasBinaryContent(content);
            }
        }
        assertThat(hub.downloads()).isEqualTo(1);
        assertThat(events.of(PullEvent.Waiting.class)).hasSize(3);
        assertThat(events.of(PullEvent.Stored.class)).hasSize(4);
    }

    @Test
    void whoWaitsForAnotherPullCanBeInterrupted() throws Exception {
        hub.put(PATH, content);
        hub.storageFaults.add(FakeHub.slowly(10_000, 50));
        var first = Thread.ofPlatform().start(() -> catalogue(options()).resolve(REF));
        while (hub.storageRequests.isEmpty()) {
            Thread.sleep(10);
        }
        var failure = new CompletableFuture<RoseException>();
        var second = Thread.ofPlatform().start(() -> failure.complete(failure(() -> resolve(REF))));
        while (events.of(PullEvent.Waiting.class).isEmpty()) {
            Thread.sleep(10);
        }
        second.interrupt();
        assertThat(failure.get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(InterruptedException.class)
                .hasMessageContaining("run it again");
        first.join();
        assertThat(slot(REF).file()).hasBinaryContent(content);
    }

    @Test
    void theListNamesWhatCannotBeRead() {
        hub.put(PATH, content);
        var file = resolve(REF);
        assertThat(catalogue(options()).list())
                .singleElement()
                .satisfies(model -> {
                    assertThat(model.ref()).isEqualTo(REF);
                    assertThat(model.path()).isEqualTo(file);
                    assertThat(model.bytes()).isEqualTo(content.length);
                    assertThat(model.description()).isNull();
                    assertThat(model.problem()).contains("GGUF").doesNotContain("\n");
                });
    }

    @Test
    void removingDeletesBrokenDownloadsToo() {
        hub.put(PATH, content);
        for (int i = 0; i < 3; i++) {
            hub.storageFaults.add(FakeHub.brokenAfter(50_000));
        }
        failure(() -> resolve(REF));
        assertThat(catalogue(options()).remove(REF)).isEqualTo(150_000);
        assertThat(slot(REF).part()).doesNotExist();
        assertThat(failure(() -> catalogue(options()).remove(REF)).kind())
                .isEqualTo(Kind.NOT_FOUND);
    }

    private CatalogueOptions options() {
        return CatalogueOptions.defaults()
                .withHome(new RoseHome(temp))
                .withEndpoint(hub.endpoint())
                .withPatience(SHORT);
    }

    private static ModelCatalogue catalogue(CatalogueOptions options) {
        return new ModelCatalogue(options);
    }

    private Path resolve(ModelRef ref) {
        return catalogue(options()).resolve(ref, events);
    }

    private Slot slot(ModelRef.Hub ref) {
        return new Cache(new RoseHome(temp)).slot(ref);
    }

    private void leavePart(byte[] bytes, String etag) throws IOException {
        Files.createDirectories(slot(REF).folder());
        Files.write(slot(REF).part(), bytes);
        new PartNote(etag, content.length, "").write(slot(REF).partNote());
    }

    private void assertNoTraces() throws IOException {
        var slot = slot(REF);
        try (var files = Files.list(slot.folder())) {
            assertThat(files).containsExactlyInAnyOrder(slot.file(), slot.sidecar(), slot.lock());
        }
    }

    private static RoseException failure(ThrowingCallable c) {
        var failure = catchThrowableOfType(RoseException.class, c);
        assertThat(failure).isNotNull();
        assertThat(failure.getMessage()).doesNotContain("\n").doesNotContain("null");
        return failure;
    }

    private static byte[] bytes(int count, long seed) {
        var bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
