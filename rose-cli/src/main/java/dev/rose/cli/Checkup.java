package dev.rose.cli;

import dev.rose.catalogue.CachedModel;
import dev.rose.catalogue.ModelCatalogue;
import dev.rose.catalogue.RoseHome;
import dev.rose.error.RoseException;
import dev.rose.llama.LlamaException;
import dev.rose.llama.LlamaLibrary;
import dev.rose.llama.natives.NativeBundle;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at everything that an answer needs: the JVM, the processor, the native library, a model,
 * memory and disk. Changes nothing but that the native library is unpacked where it was not yet.
 *
 * @param environment variables by name
 * @param llamaDir the user's own build of llama.cpp, or null for the one that Rose brings
 */
record Checkup(
        Map<String, String> environment,
        RoseHome home,
        @Nullable Path llamaDir,
        ModelCatalogue catalogue) {
    private static final Path MAPPED_FILES = Path.of("/proc/self/maps");
    private static final Pattern PARTS = Pattern.compile("[|:]");
    private static final Pattern CPU_BACKEND = Pattern.compile("ggml-cpu-?([a-z0-9_]*)\\.");
    private static final long MIB = 1L << 20;
    private static final long MEMORY_TO_RUN = 512 * MIB;
    private static final long MEMORY_TO_BE_AT_EASE = 1536 * MIB;
    private static final long DISK_FOR_DEFAULT_MODEL = 300 * MIB;
    private static final long DISK_TO_BE_AT_EASE = 2048 * MIB;

    List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        findings.add(java());
        findings.addAll(nativeLibrary());
        var models = models();
        findings.add(models);
        var modelAtHand = models.status() == Finding.Status.OK;
        if (!modelAtHand) {
            findings.add(download());
        }
        findings.add(memory());
        findings.add(disk(modelAtHand));
        return List.copyOf(findings);
    }

    private static Finding java() {
        var seen =
                "%s %s (%s)"
                        .formatted(
                                System.getProperty("java.vm.name"),
                                System.getProperty("java.vm.version"),
                                System.getProperty("java.home"));
        if (Runtime.version().feature() < 25) {
            return Finding.fail("java", seen, "install a JDK 25 or later and set JAVA_HOME to it");
        }
        if (Files.isReadable(MAPPED_FILES) && mappedFile(Pattern.compile("rose\\.aot")).isEmpty()) {
            return Finding.warn(
                    "java",
                    seen + ", started without the ahead-of-time cache",
                    "starts are slower; build with this JDK: ./build package -DskipTests");
        }
        return Finding.ok("java", seen);
    }

    private List<Finding> nativeLibrary() {
        var cores = Runtime.getRuntime().availableProcessors();
        try {
            Path folder;
            String build;
            if (llamaDir != null) {
                folder = llamaDir;
                build = "of your own";
            } else {
                var bundle = NativeBundle.require();
                folder = bundle.unpackInto(home.natives());
                build = bundle.build();
            }
            var library = LlamaLibrary.load(folder);
            var seen =
                    "llama.cpp %s, build %s, in %s%s"
                            .formatted(library.version(), build, folder, accelerators(library));
            return List.of(Finding.ok("library", seen), processor(cores, library));
        } catch (LlamaException e) {
            // The message says what to do; what depends on it is said here.
            return List.of(
                    Finding.fail(
                            "library",
                            String.valueOf(e.getMessage()),
                            "without the library no model runs"),
                    Finding.ok("processor", cores(cores)));
        }
    }

    private static String accelerators(LlamaLibrary library) {
        var names =
                library.devices().stream()
                        .filter(device -> !device.isCpu())
                        .map(device -> device.name() + " (" + device.description() + ")")
                        .toList();
        return names.isEmpty() ? "" : ", with " + String.join(", ", names);
    }

    private static Finding processor(int cores, LlamaLibrary library) {
        var features = features(library.systemInfo());
        var backend =
                mappedFile(CPU_BACKEND)
                        .map(generation -> generation.isEmpty() ? "cpu" : generation)
                        .orElse("");
        var seen =
                cores(cores)
                        + (backend.isEmpty() ? "" : ", ggml backend " + backend)
                        + (features.isEmpty() ? "" : ", " + features);
        if (backend.equals("x64") || backend.equals("sse42")) {
            return Finding.warn(
                    "processor",
                    seen,
                    "this processor, or the virtual machine, offers no AVX: answers will be slow");
        }
        return Finding.ok("processor", seen);
    }

    private static String cores(int cores) {
        return System.getProperty("os.arch") + ", " + cores + (cores == 1 ? " core" : " cores");
    }

    /** {@code CPU : SSE3 = 1 | AVX2 = 1 | …} as the names of what is there. */
    static String features(String systemInfo) {
        return PARTS.splitAsStream(systemInfo)
                .map(part -> part.replace(" ", ""))
                .filter(part -> part.endsWith("=1"))
                .map(part -> part.substring(0, part.length() - 2))
                .collect(Collectors.joining(" "));
    }

    /** The first group of {@code name} in the path of a file that this process has mapped. */
    private static Optional<String> mappedFile(Pattern name) {
        try (Stream<String> lines = Files.lines(MAPPED_FILES)) {
            return lines.map(name::matcher)
                    .filter(java.util.regex.Matcher::find)
                    .map(found -> found.group(found.groupCount()))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty(); // no such view on this system
        }
    }

    private Finding models() {
        var standard = ModelCatalogue.names().getFirst();
        List<CachedModel> cached;
        try {
            cached = catalogue.list();
        } catch (RoseException e) {
            return Finding.fail(
                    "models",
                    String.valueOf(e.getMessage()),
                    "make the folder readable, or set ROSE_HOME to another");
        }
        var damaged = cached.stream().filter(model -> model.problem() != null).toList();
        if (!damaged.isEmpty()) {
            var first = damaged.getFirst();
            return Finding.warn(
                    "models",
                    "%s cannot be used: %s".formatted(first.ref().toString(), first.problem()),
                    "fetch it again: ./rose pull " + first.ref().toString());
        }
        if (cached.isEmpty()) {
            return Finding.warn(
                    "models",
                    "none in " + home.models(),
                    "the first answer fetches one; ahead of it: ./rose pull " + standard);
        }
        var names = cached.stream().map(model -> model.ref().toString()).toList();
        return Finding.ok("models", String.join(", ", names) + " in " + home.models());
    }

    /** Whether a model can be fetched. */
    Finding download() {
        if (Surroundings.offline(environment)) {
            return Finding.warn(
                    "network",
                    "offline mode is on, and there is no model to use",
                    "unset ROSE_OFFLINE and HF_HUB_OFFLINE for the first answer, or name a model"
                            + " file with --model");
        }
        var path = environment.getOrDefault("PATH", "");
        var found =
                Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                        .splitAsStream(path)
                        .flatMap(folder ->
                                Stream.of(
                                                "pip3",
                                                "pip",
                                                "python3",
                                                "pip3.exe",
                                                "pip.exe",
                                                "python.exe")
                                        .map(name -> Path.of(folder, name)))
                        .filter(Files::isExecutable)
                        .findFirst();
        if (found.isPresent()) {
            return Finding.ok("pip", found.get().toString());
        }
        return Finding.warn(
                "pip",
                "not on the PATH",
                "install it to fetch the default model, or name a model file with --model");
    }

    private static Finding memory() {
        var available = availableMemory();
        var seen = bytes(available) + " available";
        if (available < MEMORY_TO_RUN) {
            return Finding.fail(
                    "memory", seen, "end other programs: the default model needs about 0.5 GiB");
        }
        if (available < MEMORY_TO_BE_AT_EASE) {
            return Finding.warn(
                    "memory", seen, "enough for the default model; use a small --context");
        }
        return Finding.ok("memory", seen);
    }

    /** Bytes that a program can have without the system starting to swap. */
    private static long availableMemory() {
        var system =
                (com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean();
        var limit = system.getTotalMemorySize(); // of the container, where there is one
        try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
            var kib =
                    lines.filter(line -> line.startsWith("MemAvailable:"))
                            .map(line -> line.replaceAll("\\D", ""))
                            .findFirst();
            if (kib.isPresent()) {
                return Math.min(limit, Long.parseLong(kib.get()) * 1024);
            }
        } catch (IOException e) {
            // No such view on this system; what is free says less, but something.
        }
        return Math.min(limit, system.getFreeMemorySize());
    }

    private Finding disk(boolean modelAtHand) {
        var place = home.root();
        while (!Files.exists(place) && place.getParent() != null) {
            place = place.getParent();
        }
        var instead = "set ROSE_HOME to another folder";
        if (!Files.isDirectory(place) || !Files.isWritable(place)) {
            return lacking(
                    modelAtHand,
                    home.root() + " cannot be written",
                    "make it a writable folder, or " + instead);
        }
        long usable;
        try {
            usable = Files.getFileStore(place).getUsableSpace();
        } catch (IOException e) {
            return Finding.warn("disk", home.root() + ": " + e.getMessage(), instead);
        }
        var seen = bytes(usable) + " free for " + home.root();
        if (usable < DISK_FOR_DEFAULT_MODEL) {
            return lacking(modelAtHand, seen, "make room for a model, or " + instead);
        }
        if (usable < DISK_TO_BE_AT_EASE) {
            return Finding.warn("disk", seen, "there is room for a small model only");
        }
        return Finding.ok("disk", seen);
    }

    /** No place for a model: it matters where there is none yet. */
    private static Finding lacking(boolean modelAtHand, String seen, String advice) {
        return modelAtHand
                ? Finding.warn("disk", seen, advice)
                : Finding.fail("disk", seen, advice);
    }

    private static String bytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes / (1024.0 * MIB));
    }
}
