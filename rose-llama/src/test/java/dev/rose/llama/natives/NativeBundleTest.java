package dev.rose.llama.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.llama.LlamaException;
import dev.rose.llama.LlamaException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeBundleTest {
    private static final Platform LINUX = Platform.of("Linux", "amd64");

    @TempDir private Path temp;

    @Test
    void unpacksTheLibrariesOfThisMachine() {
        var bundle = NativeBundle.require();
        var folder = bundle.unpackInto(temp.resolve("home/native"));
        assertThat(folder).isEqualTo(temp.resolve("home/native").resolve(bundle.build()));
        assertThat(folder.toFile().list())
                .anyMatch(name -> name.matches("(lib)?llama.*\\.v.*"))
                .contains("LICENSE");
        assertThat(bundle.llamaVersion()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(bundle.build()).startsWith(bundle.platform());
    }

    @Test
    void unpacksEveryFileWithItsContent() throws IOException {
        var folder = fake().unpackInto(temp.resolve("native"));
        assertWhole(folder);
        assertThat(folder).isEqualTo(temp.resolve("native/linux-x64-9.9.9"));
        assertNothingElse();
    }

    @Test
    void aCompleteFolderIsLeftAlone() throws IOException {
        var bundle = fake();
        var folder = bundle.unpackInto(temp.resolve("native"));
        var then = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        Files.setLastModifiedTime(folder.resolve("libggml-base.so"), then);
        Files.delete(temp.resolve("natives-linux-x64.jar"));
        assertThat(bundle.unpackInto(temp.resolve("native"))).isEqualTo(folder);
        assertThat(Files.getLastModifiedTime(folder.resolve("libggml-base.so"))).isEqualTo(then);
    }

    @Test
    void aDamagedFolderIsMended() throws IOException {
        var bundle = fake();
        var folder = bundle.unpackInto(temp.resolve("native"));
        Files.delete(folder.resolve("LICENSE"));
        Files.createDirectories(folder.resolve("LICENSE/oddly"));
        Files.write(folder.resolve("libllama.v0.5.0.so"), new byte[17]);
        Files.delete(folder.resolve("libggml-base.so"));
        bundle.unpackInto(temp.resolve("native"));
        assertWhole(folder);
        assertNothingElse();
    }

    @Test
    void leftoversOfKilledProcessesAreRemovedAfterADay() throws IOException {
        var old = Files.createDirectories(temp.resolve("native/.linux-x64-9.9.9-old"));
        Files.write(old.resolve("LICENSE"), new byte[3]);
        var yesterday = Instant.now().minus(Duration.ofHours(25));
        Files.setLastModifiedTime(old, FileTime.from(yesterday));
        var fresh = Files.createDirectories(temp.resolve("native/.linux-x64-9.9.9-fresh"));
        fake().unpackInto(temp.resolve("native"));
        assertThat(old).doesNotExist();
        assertThat(fresh).exists();
    }

    @Test
    void threadsThatUnpackAtOnceGetTheSameWholeFolder() throws Exception {
        FakeNatives.jar(temp, "linux-x64");
        var start = new CountDownLatch(1);
        try (var threads = Executors.newFixedThreadPool(8)) {
            Callable<Path> unpack =
                    () -> {
                        start.await();
                        var folder = fake().unpackInto(temp.resolve("native"));
                        assertWhole(folder);
                        return folder;
                    };
            var futures = Collections.nCopies(8, unpack).stream().map(threads::submit).toList();
            start.countDown();
            for (var future : futures) {
                assertThat(future.get()).isEqualTo(temp.resolve("native/linux-x64-9.9.9"));
            }
        }
        assertNothingElse();
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() throws IOException {
        var file = Files.createFile(temp.resolve("file"));
        assertThatThrownBy(() -> fake().unpackInto(file))
                .asInstanceOf(InstanceOfAssertFactories.throwable(LlamaException.class))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.STORAGE))
                .satisfies(e ->
                        assertThat(e.getMessage())
                                .contains(file.toString(), "ROSE_HOME")
                                .doesNotContain("\n"));
    }

    @Test
    void withoutNativesThePlatformAndTheArtifactAreNamed() throws IOException {
        try (var empty = FakeNatives.loader()) {
            assertThat(NativeBundle.find(empty, LINUX)).isEmpty();
        }
        assertThat(NativeBundle.missing(Platform.of("Mac OS X", "aarch64")))
                .hasMessageContaining("mac-arm64 ")
                .hasMessageContaining("dev.rose:rose-llama-natives-mac-arm64-metal")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED_BUILD));
    }

    @Test
    void theBundleForEveryMachineGoesBeforeThoseForGpus() throws IOException {
        var plain = FakeNatives.jar(temp, "linux-x64");
        var cuda = FakeNatives.jar(temp, "linux-x64-cuda");
        try (var both = FakeNatives.loader(cuda, plain);
                var alone = FakeNatives.loader(cuda)) {
            assertThat(NativeBundle.find(both, LINUX))
                    .map(NativeBundle::build)
                    .hasValue("linux-x64-9.9.9");
            assertThat(NativeBundle.find(alone, LINUX))
                    .map(NativeBundle::build)
                    .hasValue("linux-x64-cuda-9.9.9");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "build=b\nllama=0.5.0\n",
                "llama=0.5.0\nfile.a=1\n",
                "build=b\nfile.a=1\n",
                "build=../b\nllama=0.5.0\nfile.a=1\n",
                "build=b\nllama=0.5.0\nfile.../../a=1\n",
                "build=b\nllama=0.5.0\nfile.a=many\n",
                "build=\\u00zz\n",
            })
    void aDamagedDescriptionIsRefused(String properties) throws IOException {
        try (var loader = FakeNatives.loader(FakeNatives.jar(temp, "linux-x64", properties))) {
            assertThatThrownBy(() -> NativeBundle.find(loader, LINUX))
                    .asInstanceOf(InstanceOfAssertFactories.throwable(LlamaException.class))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED_BUILD))
                    .hasMessageContaining("linux-x64 is damaged");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file.LICENSE=999", "file.absent=12"})
    void aJarWithOtherFilesThanItListsIsRefusedAndLeavesNothing(String line) throws IOException {
        var properties = FakeNatives.properties("linux-x64") + line + "\n";
        try (var loader = FakeNatives.loader(FakeNatives.jar(temp, "linux-x64", properties))) {
            var bundle = NativeBundle.find(loader, LINUX).orElseThrow();
            assertThatThrownBy(() -> bundle.unpackInto(temp.resolve("native")))
                    .isInstanceOf(LlamaException.class)
                    .hasMessageContaining("natives jar");
        }
        assertThat(temp.resolve("native")).isEmptyDirectory();
    }

    private NativeBundle fake() throws IOException {
        var jar = temp.resolve("natives-linux-x64.jar");
        if (!Files.exists(jar)) {
            FakeNatives.jar(temp, "linux-x64");
        }
        return NativeBundle.find(FakeNatives.loader(jar), LINUX).orElseThrow();
    }

    private static void assertWhole(Path folder) {
        FakeNatives.FILES.forEach((name, size) ->
                assertThat(folder.resolve(name)).hasBinaryContent(FakeNatives.content(name, size)));
    }

    private void assertNothingElse() {
        assertThat(temp.resolve("native").toFile().list()).containsExactly("linux-x64-9.9.9");
    }
}
