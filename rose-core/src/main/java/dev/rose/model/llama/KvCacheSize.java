package dev.rose.model.llama;

import com.sun.management.OperatingSystemMXBean;
import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.llama.gguf.GgufFile;
import dev.rose.model.SessionOptions;
import java.lang.management.ManagementFactory;

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
        var layers = metadata.integer(prefix + "block_count").orElse(0);
        var heads = metadata.integer(prefix + "attention.head_count").orElse(0);
        var width = metadata.integer(prefix + "embedding_length").orElse(0);
        if (layers == 0 || heads == 0 || width == 0) {
            return new KvCacheSize(0);
        }
        var cachedHeads = metadata.integer(prefix + "attention.head_count_kv").orElse(heads);
        var keys = metadata.integer(prefix + "attention.key_length").orElse(width / heads);
        var values = metadata.integer(prefix + "attention.value_length").orElse(width / heads);
        return new KvCacheSize(layers * cachedHeads * (keys + values) * Short.BYTES);
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
