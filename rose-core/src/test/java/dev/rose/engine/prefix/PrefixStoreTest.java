package dev.rose.engine.prefix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.error.RoseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrefixStoreTest {
    @TempDir private Path folder;

    @Test
    void whatWasWrittenIsFoundByModelAndTokens() throws IOException {
        var store = new PrefixStore(folder.resolve("a/b"), "model", 1000);
        assertThat(store.find(new int[] {1, 2})).isEmpty();

        var file = store.fileFor(new int[] {1, 2});
        assertThat(store.find(new int[] {1, 2})).isEmpty();
        Files.write(file, new byte[10]);

        assertThat(new PrefixStore(folder.resolve("a/b"), "model", 1000).find(new int[] {1, 2}))
                .contains(file);
        assertThat(store.find(new int[] {1})).isEmpty();
        assertThat(store.find(new int[] {2, 1})).isEmpty();
        assertThat(new PrefixStore(folder.resolve("a/b"), "other", 1000).find(new int[] {1, 2}))
                .isEmpty();
    }

    @Test
    void whatWasNotUsedForLongestMakesRoom() throws IOException {
        var store = new PrefixStore(folder, "model", 250);
        for (int i = 0; i < 4; i++) {
            var file = store.fileFor(new int[] {i});
            Files.write(file, new byte[100]);
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(100 - i)));
            if (i < 3) {
                store.trim();
            }
        }
        assertThat(store.find(new int[] {0})).as("used again").isEmpty();
        assertThat(store.find(new int[] {1})).as("used again").isPresent();

        store.trim();

        assertThat(store.find(new int[] {1})).isPresent();
        assertThat(store.find(new int[] {2})).isEmpty();
        assertThat(store.find(new int[] {3})).isPresent();
    }

    @Test
    void filesOfOthersStay() throws IOException {
        var other = Files.write(folder.resolve("notes.txt"), new byte[500]);
        var store = new PrefixStore(folder, "model", 100);
        Files.write(store.fileFor(new int[] {1}), new byte[90]);
        store.trim();

        assertThat(other).exists();
        assertThat(store.find(new int[] {1})).isPresent();
    }

    @Test
    void aFolderThatCannotBeMadeIsSaid() throws IOException {
        var file = Files.write(folder.resolve("file"), new byte[1]);
        var store = new PrefixStore(file.resolve("folder"), "model", 100);

        assertThat(store.find(new int[] {1})).isEmpty();
        assertThatThrownBy(() -> store.fileFor(new int[] {1}))
                .isInstanceOfSatisfying(
                        RoseException.class,
                        e -> assertThat(e.kind()).isEqualTo(RoseException.Kind.STORAGE))
                .hasMessageContaining(file.toString());
    }

    /** What processes share is the folder alone; so stores of their own stand for them here. */
    @Test
    void manyUseOneFolder() throws Exception {
        try (var threads = Executors.newFixedThreadPool(8)) {
            var work = new ArrayList<Future<?>>();
            for (int t = 0; t < 8; t++) {
                int first = t;
                work.add(
                        threads.submit(() -> {
                            var store = new PrefixStore(folder, "model", 1000);
                            for (int i = 0; i < 200; i++) {
                                int[] tokens = {(first + i) % 20};
                                store.find(tokens);
                                var part = Files.createTempFile(folder, "x", ".part");
                                Files.write(part, new byte[100]);
                                Files.move(
                                        part,
                                        store.fileFor(tokens),
                                        java.nio.file.StandardCopyOption.ATOMIC_MOVE);
                                store.trim();
                            }
                            return null;
                        }));
            }
            for (var done : work) {
                done.get();
            }
        }
        new PrefixStore(folder, "model", 1000).trim();
        long bytes = 0;
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        assertThat(bytes).isBetween(100L, 1000L);
    }
}
