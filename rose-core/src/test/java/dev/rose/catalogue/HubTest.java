package dev.rose.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rose.error.RoseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests against the loopback hub share: the hub, a cache folder, short pauses. */
abstract class HubTest {
    static final String PATH = "acme/tiny-GGUF/tiny.Q4_1.gguf";
    static final ModelRef.Hub REF = ModelRef.Hub.parse("hf:" + PATH);
    static final Patience SHORT =
            new Patience(
                    3,
                    Duration.ofMillis(5),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10));
    static final Patience NONE =
            new Patience(
                    3,
                    Duration.ofMillis(5),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofMillis(500));

    @TempDir Path temp;

    final FakeHub hub = new FakeHub();
    final byte[] content = bytes(300_000, 1);
    final Events events = new Events();

    @AfterEach
    void close() {
        hub.close();
    }

    CatalogueOptions options() {
        return CatalogueOptions.defaults()
                .withHome(new RoseHome(temp))
                .withEndpoint(hub.endpoint())
                .withPatience(SHORT);
    }

    static ModelCatalogue catalogue(CatalogueOptions options) {
        return new ModelCatalogue(options);
    }

    Path resolve(ModelRef ref) {
        return catalogue(options()).resolve(ref, events);
    }

    Slot slot(ModelRef.Hub ref) {
        return new Cache(new RoseHome(temp)).slot(ref);
    }

    void leavePart(byte[] bytes, String etag) throws IOException {
        Files.createDirectories(slot(REF).folder());
        Files.write(slot(REF).part(), bytes);
        new PartNote(etag, content.length, "").write(slot(REF).partNote());
    }

    void assertNoTraces() throws IOException {
        var slot = slot(REF);
        try (var files = Files.list(slot.folder())) {
            assertThat(files).containsExactlyInAnyOrder(slot.file(), slot.sidecar(), slot.lock());
        }
    }

    static RoseException failure(ThrowingCallable c) {
        var failure = catchThrowableOfType(RoseException.class, c);
        assertThat(failure).isNotNull();
        assertThat(failure.getMessage()).doesNotContain("\n").doesNotContain("null");
        return failure;
    }

    static byte[] bytes(int count, long seed) {
        var bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
