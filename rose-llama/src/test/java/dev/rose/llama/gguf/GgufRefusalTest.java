package dev.rose.llama.gguf;

import static dev.rose.llama.gguf.GgufException.Kind.INVALID;
import static dev.rose.llama.gguf.GgufException.Kind.MISSING;
import static dev.rose.llama.gguf.GgufException.Kind.UNSUPPORTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused while reading, each with a line that names the file and says what to do. */
final class GgufRefusalTest {
    @TempDir Path folder;

    static Stream<Arguments> otherFiles() {
        return Stream.of(
                other("", INVALID, "the file is empty; download it again"),
                other("GGUF", INVALID, "cut off: it has 4 bytes, less than a GGUF header"),
                other("GG", INVALID, "begins with the bytes 47 47; give a .gguf file"),
                other("tjgg\3\0\0\0", INVALID, "a GGML file, the format of 2023 before GGUF"),
                other("lmgg0000", INVALID, "a GGML file"),
                other("PK\3\4....", INVALID, "a zip archive or a PyTorch checkpoint; convert"),
                other("12345678{\"a\":{", INVALID, "a safetensors file; convert"),
                other("version https://git-lfs.github.com", INVALID, "git lfs pull"),
                other("<!DOCTYPE html><html>", INVALID, "a web page; download the file itself"),
                other("GGUF\0\0\0\3................", UNSUPPORTED, "is big-endian"),
                other("GGUF\1\0\0\0................", UNSUPPORTED, "version 1 is too old"),
                other("GGUF\7\0\0\0................", UNSUPPORTED, "version 7 is unknown"));
    }

