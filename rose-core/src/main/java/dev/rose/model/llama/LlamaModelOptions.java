package dev.rose.model.llama;

import java.nio.file.Path;
import java.util.List;

/**
 * How a model is opened with llama.cpp.
 *
 * @param libraryFolder holds the llama.cpp libraries
 * @param file the GGUF file
 * @param adapters LoRA adapters, applied in every session
 * @param gpuLayers layers to put on a GPU where there is one; negative means all
 */
public record LlamaModelOptions(
        Path libraryFolder, Path file, List<Adapter> adapters, int gpuLayers) {
    public LlamaModelOptions {
        adapters = List.copyOf(adapters);
    }

    /** A model without adapters, on whatever processor there is. */
    public static LlamaModelOptions of(Path libraryFolder, Path file) {
        return new LlamaModelOptions(libraryFolder, file, List.of(), -1);
    }

    public LlamaModelOptions withAdapters(List<Adapter> adapters) {
        return new LlamaModelOptions(libraryFolder, file, adapters, gpuLayers);
    }

    public LlamaModelOptions withGpuLayers(int gpuLayers) {
        return new LlamaModelOptions(libraryFolder, file, adapters, gpuLayers);
    }

    /**
     * A LoRA adapter.
     *
     * @param file its GGUF file
     * @param scale of its weights; 1 applies it as it was trained
     */
    public record Adapter(Path file, float scale) {

        /** For people: the file's name without its ending, and the scale where it is not 1. */
        String label() {
            var name = String.valueOf(file.getFileName()).replaceFirst("\\.gguf$", "");
            return scale == 1 ? name : name + " × " + scale;
        }
    }
}
