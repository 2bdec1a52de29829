package dev.rose.model.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.error.RoseException;
import dev.rose.model.DecodeBatch;
import dev.rose.model.SessionOptions;
import dev.rose.testing.RealModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LoRA adapters on the real model: a small one of random weights, written here. */
class LoraAdapterIT {
    private static final int WIDTH = 576;
    private static final int RANK = 4;

    @TempDir private static Path folder;
    private static Path adapter;

    @BeforeAll
    static void writeAdapter() throws IOException {
        adapter = folder.resolve("adapter.gguf");
        Files.write(adapter, adapterOf("blk.0.attn_q.weight", WIDTH));
    }

    @Test
    void adapterOfScaleZeroChangesNothing() {
        assertThat(firstLogits(List.of(new LlamaModelOptions.Adapter(adapter, 0))))
                .containsExactly(firstLogits(List.of()));
    }

    /** In the last block and far apart: no processor's rounding can make up for that. */
    @Test
    void adapterChangesTheLogitsMoreTheLargerItsScale() throws IOException {
        var late = folder.resolve("late.gguf");
        Files.write(late, adapterOf("blk.29.attn_output.weight", WIDTH));
        var without = firstLogits(List.of());
        var little = firstLogits(List.of(new LlamaModelOptions.Adapter(late, 1)));
        var much = firstLogits(List.of(new LlamaModelOptions.Adapter(late, 64)));

        assertThat(distance(without, little)).isGreaterThan(0);
        assertThat(distance(without, much)).isGreaterThan(distance(without, little));
    }

    @Test
    void twoAdaptersAddUp() {
        var whole = firstLogits(List.of(new LlamaModelOptions.Adapter(adapter, 1)));
        var halves =
                firstLogits(
                        List.of(
                                new LlamaModelOptions.Adapter(adapter, 0.5f),
                                new LlamaModelOptions.Adapter(adapter, 0.5f)));

        assertThat(distance(whole, halves))
                .isLessThan(distance(firstLogits(List.of()), whole) / 10);
    }

    @Test
    void adaptersAreNamedWithTheScaleThatIsNotOne() {
        var options =
                LlamaModelOptions.of(
                                LlamaNatives.unpackInto(RealModel.home().natives()),
                                RealModel.path())
                        .withAdapters(
                                List.of(
                                        new LlamaModelOptions.Adapter(adapter, 1),
                                        new LlamaModelOptions.Adapter(adapter, 0.5f)));
        try (var model = LlamaLanguageModel.open(options)) {
            assertThat(model.info().adapters()).containsExactly("adapter", "adapter × 0.5");
        }
    }

    @Test
    void adapterForAnotherModelIsRefusedInOneLine() throws IOException {
        var foreign = folder.resolve("foreign.gguf");
        Files.write(foreign, adapterOf("blk.0.attn_q.weight", 640));

        assertThatThrownBy(() -> firstLogits(List.of(new LlamaModelOptions.Adapter(foreign, 1))))
                .isInstanceOfSatisfying(
                        RoseException.class,
                        e -> assertThat(e.kind()).isEqualTo(RoseException.Kind.INVALID_MODEL))
                .hasMessageContaining("foreign.gguf")
                .message()
                .doesNotContain("\n");
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] - b[i]);
        }
        return sum / a.length;
    }

    private static float[] firstLogits(List<LlamaModelOptions.Adapter> adapters) {
        var options =
                LlamaModelOptions.of(
                                LlamaNatives.unpackInto(RealModel.home().natives()),
                                RealModel.path())
                        .withAdapters(adapters);
        try (var model = LlamaLanguageModel.open(options);
                var session = model.openSession(SessionOptions.of(64, 1).withThreads(1))) {
            var batch = new DecodeBatch(8);
            var tokens = model.vocabulary().tokenize("The colour of the sky is");
            int row = 0;
            for (int i = 0; i < tokens.length; i++) {
                row = batch.add(tokens[i], i, 0, i == tokens.length - 1);
            }
            try (var step = session.decode(batch)) {
                var logits = new float[model.vocabulary().size()];
                step.logits(row).copyTo(logits);
                return logits;
            }
        }
    }

    /** A GGUF file with one pair of matrices for {@code tensor}, whose input has {@code width}. */
    private static byte[] adapterOf(String tensor, int width) throws IOException {
        var out = new ByteArrayOutputStream();
        out.write("GGUF".getBytes(StandardCharsets.US_ASCII));
        out.write(number(4).putInt(3).array());
        out.write(number(16).putLong(2).putLong(4).array());
        text(out, "general.type", "adapter");
        text(out, "general.architecture", "llama");
        text(out, "adapter.type", "lora");
        string(out, "adapter.lora.alpha");
        out.write(number(8).putInt(6).putFloat(RANK).array());
        long bytes = 4L * RANK * width;
        tensor(out, tensor + ".lora_a", width, RANK, 0);
        tensor(out, tensor + ".lora_b", RANK, width, bytes);
        while (out.size() % 32 != 0) {
            out.write(0);
        }
        var random = new SplittableRandom(7);
        for (int i = 0; i < 2 * RANK * width; i++) {
            out.write(number(4).putFloat((float) random.nextDouble(-0.02, 0.02)).array());
        }
        return out.toByteArray();
    }

    private static void tensor(
            ByteArrayOutputStream out, String name, long columns, long rows, long offset)
            throws IOException {
        string(out, name);
        out.write(
                number(32)
                        .putInt(2)
                        .putLong(columns)
                        .putLong(rows)
                        .putInt(0)
                        .putLong(offset)
                        .array());
    }

    private static void text(ByteArrayOutputStream out, String key, String value)
            throws IOException {
        string(out, key);
        out.write(number(4).putInt(8).array());
        string(out, value);
    }

    private static void string(ByteArrayOutputStream out, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(number(8).putLong(bytes.length).array());
        out.write(bytes);
    }

    private static ByteBuffer number(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
