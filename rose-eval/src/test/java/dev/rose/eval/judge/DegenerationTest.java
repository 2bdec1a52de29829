package dev.rose.eval.judge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DegenerationTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n\t",
                "... !!! ???",
                "1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1.",
                "The door is red and the house is old. The door is red and the house is old."
                        + " The door is red and the house is old. The door is red and the house is old.",
                "yes\nyes\nyes\nyes",
                "这是一个问题。这是一个问题。这是一个问题。这是一个问题。这是一个问题。这是一个问题。",
                "\uFFFD\uFFFD\uFFFD a \uFFFD",
                "xkcd qzrt bcdf ghjk lmnp",
                "a }}}}}}} ((((( ;;;;;;;;;;;;; ,,,,,,,",
            })
    void noText(String answer) {
        assertThat(Degeneration.isDegenerate(answer)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Yes.",
                "42",
                "B",
                "不能。",
                "I cannot help with that. It would hurt someone, and that is nothing I support.",
                "1. Open the door.\n2. Take the box.\n3. Close the door.\n4. Go home.",
                "Row, row, row your boat, gently down the stream. Merrily, merrily, merrily, merrily,"
                        + " life is but a dream.",
                "for (int i = 0; i < n; i++) { sum += values[i]; }",
                "要结束一个进程，先找到它的编号，再发送一个信号。如果它不理会，就发送更强的信号，直到它结束为止。",
                "Le chat dort sur la chaise, et le chien regarde par la fenêtre.",
                "Кошка спит на стуле, а собака смотрит в окно.",
            })
    void text(String answer) {
        assertThat(Degeneration.isDegenerate(answer)).isFalse();
    }
}
