package dev.rose.model.llama;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A private copy of a model file that is spoiled and mended in place, never copied again. */
final class MutableCopy implements AutoCloseable {
    private final FileChannel sound;
    private final FileChannel file;
    private final Path path;
    private final GgufImage image;

    MutableCopy(Path model, Path copy) throws IOException {
        Files.copy(model, copy, StandardCopyOption.REPLACE_EXISTING);
        path = copy;
        sound = FileChannel.open(model, StandardOpenOption.READ);
        file = FileChannel.open(copy, StandardOpenOption.READ, StandardOpenOption.WRITE);
        image = GgufImage.read(sound);
    }

    Path path() {
        return path;
    }

    GgufImage image() {
        return image;
    }

    void apply(GgufMutation mutation) throws IOException {
        write(mutation.head(), 0);
        write(mutation.patch(), mutation.patchAt());
        resize(mutation.length());
    }

    void undo(GgufMutation mutation) throws IOException {
        resize(sound.size());
        restore(0, mutation.head().length);
        restore(mutation.patchAt(), mutation.patch().length);
        // What was cut off, or never reached by a shorter file.
        restore(mutation.length(), sound.size() - mutation.length());
    }

    private void restore(long from, long count) throws IOException {
        for (var at = from; at < Math.min(sound.size(), from + count); ) {
            at +=
                    sound.transferTo(
                            at, Math.min(sound.size(), from + count) - at, file.position(at));
        }
    }

    private void write(byte[] bytes, long at) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            file.write(buffer, at + buffer.position());
        }
    }

    private void resize(long length) throws IOException {
        if (length < file.size()) {
            file.truncate(length);
        } else if (length > file.size()) {
            file.write(ByteBuffer.allocate(1), length - 1);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
        sound.close();
    }
}
