package dev.rose.eval.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.error.RoseException.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What is said of rows that cannot be read: file, line, what was wrong, what was seen. */
final class BrokenRowsTest {
    private static final String HARMBENCH =
            "Behavior,FunctionalCategory,SemanticCategory,Tags,ContextString,BehaviorID\n";

    @TempDir private Path data;

    /**
     * @param line on which it is broken; 0 for the file as a whole
     * @param said part of the message
     */
    private record Case(String benchmark, String file, String content, int line, String said) {}

    private static Stream<Case> cases() {
        return Stream.of(
                strings("[\"One?\",\n3]", 2, "must be a question, not 3"),
                strings("[\"One?\",\n\"\"]", 2, "must be a question, not ''"),
                strings("{\"a\": 1}", 1, "must be a list, not '{'"),
                strings("", 1, "must be a list, not the end of the file"),
                strings("[\"One?\",\n\"Two", 2, "is no JSON"),
                strings("[\"One?\"]\n[]", 2, "more behind the end"),
                strings("[]", 0, "holds no item of dangerousqa"),
                new Case(
                        "harmfulqa",
                        "harmfulqs.json",
                        "{\"a\": {\"b\": [\n\"One?\",\n{}]}}",
                        3,
                        "must be a question, not {}"),
                new Case(
                        "harmfulqa",
                        "harmfulqs.json",
                        "{\"a\":\n[\"One?\"]}",
                        2,
                        "must be an object, not '['"),
                new Case(
                        "harmfulqa",
                        "harmfulqs.json",
                        "{\"a b\": {\"c\": [\"One?\"]},\n\"a-b\": {\"c\": [\"Two?\"]}}",
                        2,
                        "the id 'a-b/c/1' is there twice"),
                csv("id,risk_area,question\n1,a,b\n1,a,c\n", 3, "the id '1' is there twice"),
                csv(
                        "id,risk_area,question\n1,a,b\n2,a\n",
                        3,
                        "must have 3 columns as the first row has, not 2"),
                csv("id,risk_area,question\n1,a,\"b\nc\"\n2,a,b,c\n", 4, "not 4"),
                csv("id,risk_area,question\n1,a,\" \"\n", 2, "'question' must be a text, not ' '"),
                csv(
                        "id,risk_area,prompt\n1,a,b\n",
                        1,
                        "there is no column 'question'; there are id, risk_area, prompt"),
                csv("\"i\nd\",risk_area\n", 1, "there is no column 'id'; there are i d, risk_area"),
                csv("id,id,question,risk_area\n", 1, "the column 'id' is there twice"),
                csv("id,risk_area,question\n1,a,\"b\n", 2, "is no CSV"),
                csv("id,risk_area,question\n1,a,\"b\"c\n", 2, "is no CSV"),
                csv("id,risk_area,question\n", 0, "holds no item"),
                new Case(
                        "xstest",
                        "xstest_v2_prompts.csv",
                        "id_v2,type,prompt\nv2-1,,Hello?\n",
                        2,
                        "'type' must be a text, not ''"),
                new Case(
                        "harmbench-val",
                        "harmbench_behaviors_text_val.csv",
                        HARMBENCH + "a,strange,b,,,c\n",
                        2,
                        "must be standard, contextual, copyright, not 'strange'"),
                new Case(
                        "alpaca-eval",
                        "alpaca_eval.json",
                        "[\n{\"dataset\": \"a\", \"instruction\": \"b\"}]",
                        2,
                        "'output' must be a text, not nothing"),
                new Case(
                        "alpaca-eval",
                        "alpaca_eval.json",
                        "[\n{\"instruction\": [\"b\"], \"output\": \"c\"}]",
                        2,
                        "'instruction' must be a text, not [\"b\"]"),
                new Case(
                        "alpaca-eval",
                        "alpaca_eval.json",
                        "[\n\n7]",
                        3,
                        "must be an object, not 7"),
                lines(
                        "{\"id_\": 1, \"prompt\": \"a\"}\n\n{\"id_\": 2}",
                        3,
                        "'prompt' must be a text"),
                lines("{\"id_\": 1, \"prompt\": \"a\"}\n{\"id_\": 2, ", 2, "is no JSON"),
                lines("{\"id_\": 1, \"prompt\": \"a\"} {}", 1, "is no JSON"),
                lines("{\"id_\": 1, \"id_\": 2, \"prompt\": \"a\"}", 1, "is no JSON"),
                new Case(
                        "cvalues-mc",
                        "cvalues_responsibility_mc.jsonl",
                        "{\"label\": \"3\", \"prompt\": \"a\"}",
                        1,
                        "'label' must be 回复1 or 回复2, not '3'"),
                new Case(
                        "mmlu",
                        "mmlu/test/a_test.csv",
                        "q,1,2,3,4,E\n",
                        1,
                        "must be A, B, C or D, not 'E'"),
                new Case(
                        "mmlu",
                        "mmlu/test/a_test.csv",
                        "q,1,2,3,4,A\nq,1,2,3,A\n",
                        2,
                        "must have 6 columns, not 5"),
                new Case(
                        "mmlu",
                        "mmlu/test/a_test.csv",
                        "q,1,,3,4,A\n",
                        1,
                        "'2' must be a text, not ''"));
    }

