package dev.rose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.error.RoseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WrittenReversesTest {
    private static final TemplateChoice AUTO = new TemplateChoice.Auto();

    @TempDir Path folder;
    private final List<String> asked = new ArrayList<>();

    @Test
    void eachPromptIsWrittenOnceForEachModelAndTemplate() {
        var reverses = reverses("model 1", folder.resolve("kept"));
        assertThat(reverses.of("Be kind.", AUTO)).isEqualTo("not 1");
        assertThat(reverses.of("Be kind.", AUTO)).isEqualTo("not 1");
        assertThat(reverses("model 1", folder.resolve("kept")).of("Be kind.", AUTO))
                .isEqualTo("not 1");
        assertThat(reverses.of("Be kind. ", AUTO)).isEqualTo("not 2");
        assertThat(reverses.of("Be kind.", new TemplateChoice.Paper())).isEqualTo("not 3");
        assertThat(reverses("model 2", folder.resolve("kept")).of("Be kind.", AUTO))
                .isEqualTo("not 4");
        assertThat(asked.getFirst())
                .startsWith("You rewrite instructions.|Rewrite these instructions")
                .endsWith("\n\nBe kind.");
        assertThat(folder.resolve("kept")).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void withoutAFolderNothingIsKept() {
        assertThat(reverses("model", null).of("Be kind.", AUTO)).isEqualTo("not 1");
        assertThat(reverses("model", null).of("Be kind.", AUTO)).isEqualTo("not 2");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void filesThatAreNoUseAreWrittenAnew() throws IOException {
        reverses("model", folder).of("Be kind.", AUTO);
        try (var files = Files.list(folder)) {
            Files.write(files.findFirst().orElseThrow(), new byte[] {(byte) 0xFF});
        }
        assertThat(reverses("model", folder).of("Be kind.", AUTO)).isEqualTo("not 2");
        assertThat(reverses("model", folder).of("Be kind.", AUTO)).isEqualTo("not 2");
        var inTheWay = Files.writeString(folder.resolve("file"), "");
        assertThat(reverses("model", inTheWay).of("Be kind.", AUTO)).isEqualTo("not 3");
    }

    @Test
    void aModelThatWritesNothingIsAFailure() {
        var silent = new WrittenReverses((_, _, _) -> " \n", () -> "model", folder);
        assertThatThrownBy(() -> silent.of("Be kind.", AUTO))
                .isInstanceOf(RoseException.class)
                .hasMessage(
                        "the model wrote nothing as a reverse prompt; choose another --reverse");
        assertThat(folder).isEmptyDirectory();
    }

    private WrittenReverses reverses(String model, @Nullable Path folder) {
        return new WrittenReverses(
                (system, question, _) -> {
                    asked.add(system + "|" + question);
                    return "not " + asked.size() + "\n";
                },
                () -> model,
                folder);
    }
}