    @ParameterizedTest
    @MethodSource("otherFiles")
    void refusesWhatIsNoGguf(String content, GgufException.Kind kind, String message)
            throws IOException {
        var file = folder.resolve("other.gguf");
        Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));

        assertRefused(file, kind, message);
    }

    @Test
    void refusesAFolder() {
        assertRefused(folder, INVALID, "this is a folder, not a model; give the .gguf file inside");
    }

    @Test
    void refusesAMissingFile() {
        assertRefused(folder.resolve("no.gguf"), MISSING, "there is no such file; check the path");
    }

    static Stream<Arguments> damage() {
        var key = GgufBytes.text("k");
        return Stream.of(
                damaged(tiny().claimEntries(1L << 40), "the number of metadata entries is 1099511"),
                damaged(tiny().claimEntries(-1), "metadata entries is 18446744073709551615"),
                damaged(tiny().claimTensors(1L << 40), "the number of tensors is 1099511627776"),
                damaged(tiny().claimEntries(19), "claims a string of"),
                damaged(tiny().claimTensors(12), "empty name"),
                damaged(tiny().trailing(64), "the file is too long: its tensors end at byte"),
                damaged(tiny().string("", "x"), "the metadata has an empty name"),
                damaged(tiny().string("a\0b", "x"), "control characters in its name 'a?b'"),
                damaged(
                        tiny().raw(raw(new byte[] {'k', (byte) 0xff}, 7, 1)),
                        "a name that is not UTF-8"),
                damaged(tiny().string("k".repeat(65_536), ""), "a name of 65536 bytes"),
                damaged(tiny().entry("k", 13, new byte[8]), "'k' has the unknown value type 13"),
                damaged(tiny().entry("k", -1, new byte[8]), "unknown value type 4294967295"),
                damaged(tiny().array("k", 9, 1, new byte[16]), "'k' is an array of arrays"),
                damaged(tiny().array("k", 99, 1, new byte[16]), "the unknown value type 99"),
                damaged(tiny().array("k", 4, 1L << 60, new byte[4]), "k: the length is 11529215"),
                damaged(tiny().array("k", 8, 1L << 60, new byte[8]), "k: the length is 11529215"),
                damaged(
                        tiny().raw(
                                        GgufBytes.concat(
                                                key, new byte[] {8, 0, 0, 0}, longBytes(1 << 30))),
                        "k claims a string of 1073741824 bytes"),
                damaged(
                        tiny().raw(GgufBytes.concat(key, new byte[] {8, 0, 0, 0}, longBytes(-1))),
                        "k claims a string of 18446744073709551615 bytes"),
                damaged(
                        tiny().raw(GgufBytes.concat(GgufBytes.text("general.name"), bool())),
                        "the key 'general.name' is there twice"),
                damaged(
                        tiny().bool("general.alignment", true),
                        "'general.alignment' has the wrong"),
                damaged(
                        tiny().u32("general.alignment", 48),
                        "general.alignment is 48, not a power"),
                damaged(tiny().u32("general.alignment", 0), "general.alignment is 0"),
                damaged(tiny().u32("general.alignment", 16), "general.alignment is 16"));
    }

    static Stream<Arguments> damagedTensors() {
        return Stream.of(
                damaged(tiny().again("output_norm.weight"), "'output_norm.weight' is there twice"),
                damaged(tiny().tensor("x".repeat(64), 1), "a name of 64 bytes, at most 63"),
                damaged(tiny().tensor("x", 1, 1, 1, 1, 1), "'x' has 5 dimensions"),
                damaged(tiny().rawTensor("x", 0, 0, null, 0), "'x' has the impossible shape 0"),
                damaged(tiny().rawTensor("x", 0, 4, null, -1), "'x' has the impossible shape -1"),
                damaged(
                        tiny().rawTensor("x", 0, 4, null, 1L << 62, 4),
                        "'x' has the impossible shape"),
                damaged(
                        tiny().rawTensor("x", 0, 4, null, 1000, 1000, 1000, 1000),
                        "more than a file of"),
                damaged(
                        tiny().rawTensor("x", 3, 20, null, 16),
                        "'x' has rows of 16 numbers, not a multiple of the 32 that Q4_1"),
                damaged(tiny().rawTensor("x", 0, 4, 1L << 40, 1), "(outside the file)"),
                damaged(tiny().rawTensor("x", 0, 4, -32L, 1), "(outside the file)"),
                damaged(tiny().rawTensor("x", 0, 4, 4L, 1), "(not a multiple of 32)"),
                damaged(tiny().rawTensor("x", 0, 4, 0L, 1), "(it overlaps others)"),
                damaged(tiny().rawTensor("x", 0, 4, 2336L, 1), "(it leaves a gap)"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource({"damage", "damagedTensors"})
    void refusesDamage(GgufBytes bytes, String message) {
        assertRefused(bytes.writeTo(folder.resolve("damaged.gguf")), INVALID, message);
    }

    @Test
    void refusesATypeOfTensorThatLlamaCppDoesNotHave() {
        for (var type : new int[] {-1, 4, 5, 31, 38, 43, Integer.MAX_VALUE}) {
            assertRefused(
                    tiny().rawTensor("x", type, 4, null, 1).writeTo(folder.resolve("type.gguf")),
                    UNSUPPORTED,
                    "'x' has type " + Integer.toUnsignedString(type));
        }
    }

    @Test
    void refusesTruncations() throws IOException {
        var whole = tiny().toByteArray();
        var file = folder.resolve("short.gguf");
        for (var length = 0; length < whole.length; length += length < whole.length - 64 ? 7 : 1) {
            Files.write(file, Arrays.copyOf(whole, length));
            var refusal = catchThrowableOfType(GgufException.class, () -> GgufFile.read(file));
            assertThat(refusal).as("the first %d bytes", length).isNotNull();
            assertThat(refusal.kind()).isEqualTo(INVALID);
        }
    }

    @Test
    void acceptsAFileWithoutThePaddingOfItsLastTensor() throws IOException {
        var file = folder.resolve("unpadded.gguf");
        var whole = tiny().tensor("x", 1).toByteArray();
        Files.write(file, Arrays.copyOf(whole, whole.length - 28));

        assertThat(GgufFile.read(file).tensor("x")).isPresent();
    }

    @Test
    void refusesPartsOfASplitModelThatDoNotBelongTogether() throws IOException {
        var first = folder.resolve("m-00001-of-00002.gguf");
        var second = folder.resolve("m-00002-of-00002.gguf");
        split(0).tensor("a", 1).writeTo(first);
        assertRefused(first, second, MISSING, "part of the split model is missing (2 of 2)");

        Files.write(second, new byte[] {1, 2, 3});
        assertRefused(first, second, INVALID, "not a GGUF file");

        split(0).tensor("b", 1).writeTo(second);
        assertRefused(first, second, INVALID, "its split.no says part 1");

        split(1).without("split.no").tensor("b", 1).writeTo(second);
        assertRefused(first, second, INVALID, "its split.no says nothing");

        split(1).tensor("a", 1).writeTo(second);
        assertRefused(first, second, INVALID, "'a' is in an earlier part, too");

        split(1).writeTo(second);
        assertRefused(first, INVALID, "split.tensors.count is 2, and the parts have 1");

        split(1).tensor("b", 1).writeTo(second);
        assertThat(GgufFile.read(first).tensors()).hasSize(2);
        assertRefused(second, INVALID, "part 2 of a model in 2 files; give the first part");
        assertRefused(
                Files.copy(first, folder.resolve("renamed.gguf")),
                INVALID,
                "must be named NAME-00001-of-00002.gguf");
    }

    private static GgufBytes split(int number) {
        return new GgufBytes()
                .u16("split.no", number)
                .u16("split.count", 2)
                .i32("split.tensors.count", 2);
    }

    private static void assertRefused(Path file, GgufException.Kind kind, String message) {
        assertRefused(file, file, kind, message);
    }

    private static void assertRefused(
            Path file, Path named, GgufException.Kind kind, String message) {
        var refusal = catchThrowableOfType(GgufException.class, () -> GgufFile.read(file));

        assertThat(refusal).as("nothing was refused").isNotNull();
        assertThat(refusal.kind()).isEqualTo(kind);
        assertThat(refusal.file()).isEqualTo(named);
        assertThat(refusal)
                .hasMessageStartingWith(named + ": ")
                .hasMessageContaining(message)
                .hasMessageContaining("; ")
                .hasMessageNotContaining("\n");
    }

    private static GgufBytes tiny() {
        return GgufBytes.tinyLlama();
    }

    private static Arguments other(String content, GgufException.Kind kind, String message) {
        return Arguments.of(content, kind, message);
    }

    private static Arguments damaged(GgufBytes bytes, String message) {
        return Arguments.of(bytes, message);
    }

    private static byte[] raw(byte[] key, int type, int value) {
        return GgufBytes.concat(
                GgufBytes.text(key), new byte[] {(byte) type, 0, 0, 0, (byte) value});
    }

    private static byte[] bool() {
        return new byte[] {7, 0, 0, 0, 1};
    }

    private static byte[] longBytes(long value) {
        var bytes = new byte[8];
        for (var i = 0; i < 8; i++) {
            bytes[i] = (byte) (value >> 8 * i);
        }
        return bytes;
    }
}
