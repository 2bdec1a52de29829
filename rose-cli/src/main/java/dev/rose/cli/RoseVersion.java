package dev.rose.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class RoseVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {
            "rose " + rose(),
            "jvm %s (%s)"
                    .formatted(
                            System.getProperty("java.vm.version"),
                            System.getProperty("java.vm.name"))
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
}
