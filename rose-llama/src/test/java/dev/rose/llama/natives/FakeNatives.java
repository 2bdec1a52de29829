package dev.rose.llama.natives;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** Writes natives jars as NativePackage's build step shapes them, with any content. */
final class FakeNatives {
    static final Map<String, Integer> FILES =
            Map.of("LICENSE", 1_000, "libllama.v0.5.0.so", 3_000_000, "libggml-base.so", 500_000);

    private FakeNatives() {}

    static Path jar(Path folder, String platform) throws IOException {
        return jar(folder, platform, properties(platform));
    }

    static Path jar(Path folder, String platform, String properties) throws IOException {
        var jar = folder.resolve("natives-" + platform + ".jar");
        var root = "META-INF/rose/natives/" + platform + "/";
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            var entries = new LinkedHashMap<String, byte[]>();
            entries.put("natives.properties", properties.getBytes(StandardCharsets.UTF_8));
            FILES.forEach((name, size) -> entries.put(name, content(name, size)));
            for (var entry : entries.entrySet()) {
                out.putNextEntry(new JarEntry(root + entry.getKey()));
                out.write(entry.getValue());
            }
        }
        return jar;
    }

    static String properties(String platform) {
        var text = new StringBuilder("build=" + platform + "-9.9.9\nllama=0.5.0\n");
        text.append("package.sha256=00\n");
        FILES.forEach((name, size) -> text.append("file.%s=%d\n".formatted(name, size)));
        return text.toString();
    }

    static byte[] content(String name, int size) {
        var bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (name.hashCode() + 31 * i);
        }
        return bytes;
    }

    /** A class path of these jars alone. */
    static URLClassLoader loader(Path... jars) throws IOException {
        var urls = new URL[jars.length];
        for (int i = 0; i < jars.length; i++) {
            urls[i] = jars[i].toUri().toURL();
        }
        return new URLClassLoader(urls, null);
    }
}
