package dev.rose.model.llama;

import dev.rose.error.RoseException;
import dev.rose.llama.LlamaContextParams;
import dev.rose.llama.LlamaLibrary;
import dev.rose.llama.LlamaModel;
import dev.rose.llama.LlamaVocabulary;
import dev.rose.llama.LoraAdapter;
import dev.rose.llama.gguf.GgufFile;
import dev.rose.model.LanguageModel;
import dev.rose.model.ModelInfo;
import dev.rose.model.ModelSession;
import dev.rose.model.SessionOptions;
import dev.rose.model.Vocabulary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** A GGUF model run by llama.cpp. */
public final class LlamaLanguageModel implements LanguageModel {
    /**
     * From 64 rows of a sequence on, llama.cpp's fused attention works in tiles on a CPU and rounds
     * otherwise: logits differ by up to 1. Below, they are equal to the bit in every shape that was
     * tried, and larger chunks are no faster.
     */
    private static final int CPU_CHUNK = 48;

    private final LlamaLibrary library;
    private final LlamaModel model;
    private final List<LoraAdapter> adapters;
    private final ModelInfo info;
    private final Vocabulary vocabulary;
    private final KvCacheSize cacheSize;
    private final Supplier<String> fingerprint;
    private final boolean onGpu;

    private LlamaLanguageModel(
            LlamaLibrary library,
            LlamaModel model,
            List<LoraAdapter> adapters,
            GgufFile file,
            LlamaModelOptions options) {
        this.library = library;
        this.model = model;
        this.adapters = List.copyOf(adapters);
        this.info =
                new ModelInfo(
                        file.name().orElse(String.valueOf(file.path().getFileName())),
                        file.architecture(),
                        file.quantization(),
                        file.contextLength(),
                        file.chatTemplate(),
                        file.namedChatTemplates(),
                        specialTokens(model.vocabulary()),
                        options.adapters().stream().map(LlamaModelOptions.Adapter::label).toList());
        this.vocabulary = new LlamaModelVocabulary(model.vocabulary());
        this.cacheSize = KvCacheSize.of(file);
        this.fingerprint = ModelFingerprint.lazily(file.parts(), options.adapters());
        this.onGpu =
                options.gpuLayers() != 0
                        && library.devices().stream().anyMatch(device -> !device.isCpu());
    }

    private static Map<String, String> specialTokens(LlamaVocabulary vocabulary) {
        var tokens = new HashMap<String, String>();
        vocabulary.begin().ifPresent(bos -> tokens.put("bos_token", vocabulary.spelling(bos)));
        vocabulary.end().ifPresent(eos -> tokens.put("eos_token", vocabulary.spelling(eos)));
        return tokens;
    }

    /**
     * Opens a model. The file is checked in Java first, since llama.cpp ends the process over some
     * damages; adapters likewise.
     *
     * @throws RoseException with kind {@code NOT_FOUND}, {@code INVALID_MODEL}, {@code
     *     UNSUPPORTED_BUILD} or {@code OUT_OF_MEMORY}
     */
    public static LlamaLanguageModel open(LlamaModelOptions options) {
        return LlamaFailures.translated(() -> {
            // The library loads while the file is read: neither needs the other.
            var loading =
                    CompletableFuture.supplyAsync(
                            () -> LlamaLibrary.load(options.libraryFolder()),
                            Thread::startVirtualThread);
            var file = GgufFile.read(options.file()).requireLoadable();
            for (var adapter : options.adapters()) {
                GgufFile.read(adapter.file()).requireAdapterOf(file);
            }
            return load(join(loading), file, options);
        });
    }

    private static LlamaLanguageModel load(
            LlamaLibrary library, GgufFile file, LlamaModelOptions options) {
        var model = LlamaModel.load(library, file.path(), options.gpuLayers());
        var adapters = new ArrayList<LoraAdapter>();
        try {
            for (var adapter : options.adapters()) {
                adapters.add(model.loadAdapter(adapter.file(), adapter.scale()));
            }
            return new LlamaLanguageModel(library, model, adapters, file, options);
        } catch (Throwable t) {
            adapters.forEach(LoraAdapter::close);
            model.close();
            throw t;
        }
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw e;
            }
        }
    }

    @Override
    public ModelInfo info() {
        return info;
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public String fingerprint() {
        return fingerprint.get();
    }

    @Override
    public ModelSession openSession(SessionOptions options) {
        cacheSize.requireRoomFor(options);
        var threads =
                options.threads() > 0
                        ? options.threads()
                        : Runtime.getRuntime().availableProcessors();
        return LlamaFailures.translated(() -> {
            var context =
                    model.newContext(
                            new LlamaContextParams(
                                    options.contextLength(),
                                    options.sequences(),
                                    options.batchSize(),
                                    options.outputs(),
                                    threads),
                            adapters);
            return new LlamaSession(
                    library,
                    context,
                    options,
                    fingerprint,
                    model.memoryKind(),
                    Math.min(onGpu ? options.batchSize() : CPU_CHUNK, options.batchSize()));
        });
    }

    @Override
    public void close() {
        adapters.forEach(LoraAdapter::close);
        model.close();
    }
}
