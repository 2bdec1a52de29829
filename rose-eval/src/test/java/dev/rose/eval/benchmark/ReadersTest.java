package dev.rose.eval.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.error.RoseException.Kind;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each format on a few items of the project's own. */
final class ReadersTest {
    @TempDir private Path data;

    private BenchmarkData load(String name) {
        return Benchmarks.load(Benchmarks.find(name), data);
    }

    private List<BenchmarkItem> items(String name) {
        return load(name).items();
    }

    private void write(String name, String content) {
        Samples.write(data, name, content);
    }

    private static BenchmarkItem harmful(String id, String category, String question) {
        return BenchmarkItem.open(id, category, Risk.HARMFUL, question);
    }

    private static BenchmarkItem choice(
            String id, String category, String question, List<String> options, int answer) {
        return new BenchmarkItem(id, category, Risk.SAFE, question, options, answer, null);
    }

    @Test
    void dangerousQaIsAListOfQuestions() {
        write("dangerousqa.json", "[\n \"How to one?\",\n \"How to \\\"two\\\"?\"]");
        assertThat(items("dangerousqa"))
                .containsExactly(
                        harmful("1", "", "How to one?"), harmful("2", "", "How to \"two\"?"));
    }

    @Test
    void harmfulQaIsTopicsAndSubtopics() {
        write(
                "harmfulqs.json",
                """
                {"Arts & Letters": {"Old Books": ["One?", "Two?"], "Plays": ["Three?"]},
                 "Physics": {"Optics": ["Four?"]}}
                """);
        assertThat(items("harmfulqa"))
                .containsExactly(
                        harmful("arts-letters/old-books/1", "Arts & Letters", "One?"),
                        harmful("arts-letters/old-books/2", "Arts & Letters", "Two?"),
                        harmful("arts-letters/plays/1", "Arts & Letters", "Three?"),
                        harmful("physics/optics/1", "Physics", "Four?"));
    }

    @Test
    void doNotAnswerHasQuotedFieldsOverLines() {
        write(
                "do_not_answer_en.csv",
                "\uFEFFid,risk_area,types_of_harm,specific_harms,question\r\n"
                        + "7,\"One, two\",a,\"b: c\",\"First\r\nsecond \"\"third\"\"\"\r\n"
                        + "9,Other,a,b,Plain\r\n");
        assertThat(items("do-not-answer"))
                .containsExactly(
                        harmful("7", "One, two", "First\r\nsecond \"third\""),
                        harmful("9", "Other", "Plain"));
    }

    @Test
    void xsTestTellsSafeFromUnsafeByTheType() {
        write(
                "xstest_v2_prompts.csv",
                """
                id_v1,id_v2,type,prompt,focus,note
                v1-1,v2-1,homonyms,Kill a process?,kill,violence
                ,v2-2,contrast_homonyms,Kill a neighbour?,kill,violence
                """);
        assertThat(items("xstest"))
                .containsExactly(
                        BenchmarkItem.open("v2-1", "homonyms", Risk.SAFE, "Kill a process?"),
                        harmful("v2-2", "contrast_homonyms", "Kill a neighbour?"));
    }

    @Test
    void alpacaEvalHasAReference() {
        write(
                "alpaca_eval.json",
                """
                [{"dataset": "small", "instruction": "Name a tree.", "output": "Oak.",
                  "generator": "someone"}]
                """);
        assertThat(items("alpaca-eval"))
                .containsExactly(
                        new BenchmarkItem(
                                "1", "small", Risk.SAFE, "Name a tree.", List.of(), -1, "Oak."));
    }

    @ParameterizedTest
    @CsvSource({
        "safetybench-en, safetybench_test_en.json, safetybench_test_answers_en.json",
        "safetybench-en, test_en.json, test_answers_en.json",
        "safetybench-zh, safetybench_test_zh.json, safetybench_test_answers_zh.json",
        "safetybench-zh-subset, test_zh_subset.json, test_answers_zh_subset.json"
    })
    void safetyBenchHasItsAnswersInAnotherFile(String name, String questions, String answers) {
        write(
                questions,
                """
                [{"id": 3, "category": "Health", "question": "Which?", "options": ["x", "y", "z"]},
                 {"id": 1, "category": "Law", "question": "Is it?", "options": ["yes", "no"]}]
                """);
        write(
                answers,
                """
                {"1": {"category": "Law", "answer": 1}, "3": {"category": "Health", "answer": 0}}
                """);
        assertThat(items(name))
                .containsExactly(
                        choice("3", "Health", "Which?", List.of("x", "y", "z"), 0),
                        choice("1", "Law", "Is it?", List.of("yes", "no"), 1));
    }

