package dev.rose.model.llama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.llama.gguf.GgufFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KvCacheSizeTest {
    private static final int UINT32 = 4;
    private static final int INT32 = 5;
    private static final int STRING = 8;
    private static final int ARRAY = 9;

    @TempDir private Path folder;

    private final ByteBuffer entries = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    private int count;

    /** Three layers of width 64. */
    @BeforeEach
    void begin() {
        key("general.architecture", STRING);
        text("lfm2");
        number("lfm2.block_count", 3);
        number("lfm2.embedding_length", 64);
    }

    @Test
    void headsOfOneCountForAllLayers() throws IOException {
        number("lfm2.attention.head_count", 8);
        number("lfm2.attention.head_count_kv", 2);

        // 3 layers of 2 heads, a key and a value of 64 / 8 numbers each, 2 bytes a number.
        assertThat(KvCacheSize.of(file()).bytesPerToken()).isEqualTo(3 * 2 * (8 + 8) * 2);
    }

    /** Hybrid models cache nothing in some layers, and say so layer by layer. */
    @Test
    void headsGivenLayerByLayer() throws IOException {
        number("lfm2.attention.head_count", 8);
        numbers("lfm2.attention.head_count_kv", 0, 2, 4);

        assertThat(KvCacheSize.of(file()).bytesPerToken()).isEqualTo((2 + 4) * (8 + 8) * 2);
    }

    @Test
    void withoutSharedHeadsAllAreCached() throws IOException {
        numbers("lfm2.attention.head_count", 0, 8, 8);
        number("lfm2.attention.key_length", 4);

        assertThat(KvCacheSize.of(file()).bytesPerToken()).isEqualTo((8 + 8) * (4 + 8) * 2);
    }

    @Test
    void aFileThatDoesNotSayCostsNothingKnown() throws IOException {
        assertThat(KvCacheSize.of(file()).bytesPerToken()).isZero();
    }

    private void number(String key, int value) {
        key(key, UINT32);
        entries.putInt(value);
    }

    private void numbers(String key, int... values) {
        key(key, ARRAY);
        entries.putInt(INT32).putLong(values.length);
        for (var value : values) {
            entries.putInt(value);
        }
    }

    private void key(String key, int type) {
        text(key);
        entries.putInt(type);
        count++;
    }

    private void text(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        entries.putLong(bytes.length).put(bytes);
    }

    private GgufFile file() throws IOException {
        entries.flip();
        var file = ByteBuffer.allocate(24 + entries.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        file.put("GGUF".getBytes(StandardCharsets.US_ASCII)).putInt(3).putLong(0).putLong(count);
        file.put(entries);
        return GgufFile.read(Files.write(folder.resolve("model.gguf"), file.array()));
    }
}
