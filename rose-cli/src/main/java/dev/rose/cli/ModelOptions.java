package dev.rose.cli;

import dev.rose.RoseOptions;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say which model runs, and how. */
final class ModelOptions {
    @Option(
            names = "--model",
            paramLabel = "MODEL",
            defaultValue = RoseOptions.DEFAULT_MODEL,
            description =
                    "smollm2 (default), a GGUF file, or hf:OWNER/REPO/FILE; fetched and"
                            + " checked where it is not in the cache")
    private String model = RoseOptions.DEFAULT_MODEL;

    @Mixin private RunOptions run = new RunOptions();

    String model() {
        return model;
    }

    /** Threads as asked for, or one for each core. */
    int threads() {
        return run.threads();
    }

    /**
     * Checks what was given.
     *
     * @throws UsageException for an impossible value
     */
    RoseOptions toRoseOptions(Map<String, String> environment) {
        if (model.isBlank()) {
            throw new UsageException("--model is empty; name a model, or leave it out for smollm2");
        }
        return run.toRoseOptions(environment).withModel(model);
    }
}
