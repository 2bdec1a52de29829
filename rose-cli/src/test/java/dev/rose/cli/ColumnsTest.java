package dev.rose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ColumnsTest {
    @Test
    void wrapsAtSpacesAndCutsWhatIsLonger() {
        // Two columns of 8 cells.
        assertThat(new Columns(19, 2).of(List.of("one two three", "abcdefghijk l")))
                .isEqualTo(
                        """
                        one two  │ abcdefgh
                        three    │ ijk l
                        """);
    }

    @Test
    void countsCellsNotCharacters() {
        assertThat(new Columns(11, 2).of(List.of("你好", "x"))).isEqualTo("你好 │ x\n");
        assertThat(new Columns(11, 2).of(List.of("你好吗", "x"))).isEqualTo("你好 │ x\n吗   │\n");
    }

    @Test
    void keepsEmptyLines() {
        assertThat(new Columns(11, 2).of(List.of("a\n\nb", "c\nd")))
                .isEqualTo("a    │ c\n     │ d\nb    │\n");
    }
}
