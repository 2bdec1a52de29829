package dev.rose.server.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.error.RoseException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServedModelTest {

    @Test
    void nameStandsBeforeTheModel() {
        assertThat(ServedModel.parse("gpt-4o=smollm2"))
                .isEqualTo(new ServedModel("gpt-4o", "smollm2"));
        assertThat(ServedModel.parse("a=hf:owner/repo/file.gguf"))
                .isEqualTo(new ServedModel("a", "hf:owner/repo/file.gguf"));
    }

    @Test
    void withoutANameNeitherFoldersNorOwnersAreShown() {
        assertThat(ServedModel.parse("smollm2").name()).isEqualTo("smollm2");
        assertThat(ServedModel.parse("/secret/folder/model-q4.gguf"))
                .isEqualTo(new ServedModel("model-q4", "/secret/folder/model-q4.gguf"));
        assertThat(ServedModel.parse("hf:owner/repo/file.gguf").name()).isEqualTo("file");
    }

    @Test
    void fileThatHasAnEqualsSignIsAFile(@TempDir Path folder) throws Exception {
        var file = Files.createFile(folder.resolve("a=b.gguf"));

        assertThat(ServedModel.parse(file.toString()).name()).isEqualTo("a=b");
    }

    @Test
    void whatIsMissingIsRefused() {
        for (var wrong : new String[] {"", " ", "=smollm2", "a=", "a b=smollm2", "../a=smollm2"}) {
            assertThatThrownBy(() -> ServedModel.parse(wrong))
                    .isInstanceOfSatisfying(
                            RoseException.class,
                            e ->
                                    assertThat(e.kind())
                                            .isEqualTo(RoseException.Kind.INVALID_REQUEST));
        }
    }

    @Test
    void sizeOfASplitModelIsThatOfAllParts(@TempDir Path folder) throws Exception {
        var first = Files.write(folder.resolve("m-00001-of-00002.gguf"), new byte[10]);
        Files.write(folder.resolve("m-00002-of-00002.gguf"), new byte[5]);
        var whole = Files.write(folder.resolve("m.gguf"), new byte[7]);

        assertThat(ModelSize.of(first)).isEqualTo(15);
        assertThat(ModelSize.of(whole)).isEqualTo(7);
    }
}
