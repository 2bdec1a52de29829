import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/**
 * Build step: lays out the folder that {@code ./rose} starts and that can be copied elsewhere.
 *
 * <pre>
 * target/rose/rose            the launcher
 * target/rose/lib/*.jar       the program and everything that it needs
 * target/rose/lib/rose.jar    a manifest alone: main class, class path
 * target/rose/lib/rose.aot    the ahead-of-time cache, good for the JDK of the build
 * target/rose/built           empty; its time is the build's start, sources after it are newer
 * </pre>
 *
 * <p>A changed file takes its place in one step, so that a running program keeps the one it has
 * open; the mark comes last. The cache is made by a training run on a model that is made here, so
 * that it needs no network. Where that fails the program starts without, more slowly, and the build
 * says so.
 */
final class Distribution {
    private static final Duration TRAINING_LIMIT = Duration.ofMinutes(3);

    private final Path rose;
    private final Path lib;
    private final Path work;

    private Distribution(Path target) {
        rose = target.resolve("rose");
        lib = rose.resolve("lib");
        work = target.resolve("rose-training");
    }

    /** Arguments: project folder, its target folder, its jar, class path, build start. */
    public static void main(String[] args) throws Exception {
        try {
            make(args);
        } catch (IOException e) {
            // In Maven's own way, so that the line is found in its log.
            System.err.println("[ERROR] distribution: " + e);
            System.exit(1);
        }
    }

    private static void make(String[] args) throws Exception {
        var project = Path.of(args[0]);
        var root = project.getParent();
        var jars = new ArrayList<>(List.of(Path.of(args[2])));
        for (var element : args[3].split(File.pathSeparator)) {
            // The project's own classes head the list; they are in its jar.
            if (element.endsWith(".jar")) {
                jars.add(Path.of(element));
            }
        }
        var started = LocalDateTime.parse(args[4]).toInstant(java.time.ZoneOffset.UTC);

        var files = new TreeMap<String, byte[]>();
        for (var jar : jars) {
            files.put(
                    "lib/" + jar.getFileName(), ClassFiles.renewed(Files.readAllBytes(jar), jars));
        }
        files.put("lib/rose.jar", entryJar(jars));
        files.put("lib/jdk.sh", Files.readAllBytes(project.resolve("src/main/sh/jdk.sh")));
        files.put("rose", Files.readAllBytes(root.resolve("rose")));
        files.put("LICENSE", Files.readAllBytes(root.resolve("LICENSE")));
        files.put("NOTICE", Files.readAllBytes(root.resolve("NOTICE")));

        var distribution = new Distribution(Path.of(args[1]));
        var changed = distribution.layOut(files);
        distribution.trainIfNeeded(changed);
        distribution.mark(started);
    }

    private static byte[] entryJar(List<Path> jars) throws IOException {
        var manifest = new Manifest();
        var attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, "dev.rose.cli.Main");
        attributes.putValue("Enable-Native-Access", "ALL-UNNAMED");
        var names = jars.stream().map(jar -> jar.getFileName().toString()).toList();
        attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", names));
        var bytes = new ByteArrayOutputStream();
        try (var jar = new JarOutputStream(bytes)) {
            var entry = new ZipEntry(JarFile.MANIFEST_NAME);
            // The same bytes whenever it is built.
            entry.setTimeLocal(LocalDateTime.of(2000, 1, 1, 0, 0));
            jar.putNextEntry(entry);
            manifest.write(jar);
            jar.closeEntry();
        }
        return bytes.toByteArray();
    }

    /** Whether anything was not as it should be. */
    private boolean layOut(Map<String, byte[]> files) throws IOException {
        Files.deleteIfExists(rose.resolve("built"));
        Files.createDirectories(lib);
        var changed = false;
        for (var file : files.entrySet()) {
            var place = rose.resolve(file.getKey());
            if (!isSame(place, file.getValue())) {
                var fresh = Files.write(rose.resolve(file.getKey() + ".new"), file.getValue());
                Files.move(fresh, place, StandardCopyOption.REPLACE_EXISTING);
                changed = true;
            }
        }
        rose.resolve("rose").toFile().setExecutable(true, false);
        try (var present = Files.list(lib)) {
            for (var file : present.toList()) {
                var name = file.getFileName().toString();
                if (!files.containsKey("lib/" + name) && !name.startsWith("rose.aot")) {
                    Files.delete(file);
                    changed = true;
                }
            }
        }
        return changed;
    }

    private static boolean isSame(Path place, byte[] content) throws IOException {
        return Files.isRegularFile(place)
                && Files.size(place) == content.length
                && java.util.Arrays.equals(Files.readAllBytes(place), content);
    }

    private void trainIfNeeded(boolean changed) throws Exception {
        var cache = lib.resolve("rose.aot");
        var madeBy = work.resolve("jdk");
        var jdk = System.getProperty("java.vm.version") + " " + System.getProperty("java.home");
        var upToDate =
                !changed
                        && Files.exists(cache)
                        && Files.exists(madeBy)
                        && Files.readString(madeBy).equals(jdk);
        if (upToDate) {
            return;
        }
        Files.deleteIfExists(cache);
        deleteTree(work);
        Files.createDirectories(work);
        var fresh = work.resolve("rose.aot");
        var log = work.resolve("training.log");
        var model = work.resolve("tiny.gguf");
        TinyModel.write(model);
        var problem = train(model, fresh, log);
        if (problem.isEmpty()) {
            Files.move(fresh, cache, StandardCopyOption.ATOMIC_MOVE);
            Files.writeString(madeBy, jdk);
        } else {
            System.out.printf(
                    "[WARNING] No ahead-of-time cache, so rose starts slowly: %s; see %s%n",
                    problem, log);
        }
        deleteTree(work.resolve("home"));
    }

    /** What went wrong, or nothing. */
    private String train(Path model, Path cache, Path log) throws Exception {
        var command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:AOTCacheOutput=" + cache,
                        // Only G1 can write the part with objects; every collector can read it.
                        "-XX:+UseG1GC",
                        "-cp",
                        lib.resolve("rose.jar").toString(),
                        "dev.rose.cli.TrainingRun",
                        model.toString());
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(log.toFile());
        builder.environment().put("ROSE_HOME", work.resolve("home").toString());
        builder.environment().put("ROSE_OFFLINE", "1");
        var process = builder.start();
        if (!process.waitFor(TRAINING_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            return "the training run took more than " + TRAINING_LIMIT.toSeconds() + " s";
        }
        if (process.exitValue() != 0) {
            return "the training run ended with " + process.exitValue();
        }
        return Files.exists(cache) ? "" : "the JVM wrote none";
    }

    private void mark(Instant started) throws IOException {
        var mark = Files.write(rose.resolve("built.new"), new byte[0]);
        Files.setLastModifiedTime(mark, FileTime.from(started));
        Files.move(mark, rose.resolve("built"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (var paths = Files.walk(root)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
