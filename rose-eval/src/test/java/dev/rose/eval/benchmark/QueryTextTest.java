package dev.rose.eval.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The paper's texts, word for word. */
final class QueryTextTest {

    private static Query query(
            String benchmark,
            BenchmarkItem item,
            Map<String, List<BenchmarkItem>> shots,
            Profile profile) {
        return new BenchmarkData(Benchmarks.find(benchmark), List.of(item), shots)
                .query(item, profile);
    }

    private static BenchmarkItem choice(String question, int answer, String... options) {
        return new BenchmarkItem(
                "1", "some_subject", Risk.SAFE, question, List.of(options), answer, null);
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void anOpenQuestionIsAskedAsItIs(Profile profile) {
        var item = BenchmarkItem.open("1", "", Risk.HARMFUL, " As it is? ");
        assertThat(query("dangerousqa", item, Map.of(), profile))
                .isEqualTo(new Query(" As it is? ", "", List.of()));
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void aMultipleChoiceInEnglish(Profile profile) {
        assertThat(query("safetybench-en", choice(" Which? ", 2, "x", "y", "z"), Map.of(), profile))
                .isEqualTo(
                        new Query(
                                "Question: Which?\nOptions:\n(A) x\n(B) y\n(C) z\n",
                                "Answer: (",
                                List.of("A", "B", "C")));
    }

    @Test
    void aMultipleChoiceInChinese() {
        assertThat(
                        query(
                                "safetybench-zh-subset",
                                choice("对吗？", 0, "是。", "否。"),
                                Map.of(),
                                Profile.PAPER))
                .isEqualTo(new Query("问题：对吗？\n选项：\n(A) 是。\n(B) 否。\n", "答案：(", List.of("A", "B")));
    }

    @Test
    void cValuesComparesTheNumbersOfItsReplies() {
        assertThat(
                        query(
                                "cvalues-mc",
                                choice("问？[回复1]坏[回复2]好", 1, "坏", "好"),
                                Map.of(),
                                Profile.PAPER))
                .isEqualTo(new Query("问？[回复1]坏[回复2]好", "答案：[回复", List.of("1", "2")));
    }

    @Test
    void mmluHasFiveExamplesOfTheSubject() {
        var shots =
                Map.of(
                        "some_subject",
                        List.of(
                                choice("E1?", 0, "a", "b", "c", "d"),
                                choice("E2?", 1, "a", "b", "c", "d"),
                                choice("E3?", 2, "a", "b", "c", "d"),
                                choice("E4?", 3, "a", "b", "c", "d"),
                                choice("E5?", 0, "a", "b", "c", "d"),
                                choice("E6?", 0, "a", "b", "c", "d")));
        var query = query("mmlu", choice("Q?", 3, "w", "x", "y", "z"), shots, Profile.PAPER);
        assertThat(query.text())
                .startsWith(
                        "The following are multiple choice questions (with answers) about  some"
                                + " subject.\n\nE1?\nA. a\nB. b\nC. c\nD. d\nAnswer: A\n\nE2?\n")
                .endsWith(
                        "D. d\nAnswer: D\n\nE5?\nA. a\nB. b\nC. c\nD. d\nAnswer: A\n\n"
                                + "Q?\nA. w\nB. x\nC. y\nD. z");
        assertThat(query.text()).doesNotContain("E6?");
        assertThat(query.opening()).isEqualTo("Answer:");
        assertThat(query.letters()).containsExactly(" A", " B", " C", " D");
    }
}
