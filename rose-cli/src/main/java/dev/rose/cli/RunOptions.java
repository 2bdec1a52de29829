package dev.rose.cli;

import dev.rose.RoseOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say how a model runs, whichever it is. */
final class RunOptions {
    /**
     * llama.cpp's threads wait for each other by spinning: many more than there are cores take
     * minutes for a token, and so many that they cannot start end the process.
     */
    private static final int MOST_THREADS =
            Math.max(8, 2 * Runtime.getRuntime().availableProcessors());

    @Option(
            names = "--lora",
            paramLabel = "FILE[:SCALE]",
            description = "a LoRA adapter in GGUF; may be repeated")
    private List<String> adapters = List.of();

    @Option(
            names = "--llama-dir",
            paramLabel = "DIR",
            description = "a llama.cpp build of your own instead of the one that Rose brings")
    private @Nullable Path llamaDir;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "threads of all answers together (default: one for each core)")
    private @Nullable Integer threads;

    @Option(
            names = "--context",
            paramLabel = "N",
            description = "tokens of prompt and answer together (default: what the model can)")
    private @Nullable Integer context;

    @Option(
            names = "--gpu-layers",
            paramLabel = "N",
            defaultValue = "-1",
            description = "layers to put on a GPU where there is one (default: -1, all)")
    private int gpuLayers = -1;

    @Option(
            names = "--draft-model",
            paramLabel = "MODEL",
            description =
                    "a smaller model of the same vocabulary that guesses tokens where that pays;"
                            + " the text stays the same")
    private @Nullable String draftModel;

    /** Threads as asked for, or one for each core. */
    int threads() {
        return threads != null ? threads : Runtime.getRuntime().availableProcessors();
    }

    /**
     * Checks what was given.
     *
     * @return options of the default model
     * @throws UsageException for an impossible value
     */
    RoseOptions toRoseOptions(Map<String, String> environment) {
        atLeastOne("--threads", threads);
        atLeastOne("--context", context);
        if (threads != null && threads > MOST_THREADS) {
            throw new UsageException(
                    "--threads must be at most %d, not %d; more than the %d cores here do not help"
                            .formatted(
                                    MOST_THREADS,
                                    threads,
                                    Runtime.getRuntime().availableProcessors()));
        }
        if (gpuLayers < -1) {
            throw new UsageException(
                    "--gpu-layers must be at least 0, or -1 for all, not " + gpuLayers);
        }
        if (llamaDir != null && llamaDir.toString().isEmpty()) {
            throw new UsageException("--llama-dir is empty; name a folder, or leave it out");
        }
        return RoseOptions.defaults()
                .withAdapters(
                        adapters.stream()
                                .map(RunOptions::adapter)
                                .toArray(RoseOptions.Adapter[]::new))
                .withLlamaDir(llamaDir)
                .withThreads(threads == null ? 0 : threads)
                .withDraftModel(draftModel)
                .withContext(context == null ? 0 : context)
                .withGpuLayers(gpuLayers)
                .withCatalogue(Surroundings.catalogue(environment));
    }

    private static void atLeastOne(String option, @Nullable Integer value) {
        if (value != null && value < 1) {
            throw new UsageException(
                    "%s must be at least 1, not %d; leave it out for the default"
                            .formatted(option, value));
        }
    }

    /** A path, or a path with {@code :SCALE} behind it; a file of the whole name goes first. */
    private static RoseOptions.Adapter adapter(String argument) {
        var colon = argument.lastIndexOf(':');
        if (colon > 0 && !Files.exists(TextArgument.path("--lora", argument))) {
            try {
                var scale = Float.parseFloat(argument.substring(colon + 1));
                return new RoseOptions.Adapter(Path.of(argument.substring(0, colon)), scale);
            } catch (IllegalArgumentException e) {
                throw new UsageException(
                        "--lora takes FILE or FILE:SCALE with a finite number, not '%s'"
                                .formatted(argument));
            }
        }
        if (argument.isBlank()) {
            throw new UsageException("--lora is empty; name a GGUF file");
        }
        return new RoseOptions.Adapter(TextArgument.path("--lora", argument), 1);
    }
}
