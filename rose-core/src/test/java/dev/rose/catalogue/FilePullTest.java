package dev.rose.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files from a publisher on the loopback interface. */
final class FilePullTest {
    private final FakePublisher publisher = new FakePublisher();
    private final byte[] content = HubTest.bytes(200_000, 3);
    private final String sha256 = sha256(content);
    private final Events events = new Events();

    @TempDir private Path temp;

    @AfterEach
    void close() {
        publisher.close();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private FilePull.Pulled pull(String expected) {
        return pull(CatalogueOptions.defaults(), expected);
    }

    private FilePull.Pulled pull(CatalogueOptions options, String expected) {
        return new FilePull(options.withPatience(HubTest.SHORT), events)
                .pull(publisher.address("a/b.csv"), file(), expected);
    }

    private Path file() {
        return temp.resolve("data").resolve("b.csv");
    }

    private RoseException failure(Kind kind, ThrowingCallable call) {
        var failure = HubTest.failure(call);
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
        return failure;
    }

    @Test
    void aFileIsBroughtOnceAndThenChecked() throws Exception {
        publisher.put("a/b.csv", content);
        assertThat(pull(sha256)).isEqualTo(new FilePull.Pulled(file(), sha256, true));
        assertThat(file()).hasBinaryContent(content);
        assertThat(pull(sha256)).isEqualTo(new FilePull.Pulled(file(), sha256, false));
        assertThat(publisher.requests).containsExactly("HEAD /a/b.csv 0", "GET /a/b.csv 0");
        try (var beside = Files.list(file().getParent())) {
            assertThat(beside.map(p -> p.getFileName().toString()))
                    .containsExactlyInAnyOrder("b.csv", ".pull");
        }
    }

    @Test
    void aDownloadThatBreaksOffGoesOnWhereItWas() {
        publisher.put("a/b.csv", content);
        publisher.faults.add(publisher.breakAfter("a/b.csv", 50_000, temp));
        assertThat(pull(sha256).sha256()).isEqualTo(sha256);
        assertThat(file()).hasBinaryContent(content);
        assertThat(publisher.requests).last().isEqualTo("GET /a/b.csv 50000");
    }

    @Test
    void aLaterPullGoesOnWhereAnEarlierOneGaveUp() {
        publisher.put("a/b.csv", content);
        publisher.faults.add(publisher.breakAfter("a/b.csv", 60_000, temp));
        publisher.faults.add(FakePublisher.status(500));
        publisher.faults.add(FakePublisher.status(503));
        assertThat(failure(Kind.DOWNLOAD_FAILED, () -> pull(sha256)))
                .hasMessageContaining("60.0 kB of 200.0 kB are kept");
        assertThat(file()).doesNotExist();
        assertThat(pull(sha256).fetched()).isTrue();
        assertThat(publisher.requests).last().isEqualTo("GET /a/b.csv 60000");
    }

    @Test
    void withoutASumAndATagNothingIsGoneOnWith() {
        publisher.tags = false;
        publisher.put("a/b.csv", content);
        publisher.faults.add(publisher.breakAfter("a/b.csv", 60_000, temp));
        publisher.faults.add(FakePublisher.status(500));
        publisher.faults.add(FakePublisher.status(500));
        failure(Kind.DOWNLOAD_FAILED, () -> pull(""));
        assertThat(pull("").sha256()).isEqualTo(sha256);
        assertThat(publisher.requests).last().isEqualTo("GET /a/b.csv 0");
    }

    @Test
    void anotherContentIsNotKept() {
        publisher.put("a/b.csv", HubTest.bytes(200_000, 4));
        assertThat(failure(Kind.DOWNLOAD_FAILED, () -> pull(sha256)))
                .hasMessageContaining(sha256)
                .hasMessageContaining("the publisher has changed the file");
        assertThat(file()).doesNotExist();
    }

    @Test
    void anotherFileInItsPlaceIsNotReplaced() throws Exception {
        publisher.put("a/b.csv", content);
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "mine");
        assertThat(failure(Kind.DOWNLOAD_FAILED, () -> pull(sha256)))
                .hasMessageContaining("delete it to have it brought anew");
        assertThat(file()).hasContent("mine");
        assertThat(publisher.requests).isEmpty();
    }

    @Test
    void aServerWithoutHeadIsAskedByGet() {
        publisher.head = false;
        publisher.put("a/b.csv", content);
        assertThat(pull("").sha256()).isEqualTo(sha256);
    }

    @Test
    void whatIsNotThereIsSaidWithItsAddressAndPlace() {
        assertThat(failure(Kind.NOT_FOUND, () -> pull("")))
                .hasMessageContaining("answered 404 for " + publisher.address("a/b.csv"))
                .hasMessageContaining("put it at " + file());
    }

    @Test
    void aBusyServerIsAskedAgain() {
        publisher.put("a/b.csv", content);
        publisher.faults.add(FakePublisher.status(429));
        assertThat(pull(sha256).fetched()).isTrue();
    }

    @Test
    void offlineOnlyWhatIsThereIsTaken() throws Exception {
        var offline = CatalogueOptions.defaults().withOffline(true);
        failure(Kind.OFFLINE, () -> pull(offline, sha256));
        Files.createDirectories(file().getParent());
        Files.write(file(), content);
        assertThat(pull(offline, sha256).fetched()).isFalse();
        assertThat(publisher.requests).isEmpty();
    }

    @Test
    void filesOfTheHubComeFromTheEndpointWithItsToken() {
        try (var hub = new FakeHub()) {
            hub.token = "secret";
            hub.put("acme/tiny/b.csv", content);
            var options =
                    CatalogueOptions.defaults()
                            .withEndpoint(hub.endpoint())
                            .withToken("secret")
                            .withPatience(HubTest.SHORT);
            var address = CatalogueOptions.HUGGING_FACE.resolve("/acme/tiny/resolve/main/b.csv");
            var pulled = new FilePull(options, events).pull(address, file(), sha256);
            assertThat(pulled.fetched()).isTrue();
            assertThat(hub.storageRequests)
                    .isNotEmpty()
                    .allSatisfy(seen -> assertThat(seen.header("Authorization")).isEmpty());
        }
    }

    /** Wherever it breaks off, in the end it is the file. */
    @Test
    void itSurvivesBreaksAtAnyPlace() {
        publisher.put("a/b.csv", content);
        var random = new Random(11);
        for (int round = 0; round < 10; round++) {
            publisher.faults.add(
                    publisher.breakAfter("a/b.csv", random.nextInt(content.length), temp));
            assertThat(pull(sha256).fetched()).isTrue();
            assertThat(Arrays.equals(read(), content)).isTrue();
            delete();
        }
    }

    private byte[] read() {
        try {
            return Files.readAllBytes(file());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void delete() {
        try {
            Files.delete(file());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
