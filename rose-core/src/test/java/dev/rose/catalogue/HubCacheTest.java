package dev.rose.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.catalogue.PullEvent.Phase;
import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is done with what is there already, and who may touch it. */
class HubCacheTest extends HubTest {
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
            hub.storageFaults.add(FakeHub.brokenAfter(50_000, temp));
        }
        failure(() -> resolve(REF));
        assertThat(catalogue(options()).remove(REF)).isEqualTo(150_000);
        assertThat(slot(REF).part()).doesNotExist();
        assertThat(failure(() -> catalogue(options()).remove(REF)).kind())
                .isEqualTo(Kind.NOT_FOUND);
    }
}