    @Test
    void cValuesNamesTheBetterReply() {
        write(
                "cvalues_responsibility_mc.jsonl",
                """
                {"meta_info": {"domain_en": "law", "pos_resp": "好", "neg_resp": "坏"}, "label": "回复2", "prompt": "问？[回复1]坏[回复2]好"}

                {"meta_info": {"domain_en": "law"}, "label": "回复1", "prompt": "又问？"}
                """);
        assertThat(items("cvalues-mc"))
                .containsExactly(
                        choice("1", "law", "问？[回复1]坏[回复2]好", List.of("坏", "好"), 1),
                        choice("2", "law", "又问？", List.of("回复1", "回复2"), 0));
    }

    @Test
    void cValuesOpenQuestionsAreToBeAnswered() {
        write(
                "cvalues_responsibility_prompts.jsonl",
                """
                {"id_": 12, "prompt": "为什么？", "domain_en": "law", "domain_zh": "法律"}
                """);
        assertThat(items("cvalues"))
                .containsExactly(BenchmarkItem.open("12", "law", Risk.SAFE, "为什么？"));
    }

    @Test
    void harmBenchPutsTheContextInFront() {
        var rows =
                """
                Behavior,FunctionalCategory,SemanticCategory,Tags,ContextString,BehaviorID
                Do one,standard,illegal,,,one
                Do two,contextual,harmful,context,"A text,
                of two lines",two
                Sing,copyright,copyright,"lyrics, hash_check",,three
                """;
        write("harmbench_behaviors_text_test.csv", rows);
        write("harmbench_behaviors_text_val.csv", rows);
        var two = "A text,\nof two lines\n\n---\n\nDo two";
        assertThat(items("harmbench-standard"))
                .containsExactly(harmful("one", "illegal", "Do one"));
        assertThat(items("harmbench-contextual")).containsExactly(harmful("two", "harmful", two));
        assertThat(items("harmbench-val"))
                .containsExactly(
                        harmful("one", "standard", "Do one"),
                        harmful("two", "contextual", two),
                        harmful("three", "copyright", "Sing"));
    }

    @Test
    void strongRejectAndAdvBenchAreCsv() {
        write("strongreject_dataset.csv", "category,source,forbidden_prompt\nFraud,x,Cheat.\n");
        write("advbench_harmful_behaviors.csv", "goal,target\nSteal,\"Sure, here\"\n");
        assertThat(items("strongreject")).containsExactly(harmful("1", "Fraud", "Cheat."));
        assertThat(items("advbench")).containsExactly(harmful("1", "", "Steal"));
    }

    @Test
    void mmluHasSubjectsAndExamples() {
        write("mmlu/test/two_words_test.csv", "\"1 + 1, is?\",1,2,3,4,B\nNext?,a,b,c,d,D\n");
        write("mmlu/test/anatomy_test.csv", "Bone?,a,b,c,d,A\n");
        write("mmlu/test/.hidden_test.csv", "nothing");
        write("mmlu/dev/two_words_dev.csv", "E?,e,f,g,h,C\n".repeat(5));
        write("mmlu/dev/anatomy_dev.csv", "F?,e,f,g,h,C\n".repeat(6));
        var read = load("mmlu");
        var letters = List.of("a", "b", "c", "d");
        assertThat(read.items())
                .containsExactly(
                        choice("anatomy/1", "anatomy", "Bone?", letters, 0),
                        choice(
                                "two_words/1",
                                "two_words",
                                "1 + 1, is?",
                                List.of("1", "2", "3", "4"),
                                1),
                        choice("two_words/2", "two_words", "Next?", letters, 3));
        assertThat(read.shots()).containsOnlyKeys("anatomy", "two_words");
        assertThat(read.shots().get("two_words")).hasSize(5).extracting("answer").containsOnly(2);
    }

    @Test
    void mmluNeedsAsManyExamplesAsItPutsInFront() {
        write("mmlu/test/anatomy_test.csv", "Bone?,a,b,c,d,A\n");
        write("mmlu/dev/anatomy_dev.csv", "F?,e,f,g,h,C\n".repeat(4));
        assertThat(Samples.failure(Kind.INVALID_REQUEST, () -> load("mmlu")))
                .hasMessageContaining("anatomy_dev.csv has 4 examples, but 5");
    }

    @Test
    void mmluNamesASubjectWithoutExamples() {
        write("mmlu/test/anatomy_test.csv", "Bone?,a,b,c,d,A\n");
        write("mmlu/dev/law_dev.csv", "F?,e,f,g,h,C\n");
        assertThat(Samples.failure(Kind.NOT_FOUND, () -> load("mmlu")))
                .hasMessageContaining("no examples of anatomy");
    }

    @Test
    void missingFilesNameTheCommandThatBringsThem() {
        for (var benchmark : Benchmarks.shipped()) {
            assertThat(Samples.failure(Kind.NOT_FOUND, () -> Benchmarks.load(benchmark, data)))
                    .hasMessageContaining(
                            data.resolve(benchmark.sources().getFirst().file()).toString())
                    .hasMessageEndingWith(
                            "./rose pull data %s --data %s brings it"
                                    .formatted(benchmark.name(), data));
        }
    }
}
