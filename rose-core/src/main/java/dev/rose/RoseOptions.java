package dev.rose;

import dev.rose.catalogue.CatalogueOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which model to open, and how.
 *
 * @param model {@code smollm2}, a path, or {@code hf:owner/repo/file.gguf}
 * @param adapters LoRA adapters, applied to every answer
 * @param llamaDir folder of a llama.cpp build of one's own; null for the one that Rose brings along
 * @param threads of all answers together, or of each where a decoder was chosen; 0 for as many as
 *     there are cores
 * @param context tokens that a stream may hold, prompt and answer together; 0 for as many as the
 *     model was trained for
 * @param gpuLayers layers to put on a GPU where there is one; negative for all
 * @param slots answers that are computed at a time; more wait
 * @param draftModel a smaller model of the same vocabulary, named as {@code model} is, that guesses
 *     tokens where that pays; null for none
 * @param catalogue where models and native libraries are kept, and how models are fetched
 */
public record RoseOptions(
        String model,
        List<Adapter> adapters,
        @Nullable Path llamaDir,
        int threads,
        int context,
        int gpuLayers,
        int slots,
        @Nullable String draftModel,
        CatalogueOptions catalogue) {
    /** The model that is meant where none is named. */
    public static final String DEFAULT_MODEL = "smollm2";

    public RoseOptions {
        adapters = List.copyOf(adapters);
        if (threads < 0) {
            throw new IllegalArgumentException("threads must not be negative: " + threads);
        }
        if (slots < 1) {
            throw new IllegalArgumentException("slots must be at least 1: " + slots);
        }
        if (context < 0) {
            throw new IllegalArgumentException("context must not be negative: " + context);
        }
    }

    /**
     * A LoRA adapter.
     *
     * @param file in GGUF
     * @param scale of its weights, finite; 1 applies it as it was trained
     */
    public record Adapter(Path file, float scale) {
        public Adapter {
            if (!Float.isFinite(scale)) {
                throw new IllegalArgumentException(
                        "the scale of an adapter must be finite, not " + scale);
            }
        }
    }

    public static RoseOptions defaults() {
        return new RoseOptions(
                DEFAULT_MODEL, List.of(), null, 0, 0, -1, 2, null, CatalogueOptions.defaults());
    }

    public RoseOptions withModel(String model) {
        return with(change -> change.model = model);
    }

    public RoseOptions withAdapters(Adapter... adapters) {
        return with(change -> change.adapters = List.of(adapters));
    }

    public RoseOptions withLlamaDir(@Nullable Path llamaDir) {
        return with(change -> change.llamaDir = llamaDir);
    }

    public RoseOptions withThreads(int threads) {
        return with(change -> change.threads = threads);
    }

    public RoseOptions withContext(int context) {
        return with(change -> change.context = context);
    }

    public RoseOptions withGpuLayers(int gpuLayers) {
        return with(change -> change.gpuLayers = gpuLayers);
    }

    public RoseOptions withCatalogue(CatalogueOptions catalogue) {
        return with(change -> change.catalogue = catalogue);
    }

    public RoseOptions withSlots(int slots) {
        return with(change -> change.slots = slots);
    }

    public RoseOptions withDraftModel(@Nullable String draftModel) {
        return with(change -> change.draftModel = draftModel);
    }

    private RoseOptions with(Consumer<Change> by) {
        var change = new Change(this);
        by.accept(change);
        return change.applied();
    }

    /** A copy whose parts can be set one by one. */
    private static final class Change {
        private String model;
        private List<Adapter> adapters;
        private @Nullable Path llamaDir;
        private int threads;
        private int context;
        private int gpuLayers;
        private int slots;
        private @Nullable String draftModel;
        private CatalogueOptions catalogue;

        Change(RoseOptions from) {
            model = from.model;
            adapters = from.adapters;
            llamaDir = from.llamaDir;
            threads = from.threads;
            context = from.context;
            gpuLayers = from.gpuLayers;
            slots = from.slots;
            draftModel = from.draftModel;
            catalogue = from.catalogue;
        }

        RoseOptions applied() {
            return new RoseOptions(
                    model,
                    adapters,
                    llamaDir,
                    threads,
                    context,
                    gpuLayers,
                    slots,
                    draftModel,
                    catalogue);
        }
    }
}
