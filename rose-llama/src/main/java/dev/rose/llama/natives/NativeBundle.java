package dev.rose.llama.natives;

import dev.rose.llama.LlamaException;
import dev.rose.llama.LlamaException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The native libraries that a {@code rose-llama-natives-PLATFORM} jar carries: one build of
 * llama.cpp with its ggml backends.
 *
 * <pre>{@code
 * Path folder = NativeBundle.require().unpackInto(Path.of("/home/me/.cache/rose/native"));
 * }</pre>
 *
 * <p>Immutable; safe for use by several threads and several processes at once.
 */
public final class NativeBundle {
    private static final String ROOT = "META-INF/rose/natives/";

    private final ClassLoader loader;
    private final String platform;
    private final String build;
    private final String llamaVersion;
    private final Map<String, Long> files;

    private NativeBundle(
            ClassLoader loader,
            String platform,
            String build,
            String llamaVersion,
            Map<String, Long> files) {
        this.loader = loader;
        this.platform = platform;
        this.build = build;
        this.llamaVersion = llamaVersion;
        this.files = Map.copyOf(files);
    }

    /**
     * The bundle of this platform on the class path. Where there are several, the one that runs on
     * every machine of the platform goes before those that need a GPU; {@link #find(String)}
     * chooses another.
     *
     * @throws LlamaException of kind UNSUPPORTED_BUILD if the natives jar is damaged
     */
    public static Optional<NativeBundle> find() {
        return find(ownLoader(), Platform.current());
    }

    /**
     * The bundle of one platform by its artifact's name, for instance {@code linux-x64-cuda}.
     *
     * @throws LlamaException of kind UNSUPPORTED_BUILD if the natives jar is damaged
     */
    public static Optional<NativeBundle> find(String platform) {
        return Optional.ofNullable(read(ownLoader(), platform));
    }

    /**
     * Like {@link #find()}, for callers that cannot go on without.
     *
     * @throws LlamaException of kind UNSUPPORTED_BUILD that names the platform and the artifact to
     *     add
     */
    public static NativeBundle require() {
        var current = Platform.current();
        return find(ownLoader(), current).orElseThrow(() -> missing(current));
    }

    static Optional<NativeBundle> find(ClassLoader loader, Platform platform) {
        for (var name : platform.bundles()) {
            var bundle = read(loader, name);
            if (bundle != null) {
                return Optional.of(bundle);
            }
        }
        return Optional.empty();
    }

    static LlamaException missing(Platform platform) {
        return new LlamaException(
                Kind.UNSUPPORTED_BUILD,
                ("no native library for %s on the class path; add the dependency"
                                + " dev.rose:rose-llama-natives-%s, or name the folder of a"
                                + " llama.cpp build of your own (ROSE_LLAMA_DIR)")
                        .formatted(platform.name(), platform.bundles().getFirst()));
    }

    /** The platform that the artifact is named after, for instance {@code linux-x64}. */
    public String platform() {
        return platform;
    }

    /**
     * Names this build among all; safe as a folder's name, for instance {@code linux-x64-3.22.1}.
     */
    public String build() {
        return build;
    }

    /** The version of llama.cpp's library, for instance {@code 0.5.0}. */
    public String llamaVersion() {
        return llamaVersion;
    }

    /**
     * The folder with the libraries, {@code nativeFolder/build()}, unpacked where it is missing and
     * mended where a file is missing or of the wrong size. A complete folder is only looked at, so
     * it may be read-only.
     *
     * <p>Several processes may call this at once: the folder appears whole or not at all.
     *
     * @param nativeFolder made if it does not exist
     * @throws LlamaException of kind STORAGE if the folder cannot be written
     */
    public Path unpackInto(Path nativeFolder) {
        var unpacking = new Unpacking(nativeFolder.toAbsolutePath(), build, files, this::open);
        try {
            return unpacking.folder();
        } catch (IOException e) {
            throw new LlamaException(
                    Kind.STORAGE,
                    ("cannot unpack the native library %s into %s (%s); make room or make the"
                                    + " folder writable, or set ROSE_HOME to another")
                            .formatted(build, nativeFolder, reason(e)),
                    e);
        }
    }

    @Override
    public String toString() {
        return build + " (llama.cpp " + llamaVersion + ")";
    }

    private InputStream open(String file) throws IOException {
        var in = loader.getResourceAsStream(ROOT + platform + "/" + file);
        if (in == null) {
            throw new IOException("the natives jar lacks " + file);
        }
        return in;
    }

    private static ClassLoader ownLoader() {
        var own = NativeBundle.class.getClassLoader();
        return own != null ? own : ClassLoader.getSystemClassLoader();
    }

    private static @Nullable NativeBundle read(ClassLoader loader, String platform) {
        var properties = new Properties();
        try (var in = loader.getResourceAsStream(ROOT + platform + "/natives.properties")) {
            if (in == null) {
                return null;
            }
            properties.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(platform, reason(e), e);
        }
        var files = new TreeMap<String, Long>();
        for (var key : properties.stringPropertyNames()) {
            if (key.startsWith("file.")) {
                var file = fileName(platform, key.substring("file.".length()));
                files.put(file, size(platform, file, properties.getProperty(key)));
            }
        }
        if (files.isEmpty()) {
            throw damaged(platform, "it lists no files", null);
        }
        return new NativeBundle(
                loader,
                platform,
                fileName(platform, value(platform, properties, "build")),
                value(platform, properties, "llama"),
                files);
    }

    private static String value(String platform, Properties properties, String key) {
        var value = properties.getProperty(key);
        if (value == null || value.isBlank()) {
            throw damaged(platform, "'" + key + "' is missing", null);
        }
        return value.strip();
    }

    private static String fileName(String platform, String name) {
        if (!name.matches("[A-Za-z0-9_][A-Za-z0-9._+-]*")) {
            throw damaged(platform, "'" + name + "' is not a file name", null);
        }
        return name;
    }

    private static long size(String platform, String file, String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw damaged(platform, "the size of " + file + " is '" + text + "'", e);
        }
    }

    private static LlamaException damaged(String platform, String what, @Nullable Throwable cause) {
        return new LlamaException(
                Kind.UNSUPPORTED_BUILD,
                "the natives jar for %s is damaged (%s); fetch dev.rose:rose-llama-natives-%s again"
                        .formatted(platform, what, platform),
                cause);
    }

    private static String reason(Exception e) {
        var message = e.getMessage();
        return message == null || e instanceof java.nio.file.FileSystemException
                ? e.getClass().getSimpleName() + (message == null ? "" : ": " + message)
                : message;
    }
}
