package dev.rose.model.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFingerprintTest {
    @TempDir private Path folder;

    @Test
    void everyPartOfASplitModelCounts() throws IOException {
        var head = file("head", "the metadata of both");

        assertThat(of(List.of(head, file("weights", "one")), List.of()))
                .isEqualTo(of(List.of(head, file("copy", "one")), List.of()))
                .isNotEqualTo(of(List.of(head, file("tuned", "two")), List.of()));
    }

    @Test
    void adaptersCountWithTheirScale() throws IOException {
        var model = List.of(file("model", "weights"));
        var adapter = file("adapter", "change");

        assertThat(of(model, List.of(new LlamaModelOptions.Adapter(adapter, 1))))
                .isNotEqualTo(of(model, List.of()))
                .isNotEqualTo(of(model, List.of(new LlamaModelOptions.Adapter(adapter, 0.5f))));
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static String of(List<Path> files, List<LlamaModelOptions.Adapter> adapters) {
        return ModelFingerprint.lazily(files, adapters).get();
    }
}
