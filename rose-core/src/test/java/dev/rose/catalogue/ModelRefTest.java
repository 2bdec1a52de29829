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
import org.junit.jupiter.params.provider.ValueSource;

class ModelRefTest {
    @TempDir private Path temp;

    @Test
    void aKnownNameIsTheCatalogues() {
        assertThat(ModelRef.parse("smollm2")).isEqualTo(new ModelRef.Named("smollm2"));
        assertThat(ModelCatalogue.names()).first().isEqualTo("smollm2");
    }

    @Test
    void anExistingPathIsAFile() throws IOException {
        var file = Files.createFile(temp.resolve("my model"));
        assertThat(ModelRef.parse(file.toString())).isEqualTo(new ModelRef.Local(file));
        var above = temp.resolve("x/../my model");
        Files.createDirectory(temp.resolve("x"));
        assertThat(ModelRef.parse(above.toString())).isEqualTo(new ModelRef.Local(above));
    }

    @Test
    void aHubAddressHasOwnerRepositoryRevisionAndFile() {
        assertThat(ModelRef.parse("hf:acme/Tiny-1.5_B/q4/tiny.gguf"))
                .isEqualTo(new ModelRef.Hub("acme", "Tiny-1.5_B", "main", "q4/tiny.gguf"));
        assertThat(ModelRef.parse("hf:acme/tiny@v1.0/tiny.GGUF"))
                .isEqualTo(new ModelRef.Hub("acme", "tiny", "v1.0", "tiny.GGUF"));
        assertThat(ModelRef.parse("hf:acme/tiny@refs%2Fpr%2F1/t.gguf"))
                .isEqualTo(new ModelRef.Hub("acme", "tiny", "refs%2Fpr%2F1", "t.gguf"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "smollm2",
                "hf:acme/tiny/tiny.gguf",
                "hf:acme/tiny/a b/tiny.gguf",
                "hf:acme/tiny@v1/a/b/tiny.gguf",
            })
    void itsTextIsReadAsTheSame(String text) {
        var ref = ModelRef.parse(text);
        assertThat(ref).hasToString(text);
        assertThat(ModelRef.parse(ref.toString())).isEqualTo(ref);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hf:",
                "hf:acme",
                "hf:acme/tiny",
                "hf:acme/tiny/",
                "hf:/tiny/tiny.gguf",
                "hf:acme//tiny.gguf",
                "hf:acme/tiny/tiny.bin",
                "hf:acme/tiny/.gguf",
                "hf:acme/tiny/../../tiny.gguf",
                "hf:acme/../tiny.gguf",
                "hf:../tiny/tiny.gguf",
                "hf:acme/tiny@../tiny.gguf",
                "hf:acme/tiny@/tiny.gguf",
                "hf:acme/tiny@a..b/tiny.gguf",
                "hf:acme/tiny@%2F/tiny.gguf",
                "hf:acme/tiny/a//tiny.gguf",
                "hf:acme/tiny/./tiny.gguf",
                "hf:acme/tiny/a..b.gguf",
                "hf:acme/tiny/a\\b.gguf",
                "hf:acme/tiny/c:d.gguf",
                "hf:acme/tiny/a\nb.gguf",
                "hf:acme/tiny/a\u0000b.gguf",
                "hf:ac me/tiny/t.gguf",
                "hf:acme/tiny?x/t.gguf",
                "hf:acme/tiny#x/t.gguf",
                "",
                "  ",
            })
    void whatIsNoAddressIsRefusedInOneLine(String text) {
        var failure = catchThrowableOfType(RoseException.class, () -> ModelRef.parse(text));
        assertThat(failure).as(text).isNotNull();
        assertThat(failure.kind()).isEqualTo(Kind.INVALID_REQUEST);
        assertThat(failure.getMessage()).contains("hf:owner/repo").doesNotContain("\n", "\u0000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"smollm", "SmolLM2", "no/such/file.gguf", "a\u0000b", "hf", "a\nb"})
    void whatIsNeitherNameNorFileListsTheNames(String text) {
        var failure = catchThrowableOfType(RoseException.class, () -> ModelRef.parse(text));
        assertThat(failure.kind()).isEqualTo(Kind.NOT_FOUND);
        assertThat(failure.getMessage())
                .contains("smollm2", "hf:owner/repo/file.gguf")
                .doesNotContain("\n", "\u0000");
    }

    @Test
    void aLocalFileMustBeThereAndAFile() throws IOException {
        var catalogue = new ModelCatalogue(CatalogueOptions.defaults());
        var file = Files.createFile(temp.resolve("model.gguf"));
        assertThat(catalogue.resolve(new ModelRef.Local(file))).isEqualTo(file);

        var gone = new ModelRef.Local(temp.resolve("gone.gguf"));
        assertThat(catchThrowableOfType(RoseException.class, () -> catalogue.resolve(gone)))
                .hasMessage("there is no file %s; check the path", gone)
                .returns(Kind.NOT_FOUND, RoseException::kind);
        var folder = new ModelRef.Local(temp);
        assertThat(catchThrowableOfType(RoseException.class, () -> catalogue.resolve(folder)))
                .hasMessage("%s is a folder, not a file; name the .gguf file in it", temp)
                .returns(Kind.INVALID_REQUEST, RoseException::kind);
        assertThat(
                        catchThrowableOfType(
                                RoseException.class,
                                () -> catalogue.remove(new ModelRef.Local(file))))
                .hasMessageContaining("a file of yours");
        assertThat(file).exists();
    }
}
