package dev.rose.catalogue;

import dev.rose.llama.gguf.GgufException;
import dev.rose.llama.gguf.GgufFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A model in the cache.
 *
 * @param ref what names it
 * @param path the file to load; of a split model the first part
 * @param bytes size on disk, of all parts
 * @param description what the file says of itself; null if it cannot be read
 * @param problem why it cannot be read, on one line; null if it can
 */
public record CachedModel(
        ModelRef ref,
        Path path,
        long bytes,
        @Nullable Description description,
        @Nullable String problem) {

    static CachedModel read(ModelRef ref, Path path, long bytes) {
        try {
            var file = GgufFile.read(path);
            var description =
                    new Description(
                            file.name().orElse(""),
                            file.architecture(),
                            file.quantization(),
                            file.contextLength(),
                            file.chatTemplate().isPresent());
            return new CachedModel(ref, path, bytes, description, null);
        } catch (GgufException e) {
            return new CachedModel(ref, path, bytes, null, e.getMessage());
        }
    }

    /**
     * What a model file says of itself.
     *
     * @param name the model's own; empty if it has none
     * @param architecture as llama.cpp names it, for instance {@code llama}
     * @param quantization for instance {@code Q4_1}
     * @param contextLength in tokens, as trained
     * @param chatTemplate whether it carries one
     */
    public record Description(
            String name,
            String architecture,
            String quantization,
            int contextLength,
            boolean chatTemplate) {}
}
