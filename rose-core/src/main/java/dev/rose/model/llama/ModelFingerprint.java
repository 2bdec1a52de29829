package dev.rose.model.llama;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells models apart, so that no cache of one is read by another: a SHA-256 over the size of each
 * file, its first mebibyte, and a sample of the rest; the same of each adapter, with its scale.
 * Reading all of a large model would take longer than the prefill that the cache saves.
 */
final class ModelFingerprint {
    private static final int HEAD = 1 << 20;
    private static final int SAMPLES = 128;
    private static final int SAMPLE = 4096;

    private ModelFingerprint() {}

    /**
     * The fingerprint, computed when it is first asked for.
     *
     * @param files all parts of the model
     */
    static Supplier<String> lazily(List<Path> files, List<LlamaModelOptions.Adapter> adapters) {
        return new Supplier<>() {
            private @Nullable String value;

            @Override
            public synchronized String get() {
                var known = value;
                if (known == null) {
                    known = of(files, adapters);
                    value = known;
                }
                return known;
            }
        };
    }

    private static String of(List<Path> files, List<LlamaModelOptions.Adapter> adapters) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var file : files) {
                add(digest, file);
            }
            for (var adapter : adapters) {
                add(digest, adapter.file());
                digest.update(Float.toString(adapter.scale()).getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void add(MessageDigest digest, Path file) {
        try (var channel = FileChannel.open(file)) {
            var size = channel.size();
            digest.update(Long.toString(size).getBytes(StandardCharsets.UTF_8));
            update(digest, channel, 0, HEAD);
            for (var i = 0; i < SAMPLES && size > HEAD; i++) {
                update(digest, channel, HEAD + (size - HEAD) / SAMPLES * i, SAMPLE);
            }
        } catch (IOException e) {
            throw new RoseException(
                    Kind.STORAGE, "cannot read " + file + " (" + e.getMessage() + ")", e);
        }
    }

    private static void update(MessageDigest digest, FileChannel channel, long at, int length)
            throws IOException {
        var buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                break;
            }
        }
        digest.update(buffer.flip());
    }
}
