package dev.rose.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotesTest {
    @TempDir private Path temp;

    @Test
    void aSidecarIsReadAsItWasWritten() throws IOException {
        var path = temp.resolve("m.gguf.properties");
        var sidecar =
                new Sidecar("hf:a/b/ü \\ = m.gguf", Long.MAX_VALUE, "ab", "\"e\\tag\"", "c0", 3);
        sidecar.write(path);
        assertThat(Sidecar.read(path)).isEqualTo(sidecar);
        var bare = new Sidecar("smollm2", 0, "ab", "", "", 1);
        bare.write(path);
        assertThat(Sidecar.read(path)).isEqualTo(bare);
        assertThat(temp).isDirectoryNotContaining("glob:**.new");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "source=a\nsize=1\n",
                "source=a\nsha256=b\n",
                "size=1\nsha256=b\n",
                "source=a\nsize=many\nsha256=b\n",
                "source=a\nsize=99999999999999999999\nsha256=b\n",
                "source=\\u00zz",
            })
    void aSidecarThatIsNotWholeSaysNothing(String text) throws IOException {
        var path = Files.writeString(temp.resolve("m.gguf.properties"), text);
        assertThat(Sidecar.read(path)).isNull();
    }

    @Test
    void bytesThatAreNoTextSayNothing() throws IOException {
        var path = Files.write(temp.resolve("x"), new byte[] {(byte) 0xff, 0, (byte) 0xfe});
        assertThat(Sidecar.read(path)).isNull();
        assertThat(PartNote.read(path)).isNull();
        assertThat(Sidecar.read(temp.resolve("none"))).isNull();
        assertThat(Sidecar.read(path.resolve("below a file"))).isNull();
    }

    @Test
    void aPartNoteIsReadAsItWasWritten() throws IOException {
        var note = new PartNote("etag", 7, "\"body-xet\"");
        note.write(temp.resolve("note"));
        assertThat(PartNote.read(temp.resolve("note"))).isEqualTo(note);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "98362432, 98.4 MB",
        "999949999, 999.9 MB",
        "999950000, 1.0 GB",
        "5000000000000, 5.0 TB",
        "7000000000000000, 7000.0 TB",
    })
    void bytesAreWrittenForPeople(long count, String text) {
        assertThat(Failures.bytes(count)).isEqualTo(text);
    }

    @Test
    void partsOfSplitModelsKnowEachOther() {
        var second = SplitName.parse("q/m-00002-of-00003.gguf");
        assertThat(second).isEqualTo(new SplitName("q/m", 2, 3));
        assertThat(second.names())
                .containsExactly(
                        "q/m-00001-of-00003.gguf",
                        "q/m-00002-of-00003.gguf",
                        "q/m-00003-of-00003.gguf");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "m.gguf",
                "m-00000-of-00003.gguf",
                "m-00004-of-00003.gguf",
                "m-00001-of-99999.gguf",
                "m-1-of-3.gguf",
            })
    void otherNamesAreNotParts(String name) {
        assertThat(SplitName.parse(name)).isNull();
    }
}
