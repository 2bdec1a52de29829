package dev.rose.model.llama;

import com.sun.management.OperatingSystemMXBean;
import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.llama.gguf.GgufFile;
import dev.rose.llama.gguf.GgufMetadata;
import dev.rose.llama.gguf.GgufValueType;
import dev.rose.model.SessionOptions;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What a token costs in the KV cache. A system that overcommits memory grants any cache and ends
 * the process when it is touched; so a large one is compared with what is free before it is made.
 *
 * @param bytesPerToken keys and values of all layers, 16 bits each; 0 where the file does not say
 */
record KvCacheSize(long bytesPerToken) {
    /** Caches below this are not worth asking the system for. */
    private static final long SMALL = 1L << 30;

    static KvCacheSize of(GgufFile file) {
        var metadata = file.metadata();
        var prefix = file.architecture() + ".";
        var layers = (int) metadata.integer(prefix + "block_count").orElse(0);
        var width = metadata.integer(prefix + "embedding_length").orElse(0);
        var heads = perLayer(metadata, prefix + "attention.head_count", layers, new long[0]);
        var most = LongStream.of(heads).max().orElse(0);
        if (most == 0 || width == 0) {
            return new KvCacheSize(0);
        }
        var cachedHeads = perLayer(metadata, prefix + "attention.head_count_kv", layers, heads);
        var keys = metadata.integer(prefix + "attention.key_length").orElse(width / most);
        var values = metadata.integer(prefix + "attention.value_length").orElse(width / most);
        return new KvCacheSize(LongStream.of(cachedHeads).sum() * (keys + values) * Short.BYTES);
    }

    /** A number that a file gives once for all layers, or in an array with one for each. */
    private static long[] perLayer(
            GgufMetadata metadata, String key, int layers, long[] otherwise) {
        var elements = metadata.elementType(key).orElse(null);
        if (elements == GgufValueType.INT32 || elements == GgufValueType.UINT32) {
            return metadata.ints(key)
                    .map(values -> IntStream.of(values).asLongStream().toArray())
                    .orElse(otherwise);
        }
        if (elements != null || !metadata.contains(key)) {
            return otherwise;
        }
        var values = new long[layers];
        Arrays.fill(values, metadata.integer(key).orElse(0));
        return values;
    }

    void requireRoomFor(SessionOptions options) {
        var tokens = (long) options.contextLength() * options.sequences();
        if (tokens > Integer.MAX_VALUE) {
            throw tooLarge(options, "more than llama.cpp can address");
        }
        var needed = tokens * bytesPerToken;
        if (needed < SMALL) {
            return;
        }
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        // Free memory leaves out what the system would give back from its file cache; total memory
        // is a bound that no cache may pass.
        var available = Math.max(system.getFreeMemorySize(), system.getTotalMemorySize() / 10 * 7);
        if (needed > available) {
            throw tooLarge(
                    options,
                    "%d MiB of cache where about %d MiB can be had"
                            .formatted(needed >> 20, available >> 20));
        }
    }

    private static RoseException tooLarge(SessionOptions options, String why) {
        return new RoseException(
                Kind.OUT_OF_MEMORY,
                "a context of %d tokens for %d streams needs %s; ask for a smaller context"
                        .formatted(options.contextLength(), options.sequences(), why));
    }
}
