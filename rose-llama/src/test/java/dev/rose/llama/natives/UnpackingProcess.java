package dev.rose.llama.natives;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A process of its own that unpacks a bundle as soon as its standard input closes. */
final class UnpackingProcess {
    private UnpackingProcess() {}

    public static void main(String[] args) throws IOException {
        try (var loader = FakeNatives.loader(Path.of(args[0]))) {
            var bundle =
                    NativeBundle.find(loader, new Platform("linux-x64", List.of("linux-x64")))
                            .orElseThrow();
            System.out.println("ready");
            System.in.readAllBytes();
            System.out.println(bundle.unpackInto(Path.of(args[1])));
        }
    }

    static Process start(Path jar, Path folder) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        UnpackingProcess.class.getName(),
                        jar.toString(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
    }
}
