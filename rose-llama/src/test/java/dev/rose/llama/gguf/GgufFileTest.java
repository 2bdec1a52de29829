package dev.rose.llama.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sound file says. */
final class GgufFileTest {
    @TempDir Path folder;

    @Test
    void readsWhatTheModelSaysOfItself() {
        var path = GgufBytes.tinyLlama().writeTo(folder.resolve("tiny.gguf"));

        var file = GgufFile.read(path).requireLoadable();

        assertThat(file.path()).isEqualTo(path);
        assertThat(file.parts()).containsExactly(path);
        assertThat(file.fileSize()).isEqualTo(path.toFile().length());
        assertThat(file.version()).isEqualTo(3);
        assertThat(file.architecture()).isEqualTo("llama");
        assertThat(file.name()).contains("Tiny");
        assertThat(file.quantization()).isEqualTo("F32");
        assertThat(file.contextLength()).isEqualTo(64);
        assertThat(file.vocabularySize()).isEqualTo(5);
        assertThat(file.chatTemplate()).contains("{{ messages }}");
        assertThat(file.namedChatTemplates()).isEmpty();
        assertThat(file.tensors()).hasSize(11);
    }

    @Test
    void readsVersionTwo() {
        assertThat(read(GgufBytes.tinyLlama().version(2)).requireLoadable().version()).isEqualTo(2);
    }

    @Test
    void readsTheTensorTable() {
        var bytes = GgufBytes.tinyLlama().alignment(64);

        var tensor = read(bytes).requireLoadable().tensor("blk.0.ffn_down.weight").orElseThrow();

        assertThat(tensor.shape()).containsExactly(12, 8);
        assertThat(tensor.length(1)).isEqualTo(8);
        assertThat(tensor.length(2)).isEqualTo(1);
        assertThat(tensor.shapeText()).isEqualTo("12 × 8");
        assertThat(tensor.type()).isEqualTo(GgufTensorType.F32);
        assertThat(tensor.byteSize()).isEqualTo(4 * 12 * 8);
        assertThat(tensor.offset() % 64).isZero();
        assertThat(tensor.offset() + tensor.byteSize()).isEqualTo(bytes.toByteArray().length);
    }

    @Test
    void namesChatTemplates() {
        var file =
                read(
                        GgufBytes.tinyLlama()
                                .string("tokenizer.chat_template.tool_use", "tools")
                                .string("tokenizer.chat_template.rag", "documents")
                                .strings("tokenizer.chat_templates", "tool_use", "rag"));

        assertThat(file.chatTemplate()).contains("{{ messages }}");
        assertThat(file.namedChatTemplates())
                .isEqualTo(Map.of("tool_use", "tools", "rag", "documents"));
    }

    @Test
    void namesQuantizationsAsFilesDo() {
        var names =
                Map.of(
                        0,
                        "F32",
                        1,
                        "F16",
                        3,
                        "Q4_1",
                        7,
                        "Q8_0",
                        10,
                        "Q2_K",
                        15,
                        "Q4_K_M",
                        14,
                        "Q4_K_S",
                        19,
                        "IQ2_XXS",
                        32,
                        "BF16",
                        38,
                        "MXFP4_MOE");
        names.forEach((type, name) ->
                assertThat(
                                read(GgufBytes.tinyLlama().u32("general.file_type", type))
                                        .quantization())
                        .isEqualTo(name));
    }

    @Test
    void guessesTheQuantizationFromMostTensors() {
        var bytes =
                new GgufBytes()
                        .string("general.architecture", "llama")
                        .rawTensor("a", 12, 144, null, 256)
                        .rawTensor("b", 0, 4, null, 1)
                        .rawTensor("c", 12, 144, null, 256);

        assertThat(read(bytes).quantization()).isEqualTo("Q4_K_M");
    }