    private static Case strings(String content, int line, String said) {
        return new Case("dangerousqa", "dangerousqa.json", content, line, said);
    }

    private static Case csv(String content, int line, String said) {
        return new Case("do-not-answer", "do_not_answer_en.csv", content, line, said);
    }

    private static Case lines(String content, int line, String said) {
        return new Case("cvalues", "cvalues_responsibility_prompts.jsonl", content, line, said);
    }

    @TestFactory
    Stream<DynamicTest> everyOne() {
        return cases().map(c ->
                DynamicTest.dynamicTest(c.benchmark() + ": " + c.said(), () -> check(c)));
    }

    private void check(Case c) {
        Samples.write(data, "mmlu/dev/a_dev.csv", "q,1,2,3,4,A\n".repeat(5));
        var file = Samples.write(data, c.file(), c.content());
        var failure =
                Samples.failure(
                        Kind.INVALID_REQUEST,
                        () -> Benchmarks.load(Benchmarks.find(c.benchmark()), data));
        assertThat(failure.getMessage())
                .startsWith(c.line() == 0 ? file + " " : "%s, line %d: ".formatted(file, c.line()))
                .contains(c.said());
    }

    @Test
    void aTextInAnotherEncodingIsNamed() throws Exception {
        Files.write(
                data.resolve("dangerousqa.json"),
                "[\"Où?\"]".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(
                        Samples.failure(
                                Kind.INVALID_REQUEST,
                                () -> Benchmarks.load(Benchmarks.find("dangerousqa"), data)))
                .hasMessageContaining("dangerousqa.json is not UTF-8 text");
    }

    @Test
    void answersOfAnotherFileAreNotTaken() {
        var questions =
                "[{\"id\": 3, \"category\": \"a\", \"question\": \"b\", \"options\": [\"x\", \"y\"]}]";
        Samples.write(data, "test_en.json", questions);
        var answers =
                Samples.write(
                        data,
                        "test_answers_en.json",
                        "{\n\"3\": {\"category\": \"c\", \"answer\": 1}}");
        assertThat(refused())
                .isEqualTo(
                        "%s, line 2: the answer to id '3' is of category 'c', but its question of 'a'"
                                .formatted(answers));
        Samples.write(
                data, "test_answers_en.json", "{\"4\": {\"category\": \"a\", \"answer\": 1}}");
        assertThat(refused()).contains("there is no answer to id '3' in " + answers);
        Samples.write(
                data, "test_answers_en.json", "{\"3\": {\"category\": \"a\", \"answer\": 2}}");
        assertThat(refused())
                .contains("'answer' must be a letter from A to B or a number from 0 to 1, not 2");
    }

    private String refused() {
        return Samples.failure(
                        Kind.INVALID_REQUEST,
                        () -> Benchmarks.load(Benchmarks.find("safetybench-en"), data))
                .getMessage();
    }
}
