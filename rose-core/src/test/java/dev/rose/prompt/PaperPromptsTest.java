package dev.rose.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The constants against copies of the paper's text that were taken apart from them. */
final class PaperPromptsTest {

    @Test
    void positiveIsThePapersWordForWord() throws IOException {
        assertThat(PaperPrompts.POSITIVE).isEqualTo(resource("positive.txt"));
    }

    @Test
    void manualReverseIsThePapersWordForWord() throws IOException {
        assertThat(PaperPrompts.MANUAL_REVERSE).isEqualTo(resource("manual-reverse.txt"));
    }

    @Test
    void bothAreOneLineWithSingleSpaces() {
        assertThat(PaperPrompts.POSITIVE).doesNotContain("\n", "  ").hasSizeGreaterThan(400);
        assertThat(PaperPrompts.MANUAL_REVERSE).doesNotContain("\n", "  ").hasSizeGreaterThan(300);
    }

    private static String resource(String name) throws IOException {
        try (var in = Objects.requireNonNull(PaperPromptsTest.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
        }
    }
}
