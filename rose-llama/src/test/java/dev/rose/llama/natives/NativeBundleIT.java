package dev.rose.llama.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes at one native folder. */
class NativeBundleIT {
    @TempDir private Path temp;

    @Test
    void threadsAndProcessesThatUnpackAtOnceGetTheSameWholeFolder() throws Exception {
        var jar = FakeNatives.jar(temp, "linux-x64");
        for (int round = 0; round < 3; round++) {
            var nativeFolder = temp.resolve("native" + round);
            var processes = new ArrayList<Process>();
            for (int i = 0; i < 2; i++) {
                processes.add(UnpackingProcess.start(jar, nativeFolder));
            }
            for (var process : processes) {
                assertThat(process.inputReader().readLine()).isEqualTo("ready");
            }
            if (round == 2) { // everyone finds a damaged folder
                var folder = bundle().unpackInto(nativeFolder);
                Files.write(folder.resolve("libllama.v0.5.0.so"), new byte[17]);
                Files.delete(folder.resolve("libggml-base.so"));
            }
            var expected = nativeFolder.resolve("linux-x64-9.9.9");
            var start = new CountDownLatch(1);
            try (var threads = Executors.newFixedThreadPool(8)) {
                Callable<Path> unpack =
                        () -> {
                            start.await();
                            var folder = bundle().unpackInto(nativeFolder);
                            assertWhole(folder);
                            return folder;
                        };
                var futures = Collections.nCopies(8, unpack).stream().map(threads::submit).toList();
                start.countDown();
                for (var process : processes) {
                    process.outputWriter().close();
                }
                for (var future : futures) {
                    assertThat(future.get(1, TimeUnit.MINUTES)).isEqualTo(expected);
                }
            }
            for (var process : processes) {
                assertThat(process.inputReader().readLine()).isEqualTo(expected.toString());
                assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
                assertThat(process.exitValue()).isZero();
            }
            assertWhole(expected);
            assertThat(nativeFolder.toFile().list()).containsExactly("linux-x64-9.9.9");
        }
    }

    private NativeBundle bundle() throws IOException {
        var loader = FakeNatives.loader(temp.resolve("natives-linux-x64.jar"));
        return NativeBundle.find(loader, new Platform("linux-x64", List.of("linux-x64")))
                .orElseThrow();
    }

    private static void assertWhole(Path folder) {
        FakeNatives.FILES.forEach((name, size) ->
                assertThat(folder.resolve(name)).hasBinaryContent(FakeNatives.content(name, size)));
    }
}
