package dev.rose.eval.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.catalogue.CatalogueOptions;
import dev.rose.catalogue.FakePublisher;
import dev.rose.catalogue.PullListener;
import dev.rose.error.RoseException.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Benchmarks from a publisher on the loopback interface. */
final class DataPullTest {
    private final FakePublisher publisher = new FakePublisher();

    @TempDir private Path temp;

    @AfterEach
    void close() {
        publisher.close();
    }

    private Path data() {
        return temp.resolve("data");
    }

    private List<DataPull.Pulled> pull(Benchmark benchmark) {
        return new DataPull(data(), CatalogueOptions.defaults(), PullListener.silent())
                .pull(benchmark);
    }

    private static Benchmark with(String name, Benchmark.Source... sources) {
        return Benchmarks.withSources(Benchmarks.find(name), List.of(sources));
    }

    private Benchmark.Source source(String file, String path, String sha256) {
        return new Benchmark.Source(file, publisher.address(path).toString(), sha256);
    }

    private void publish(String path, String content) {
        publisher.put(path, content.getBytes(StandardCharsets.UTF_8));
    }

    private Benchmark mmlu() {
        return with(
                "mmlu", source("mmlu/test", "data.tar", ""), source("mmlu/dev", "data.tar", ""));
    }

    @Test
    void aFileIsBroughtAndReadable() {
        publish("x/questions.json", "[\"Hello?\"]");
        var benchmark = with("dangerousqa", source("dangerousqa.json", "x/questions.json", ""));
        var pulled = pull(benchmark).getFirst();
        assertThat(pulled.fetched()).isTrue();
        assertThat(pulled.checked()).isFalse();
        assertThat(pulled.sha256()).hasSize(64);
        assertThat(Benchmarks.load(benchmark, data()).items()).hasSize(1);
        assertThat(pull(benchmark).getFirst().fetched()).isFalse();

        var summed =
                with(
                        "dangerousqa",
                        source("dangerousqa.json", "x/questions.json", pulled.sha256()));
        assertThat(pull(summed).getFirst().checked()).isTrue();
    }

    @Test
    void aFileUnderItsPublishersNameIsEnough() {
        var benchmark = with("dangerousqa", source("dangerousqa.json", "x/questions.json", ""));
        var file = Samples.write(data(), "questions.json", "[\"Hello?\"]");
        assertThat(pull(benchmark).getFirst().path()).isEqualTo(file);
        assertThat(publisher.requests).isEmpty();
    }

    @Test
    void anArchiveIsFetchedOnceForAllItsFolders() throws Exception {
        var files = new TreeMap<String, String>();
        files.put("data/test/law_test.csv", "Law?,a,b,c,d,A\n");
        files.put("data/test/._law_test.csv", "left by a Mac");
        files.put("data/dev/law_dev.csv", "E?,a,b,c,d,B\n".repeat(50));
        files.put("data/train/law_train.csv", "not wanted");
        files.put("data/test/deeper/x_test.csv", "not wanted");
        publisher.put("data.tar", tar(files));
        var pulled = pull(mmlu());
        assertThat(pulled).extracting(DataPull.Pulled::fetched).containsExactly(true, true);
        assertThat(pulled.getFirst().sha256()).hasSize(64).isEqualTo(pulled.getLast().sha256());
        assertThat(publisher.requests).containsExactly("HEAD /data.tar 0", "GET /data.tar 0");
        assertThat(names(data().resolve("mmlu"))).containsExactly("dev", "test");
        assertThat(names(data().resolve("mmlu/test"))).containsExactly("law_test.csv");
        assertThat(names(data())).containsExactly(".pull", "mmlu");
        var read = Benchmarks.load(mmlu(), data());
        assertThat(read.items()).hasSize(1);
        assertThat(read.shots().get("law")).hasSize(50);

        assertThat(pull(mmlu())).extracting(DataPull.Pulled::fetched).containsOnly(false);
        assertThat(publisher.requests).hasSize(2);
    }

    @Test
    void anArchiveThatIsCutOffLeavesNoFolder() throws Exception {
        var tar = tar(Map.of("data/test/law_test.csv", "Law?,a,b,c,d,A\n".repeat(100)));
        publisher.put("data.tar", Arrays.copyOf(tar, 700));
        assertThat(Samples.failure(Kind.STORAGE, () -> pull(mmlu())))
                .hasMessageContaining("the archive is cut off");
        assertThat(data().resolve("mmlu/test")).doesNotExist();
        publisher.put("data.tar", "x".repeat(600).getBytes(StandardCharsets.UTF_8));
        Files.delete(data().resolve("mmlu-data.tar"));
        assertThat(Samples.failure(Kind.STORAGE, () -> pull(mmlu())))
                .hasMessageContaining("it is no tar archive");
    }

    @Test
    void anArchiveWithoutTheFolderIsNamed() throws Exception {
        publisher.put("data.tar", tar(Map.of("data/other/a.csv", "b")));
        assertThat(Samples.failure(Kind.STORAGE, () -> pull(mmlu())))
                .hasMessageContaining("there is no folder 'test' in it");
    }

    @Test
    void aSourceWithoutAnAddressSaysWhereToPutIt() {
        var benchmark = with("dangerousqa", new Benchmark.Source("own.json", "", ""));
        assertThat(Samples.failure(Kind.NOT_FOUND, () -> pull(benchmark)))
                .hasMessage(
                        "own.json of dangerousqa has no address; put it at "
                                + data().resolve("own.json"));
        Samples.write(data(), "own.json", "[\"Hello?\"]");
        assertThat(pull(benchmark).getFirst().sha256()).hasSize(64);
    }

    private static List<String> names(Path folder) throws Exception {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** A ustar archive, written out here from the format's description (POSIX pax, ustar). */
    private static byte[] tar(Map<String, String> files) {
        var out = new ByteArrayOutputStream();
        files.forEach((name, text) -> {
            var content = text.getBytes(StandardCharsets.UTF_8);
            var header = new byte[512];
            put(header, 0, name);
            put(header, 124, "%011o".formatted(content.length));
            header[156] = '0';
            put(header, 257, "ustar");
            out.writeBytes(header);
            out.writeBytes(content);
            out.writeBytes(new byte[(512 - content.length % 512) % 512]);
        });
        out.writeBytes(new byte[1024]);
        return out.toByteArray();
    }

    private static void put(byte[] header, int at, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
