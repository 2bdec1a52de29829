package dev.rose.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CostStoreTest {
    @TempDir private Path folder;

    @Test
    void whatWasKeptIsFoundByItsKeyAlone() {
        var store = new CostStore(folder.resolve("costs"));
        assertThat(store.find("a")).isEmpty();
        store.keep("a", curve(6.8));
        store.keep("b", curve(9.1));
        assertThat(store.find("a").orElseThrow().ms(Way.SPLIT, 1)).isCloseTo(6.8, within(1e-3));
        assertThat(store.find("b").orElseThrow().ms(Way.SPLIT, 1)).isCloseTo(9.1, within(1e-3));
        assertThat(store.find("a").orElseThrow().points(Way.JOINT)).containsOnlyKeys(2, 64);
        assertThat(store.find("c")).isEmpty();
    }

    @Test
    void aBusyHourIsNotBelievedForEver() {
        var store = new CostStore(folder);
        store.keep("a", curve(6.8));
        store.keep("a", curve(270));
        assertThat(store.find("a").orElseThrow().ms(Way.SPLIT, 1))
                .isCloseTo(1.1 * 6.8, within(1e-3));
        store.keep("a", curve(5));
        assertThat(store.find("a").orElseThrow().ms(Way.SPLIT, 1)).isCloseTo(5, within(1e-3));
    }

    @Test
    void nothingKnownIsNotKept() {
        new CostStore(folder.resolve("none")).keep("a", new CostCurve());
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "split.1 = quick",
                "split.0 = 5",
                "joint.1 = -2",
                "joint.1 = NaN",
                "joint.x = 1",
                "split.99999 = 1",
                "joint.1 = \\u12"
            })
    void aDamagedFileIsMeasuredAnew(String line) throws IOException {
        var store = new CostStore(folder);
        store.keep("a", curve(6.8));
        try (var files = Files.list(folder)) {
            Files.writeString(files.findFirst().orElseThrow(), line + "\n");
        }
        assertThat(store.find("a")).isEmpty();
    }

    @Test
    void aFolderThatCannotBeMadeIsNoFailure() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "");
        var store = new CostStore(file.resolve("costs"));
        store.keep("a", curve(1));
        assertThat(store.find("a")).isEmpty();
    }

    @Test
    void manyMayWriteAtOnce() throws Exception {
        var store = new CostStore(folder);
        try (var threads = Executors.newFixedThreadPool(4)) {
            threads.invokeAll(
                            IntStream.range(0, 40)
                                    .<Callable<Void>>mapToObj(i ->
                                            () -> {
                                                store.keep("a", curve(1 + i));
                                                assertThat(store.find("a")).isPresent();
                                                return null;
                                            })
                                    .toList())
                    .forEach(done -> assertThat(done).succeedsWithin(java.time.Duration.ZERO));
        }
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    private static CostCurve curve(double ms) {
        var curve = new CostCurve();
        curve.set(Way.SPLIT, 1, ms);
        curve.set(Way.JOINT, 2, ms * 1.3);
        curve.set(Way.JOINT, 64, ms * 12);
        return curve;
    }
}
