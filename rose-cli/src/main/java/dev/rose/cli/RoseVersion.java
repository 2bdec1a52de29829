package dev.rose.cli;

import dev.rose.RoseOptions;
import dev.rose.llama.LlamaException;
import dev.rose.llama.LlamaLibrary;
import dev.rose.llama.natives.NativeBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: Rose, the JVM, the native library. */
final class RoseVersion implements IVersionProvider {
    private final Map<String, String> environment;

    RoseVersion(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "rose " + rose(),
            "jvm %s (%s)"
                    .formatted(
                            System.getProperty("java.vm.version"),
                            System.getProperty("java.vm.name")),
            "llama.cpp " + llama()
        };
    }

    /** The version of this build. */
    static String rose() {
        try (var in = RoseVersion.class.getResourceAsStream("version.txt")) {
            if (in == null) {
                throw new IllegalStateException("version.txt is not in the build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a run's manifest has of versions, in this order: the same run has the same file. */
    static Map<String, String> ofRun(RoseOptions opening) {
        var versions = new LinkedHashMap<String, String>();
        versions.put("rose", rose());
        versions.put("library", llama(opening.llamaDir()));
        return versions;
    }

    private String llama() {
        var own = environment.getOrDefault("ROSE_LLAMA_DIR", "");
        return llama(own.isEmpty() ? null : Path.of(own));
    }

    /**
     * Of the library that Rose brings, without unpacking it, or of the user's own.
     *
     * @param own the user's; null for none
     */
    static String llama(@Nullable Path own) {
        try {
            if (own != null) {
                return LlamaLibrary.load(own).version() + " (" + own + ")";
            }
            return NativeBundle.find()
                    .map(bundle -> "%s (%s)".formatted(bundle.llamaVersion(), bundle.build()))
                    .orElse("none for this platform; see ./rose doctor");
        } catch (LlamaException e) {
            return "none: " + e.getMessage();
        }
    }
}
