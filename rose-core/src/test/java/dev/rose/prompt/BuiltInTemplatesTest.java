package dev.rose.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The forms as the models' makers describe them, and that nobody can leave a turn of theirs. */
final class BuiltInTemplatesTest {
    private static final List<ChatMessage> CONVERSATION =
            List.of(
                    ChatMessage.system("S"),
                    ChatMessage.user("U"),
                    ChatMessage.assistant("A"),
                    ChatMessage.user("V"));

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void texts(String name, String expected) {
        assertThat(template(name).render(CONVERSATION).text()).isEqualTo(expected);
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                arguments(
                        "alpaca",
                        "<s>S\n\n### Instruction:\nU\n\n### Response:\nA\n\n### Instruction:\nV\n\n"
                                + "### Response:\n"),
                arguments(
                        "chatml",
                        "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nU<|im_end|>\n"
                                + "<|im_start|>assistant\nA<|im_end|>\n<|im_start|>user\nV<|im_end|>\n"
                                + "<|im_start|>assistant\n"),
                arguments("deepseek", "<s>S<｜User｜>U<｜Assistant｜>A</s><｜User｜>V<｜Assistant｜>"),
                arguments(
                        "gemma",
                        "<s><start_of_turn>user\nS\n\nU<end_of_turn>\n<start_of_turn>model\n"
                                + "A<end_of_turn>\n<start_of_turn>user\nV<end_of_turn>\n"
                                + "<start_of_turn>model\n"),
                arguments(
                        "llama2",
                        "<s>[INST] <<SYS>>\nS\n<</SYS>>\n\nU [/INST] A </s><s>[INST] V [/INST]"),
                arguments(
                        "llama3",
                        "<s><|start_header_id|>system<|end_header_id|>\n\nS<|eot_id|>"
                                + "<|start_header_id|>user<|end_header_id|>\n\nU<|eot_id|>"
                                + "<|start_header_id|>assistant<|end_header_id|>\n\nA<|eot_id|>"
                                + "<|start_header_id|>user<|end_header_id|>\n\nV<|eot_id|>"
                                + "<|start_header_id|>assistant<|end_header_id|>\n\n"),
                arguments("mistral", "<s>[INST] S\n\nU[/INST] A</s>[INST] V[/INST]"),
                arguments(
                        "phi3",
                        "<|system|>\nS<|end|>\n<|user|>\nU<|end|>\n<|assistant|>\nA<|end|>\n"
                                + "<|user|>\nV<|end|>\n<|assistant|>\n"),
                arguments("vicuna", "<s>S\n\nUSER: U\nASSISTANT: A</s>\nUSER: V\nASSISTANT:"),
                arguments(
                        "zephyr",
                        "<|system|>\nS</s>\n<|user|>\nU</s>\n<|assistant|>\nA</s>\n<|user|>\nV</s>\n"
                                + "<|assistant|>\n"));
    }

    @Test
    void eachIsTestedHere() {
        assertThat(texts().map(test -> test.get()[0]).toList()).isEqualTo(BuiltInTemplates.names());
        assertThat(BuiltInTemplates.source("../templates/chatml")).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void nobodyLeavesTheirTurn(String name) {
        new Injection(template(name), BuiltInTemplates.source(name).orElseThrow())
                .assertContained();
    }

    static Stream<String> names() {
        return BuiltInTemplates.names().stream();
    }

    private static ChatTemplate template(String name) {
        return new ChatTemplate(
                name,
                BuiltInTemplates.source(name).orElseThrow(),
                Map.of("bos_token", "<s>", "eos_token", "</s>"));
    }
}
