package dev.rose.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoseHomeTest {
    @TempDir private Path temp;

    @ParameterizedTest
    @CsvSource({
        "Linux, .cache/rose",
        "FreeBSD, .cache/rose",
        "Mac OS X, Library/Caches/rose",
        "Windows 11, AppData/Local/rose",
    })
    void liesWhereTheSystemKeepsCaches(String os, String folder) {
        var user = temp.toAbsolutePath();
        assertThat(RoseHome.of(os, user).root()).isEqualTo(user.resolve(folder));
    }

    @Test
    void isAbsolute() {
        var home = new RoseHome(Path.of("some/../folder"));
        assertThat(home.root()).isAbsolute().isEqualTo(Path.of("folder").toAbsolutePath());
    }

    @Test
    void makesNothingUntilAsked() {
        var home = new RoseHome(temp.resolve("home"));
        assertThat(home.models()).isEqualTo(temp.resolve("home/models"));
        assertThat(home.natives()).isEqualTo(temp.resolve("home/native"));
        assertThat(home.downloads()).isEqualTo(temp.resolve("home/downloads"));
        assertThat(home.root()).doesNotExist();
        assertThat(home.make(home.downloads())).isDirectory();
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        var home = new RoseHome(Files.createFile(temp.resolve("file")).resolve("home"));
        var failure = catchThrowableOfType(RoseException.class, () -> home.make(home.downloads()));
        assertThat(failure.kind()).isEqualTo(Kind.STORAGE);
        assertThat(failure)
                .hasMessage(
                        "cannot write to %s (Not a directory); make it writable or set ROSE_HOME to"
                                + " another folder",
                        home.downloads());
    }
}