    @Test
    void givesTypedMetadata() {
        var metadata =
                read(GgufBytes.tinyLlama()
                                .u16("u16", 65_535)
                                .i32("i32", -7)
                                .u64("u64", 1L << 40)
                                .bool("bool", true)
                                .f32("f32", 0.5f))
                        .metadata();

        assertThat(metadata.integer("u16")).hasValue(65_535);
        assertThat(metadata.integer("i32")).hasValue(-7);
        assertThat(metadata.integer("u64")).hasValue(1L << 40);
        assertThat(metadata.integer("nothing")).isEmpty();
        assertThat(metadata.number("i32")).hasValue(-7);
        assertThat(metadata.number("f32")).hasValue(0.5);
        assertThat(metadata.flag("bool")).contains(true);
        assertThat(metadata.string("general.name")).contains("Tiny");
        assertThat(metadata.strings("tokenizer.ggml.tokens"))
                .contains(List.of("<s>", "</s>", "a", "b", "ab"));
        assertThat(metadata.arrayLength("tokenizer.ggml.tokens")).hasValue(5);
        assertThat(metadata.ints("tokenizer.ggml.token_type").orElseThrow())
                .containsExactly(3, 3, 1, 1, 1);
        assertThat(metadata.type("u16")).contains(GgufValueType.UINT16);
        assertThat(metadata.elementType("tokenizer.ggml.merges")).contains(GgufValueType.STRING);
        assertThat(metadata.elementType("u16")).isEmpty();
        assertThat(metadata.keys()).startsWith("general.architecture", "general.name");
    }

    @Test
    void refusesToReadAValueAsAnotherType() {
        var metadata = read(GgufBytes.tinyLlama()).metadata();

        assertThatThrownBy(() -> metadata.integer("general.name"))
                .isInstanceOf(GgufException.class)
                .hasMessageContaining("'general.name' has the wrong type: it is string")
                .hasMessageContaining("a whole number");
        assertThatThrownBy(() -> metadata.strings("tokenizer.ggml.token_type"))
                .hasMessageContaining("an array of i32")
                .hasMessageContaining("an array of string");
    }

    @Test
    void readsAScalarTensor() {
        var file = read(new GgufBytes().rawTensor("scale", 0, 4, null));

        assertThat(file.tensor("scale").orElseThrow().shape()).containsExactly(1);
    }

    @Test
    void readsASplitModelFromItsFirstPart() {
        var first = folder.resolve("m-00001-of-00002.gguf");
        var second = folder.resolve("m-00002-of-00002.gguf");
        GgufBytes.tinyLlama()
                .withoutTensor("blk.0.ffn_down.weight")
                .u16("split.no", 0)
                .u16("split.count", 2)
                .i32("split.tensors.count", 11)
                .writeTo(first);
        new GgufBytes()
                .u16("split.no", 1)
                .u16("split.count", 2)
                .i32("split.tensors.count", 11)
                .tensor("blk.0.ffn_down.weight", 12, 8)
                .writeTo(second);

        var file = GgufFile.read(first).requireLoadable();

        assertThat(file.parts()).containsExactly(first, second);
        assertThat(file.fileSize()).isEqualTo(first.toFile().length() + second.toFile().length());
        assertThat(file.tensors()).hasSize(11);
        assertThat(file.tensor("blk.0.ffn_down.weight").orElseThrow().part()).isEqualTo(1);
        assertThat(file.tensor("token_embd.weight").orElseThrow().part()).isZero();
    }

    @Test
    void acceptsAnAdapterOfItsModel() {
        var base = read(GgufBytes.tinyLlama());
        var adapter =
                GgufFile.read(GgufBytes.tinyAdapter().writeTo(folder.resolve("adapter.gguf")));

        assertThat(adapter.requireAdapterOf(base)).isSameAs(adapter);
    }

    private GgufFile read(GgufBytes bytes) {
        return GgufFile.read(bytes.writeTo(folder.resolve("model.gguf")));
    }
}
