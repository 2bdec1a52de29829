package dev.rose.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the hub is asked, and what each of its answers means. */
class HubAnswerTest extends HubTest {
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
}
