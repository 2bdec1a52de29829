package dev.rose.llama;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * llama.cpp, loaded into this process. There is one for the life of the process: native code cannot
 * be unloaded while anything may still point into it.
 *
 * <p>Thread-safe.
 */
public final class LlamaLibrary {
    private static final String SUFFIX = "(\\.[a-z]+)?(\\.v[0-9.]+)?\\.(so|dylib|dll)(\\.[0-9.]+)?";
    private static final int CPU_DEVICE = 0;

    private static @Nullable LlamaLibrary loaded;

    private final Path folder;
    private final String version;
    private final NativeLookup lookup;
    private final LibraryFunctions functions;
    private final ModelFunctions models;
    private final ContextFunctions contexts;

    private LlamaLibrary(Path folder) {
        this.folder = folder;
        this.lookup = new NativeLookup(open(folder), folder);
        this.functions = new LibraryFunctions(lookup);
        this.version = functions.version();
        requireKnownBuild();
        this.models = new ModelFunctions(lookup);
        this.contexts = new ContextFunctions(lookup);
        functions.setLog(LlamaLog.callback(Arena.global()));
        functions.loadBackends(folder);
        functions.initBackend();
        if (devices().stream().noneMatch(Device::isCpu)) {
            throw unsupported(
                    "no CPU backend of llama.cpp loads from "
                            + folder
                            + "; the folder must hold the ggml-cpu libraries of the same build");
        }
    }

    /**
     * Loads the library from {@code folder}, once; asking again for the same folder gives the same
     * library.
     *
     * @throws LlamaException with kind {@code UNSUPPORTED_BUILD} where the folder holds no
     *     llama.cpp, or one of a build whose layouts Rose does not know (the message names both
     *     versions), or where another folder's library is loaded already
     */
    public static synchronized LlamaLibrary load(Path folder) {
        var wanted = folder.toAbsolutePath().normalize();
        if (loaded == null) {
            loaded = new LlamaLibrary(wanted);
        } else if (!loaded.folder.equals(wanted)) {
            throw unsupported(
                    "the llama.cpp library of %s is loaded already; a process can use only one, not also that of %s; start another process for it"
                            .formatted(loaded.folder, wanted));
        }
        return loaded;
    }

    /**
     * A head start for a program that will {@link #load} soon and has other things to do first:
     * links the library's functions in a thread of its own, since that takes longer than loading
     * the library. Only time is saved; {@code load} needs no preparation and waits for none.
     */
    public static void prepare() {
        Thread.ofPlatform()
                .daemon()
                .name("rose-link")
                .uncaughtExceptionHandler((_, _) -> {}) // load() meets the same and reports it
                .start(LlamaLibrary::linkToNothing);
    }

    private static void linkToNothing() {
        // The linker keeps its work by the types of a function, whatever its address: these handles
        // lead nowhere and are dropped, the true ones then cost next to nothing.
        var nowhere =
                new NativeLookup(_ -> Optional.of(MemorySegment.ofAddress(1)), Path.of("nowhere"));
        var unusedModels = new ModelFunctions(nowhere);
        try (var arena = Arena.ofConfined()) {
            LlamaLog.callback(arena);
        }
        var unusedContexts = new ContextFunctions(nowhere);
    }

    /** Where the library was loaded from. */
    public Path folder() {
        return folder;
    }

    /** As {@code llama_version()} says, for instance {@code 0.5.0-dev}. */
    public String version() {
        return version;
    }

    /** The CPU features that the loaded backends use, in llama.cpp's words. */
    public String systemInfo() {
        return functions.systemInfo().strip();
    }

    /** The processors that models can run on; at least one CPU. */
    public List<Device> devices() {
        var devices = new ArrayList<Device>();
        for (var i = 0; i < functions.deviceCount(); i++) {
            var device = functions.device(i);
            devices.add(
                    new Device(
                            functions.deviceName(device),
                            functions.deviceDescription(device),
                            functions.deviceType(device) == CPU_DEVICE));
        }
        return List.copyOf(devices);
    }

    /**
     * A processor that ggml can use.
     *
     * @param name ggml's name, for instance {@code CPU} or {@code CUDA0}
     * @param description the hardware's name
     */
    public record Device(String name, String description, boolean isCpu) {}

    ModelFunctions models() {
        return models;
    }

    ContextFunctions contexts() {
        return contexts;
    }

    private void requireKnownBuild() {
        var build = version.replaceFirst("-dev$", "");
        if (!StructLayouts.KNOWN_BUILDS.contains(build)) {
            throw unsupported(
                    "the llama.cpp library in %s reports version %s, Rose needs %s; use the library that Rose brings, or one of that version"
                            .formatted(folder, version, StructLayouts.knownBuilds()));
        }
    }

    private static SymbolLookup open(Path folder) {
        // Each library names the ones before it; loaded in this order all are found in one folder.
        var files =
                Stream.of("(lib)?ggml-base", "(lib)?ggml", "(lib)?llama")
                        .map(name -> find(folder, name))
                        .toList();
        requireWhole(folder);
        var base = openOne(files.get(0));
        var ggml = openOne(files.get(1));
        var llama = openOne(files.get(2));
        return llama.or(ggml).or(base);
    }

    /** All libraries of the folder: ggml itself opens those that are not opened here. */
    private static void requireWhole(Path folder) {
        try (var all = Files.list(folder)) {
            for (var file : all.filter(Files::isRegularFile).toList()) {
                if (LibraryFile.isCutOff(file)) {
                    throw unsupported(
                            "%s is cut off at %d bytes; copy or build it again"
                                    .formatted(file, Files.size(file)));
                }
            }
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static SymbolLookup openOne(Path file) {
        try {
            return SymbolLookup.libraryLookup(file, Arena.global());
        } catch (IllegalArgumentException e) {
            throw new LlamaException(
                    LlamaException.Kind.UNSUPPORTED_BUILD,
                    "cannot load %s: not a library for this machine, or one that it needs is missing; run doctor to see which"
                            .formatted(file),
                    e);
        }
    }

    private static Path find(Path folder, String name) {
        var pattern = Pattern.compile(name + SUFFIX);
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> pattern.matcher(f.getFileName().toString()).matches())
                    .min(
                            Comparator.comparingInt((Path f) -> f.toString().length())
                                    .thenComparing(Comparator.naturalOrder()))
                    .orElseThrow(() ->
                            unsupported(
                                    "no llama.cpp library in %s: nothing there is named %s; give the folder of a llama.cpp %s build"
                                            .formatted(
                                                    folder,
                                                    name.replace("(lib)?", "lib") + ".*",
                                                    StructLayouts.knownBuilds())));
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static LlamaException unsupported(String message) {
        return new LlamaException(LlamaException.Kind.UNSUPPORTED_BUILD, message);
    }

    private static LlamaException unreadable(Path folder, IOException e) {
        return new LlamaException(
                LlamaException.Kind.UNSUPPORTED_BUILD,
                "cannot read the library folder %s (%s); give the folder of a llama.cpp %s build"
                        .formatted(folder, reason(e), StructLayouts.knownBuilds()),
                e);
    }

    private static String reason(IOException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "there is no such folder";
            case NotDirectoryException _ -> "it is not a folder";
            case AccessDeniedException _ -> "access is denied";
            default -> String.valueOf(failure.getMessage());
        };
    }
}
