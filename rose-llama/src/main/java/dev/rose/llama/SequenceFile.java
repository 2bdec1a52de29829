package dev.rose.llama;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The cache of one sequence on disk. The bytes are llama.cpp's; around them stand what they belong
 * to and a checksum, since llama.cpp trusts what it reads and may end the process over it.
 *
 * <pre>
 *   magic, version                      int, int
 *   library version, model fingerprint  UTF, UTF
 *   token count, tokens                 int, int[]
 *   sequences, sequence, last piece     int, int, long
 *   state size, state                   int, bytes
 *   CRC-32C of all before               long
 * </pre>
 */
public final class SequenceFile {
    private static final int MAGIC = 0x524F5345; // "ROSE"
    private static final int VERSION = 2;

    private SequenceFile() {}

    /**
     * Writes {@code sequence} to {@code file}, whole or not at all.
     *
     * @param fingerprint of the model with its adapters; only a context of the same model reads it
     * @param tokens what the sequence holds
     * @throws LlamaException with kind {@code STORAGE}
     */
    public static void save(
            LlamaLibrary library,
            LlamaContext context,
            int sequence,
            String fingerprint,
            int[] tokens,
            Path file) {
        if (tokens.length != context.length(sequence)) {
            throw new IllegalArgumentException(
                    "%d tokens for a sequence of %d"
                            .formatted(tokens.length, context.length(sequence)));
        }
        Path part = null;
        try (var state = context.copyState(sequence)) {
            part =
                    Files.createTempFile(
                            file.toAbsolutePath().getParent(), file.getFileName() + ".", ".part");
            write(
                    part,
                    library.version(),
                    fingerprint,
                    tokens,
                    state.origin(),
                    state.data().toArray(ValueLayout.JAVA_BYTE));
            Files.move(
                    part,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new LlamaException(
                    LlamaException.Kind.STORAGE,
                    "cannot write the sequence to %s (%s); check the folder and the free space"
                            .formatted(file, e),
                    e);
        } finally {
            deleteIfLeft(part);
        }
    }

    /**
     * Fills {@code sequence} from {@code file}.
     *
     * @return the tokens that the sequence holds now
     * @throws LlamaException with kind {@code STORAGE} where the file is missing, damaged or of
     *     another model or library; the sequence is empty then
     */
    public static int[] load(
            LlamaLibrary library,
            LlamaContext context,
            int sequence,
            String fingerprint,
            Path file) {
        context.clearSequence(sequence);
        var checksum = new CRC32C();
        try (var raw = Files.newInputStream(file);
                var in =
                        new DataInputStream(
                                new CheckedInputStream(new BufferedInputStream(raw), checksum))) {
            require(in.readInt() == MAGIC && in.readInt() == VERSION, file, "is no saved sequence");
            require(
                    in.readUTF().equals(library.version()),
                    file,
                    "is of another llama.cpp version");
            require(in.readUTF().equals(fingerprint), file, "is of another model");
            var left = Files.size(file);
            var tokens = new int[checkedSize(in.readInt(), left / 4, file)];
            for (var i = 0; i < tokens.length; i++) {
                tokens[i] = in.readInt();
            }
            var origin = new StateLayout.Origin(in.readInt(), in.readInt(), in.readLong());
            var state = new byte[checkedSize(in.readInt(), left, file)];
            in.readFully(state);
            var sum = checksum.getValue();
            require(in.readLong() == sum, file, "is damaged");
            require(origin.isOf(state.length), file, "is damaged");
            require(tokens.length <= context.contextLength(), file, "does not fit the context");
            try (var scratch = Arena.ofConfined()) {
                var data = scratch.allocate(Math.max(1, state.length), 16);
                MemorySegment.copy(state, 0, data, ValueLayout.JAVA_BYTE, 0, state.length);
                require(
                        context.restoreSequence(sequence, data, origin, tokens.length),
                        file,
                        "does not fit the context");
            }
            return tokens;
        } catch (EOFException e) {
            throw unusable(file, "is cut off", e);
        } catch (IOException e) {
            throw unusable(file, "cannot be read (" + e + ")", e);
        }
    }

    private static void write(
            Path file,
            String version,
            String fingerprint,
            int[] tokens,
            StateLayout.Origin origin,
            byte[] state)
            throws IOException {
        var checksum = new CRC32C();
        try (var raw = Files.newOutputStream(file);
                var out =
                        new DataOutputStream(
                                new CheckedOutputStream(new BufferedOutputStream(raw), checksum))) {
            out.writeInt(MAGIC);
            out.writeInt(VERSION);
            out.writeUTF(version);
            out.writeUTF(fingerprint);
            out.writeInt(tokens.length);
            for (var token : tokens) {
                out.writeInt(token);
            }
            out.writeInt(origin.sequences());
            out.writeInt(origin.sequence());
            out.writeLong(origin.last());
            out.writeInt(state.length);
            out.write(state);
            out.writeLong(checksum.getValue());
        }
    }

    private static int checkedSize(int size, long most, Path file) {
        require(size >= 0 && size <= most, file, "is damaged");
        return size;
    }

    private static void require(boolean valid, Path file, String what) {
        if (!valid) {
            throw unusable(file, what, null);
        }
    }

    private static LlamaException unusable(Path file, String what, @Nullable Throwable cause) {
        return new LlamaException(
                LlamaException.Kind.STORAGE,
                "the saved sequence %s %s; delete it".formatted(file, what),
                cause);
    }

    private static void deleteIfLeft(@Nullable Path part) {
        if (part != null) {
            try {
                Files.deleteIfExists(part);
            } catch (IOException e) {
                // The failure that left it is the one to report.
                part.toFile().deleteOnExit();
            }
        }
    }
}
