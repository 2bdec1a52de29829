package dev.rose.llama;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A shared library as a file, looked at before the system maps it. */
final class LibraryFile {
    private static final int ELF_MAGIC = 0x464C457F;
    private static final byte ELF_64_BIT = 2;
    private static final byte ELF_LITTLE_ENDIAN = 1;
    private static final int ELF_HEADER = 64;
    private static final int PROGRAM_HEADER = 56;

    private LibraryFile() {}

    /**
     * Whether an ELF file ends before its segments do. The loader maps such a file all the same,
     * and the process dies of SIGBUS at the first page that is not there; no exception tells of it.
     * Files of other formats are left to the loader.
     */
    static boolean isCutOff(Path file) throws IOException {
        try (var channel = FileChannel.open(file)) {
            var header = read(channel, 0, ELF_HEADER);
            if (header.limit() < ELF_HEADER
                    || header.getInt(0) != ELF_MAGIC
                    || header.get(4) != ELF_64_BIT
                    || header.get(5) != ELF_LITTLE_ENDIAN
                    || header.getShort(54) != PROGRAM_HEADER) {
                return false;
            }
            var count = Short.toUnsignedInt(header.getShort(56));
            var table = read(channel, header.getLong(32), count * PROGRAM_HEADER);
            if (table.limit() < count * PROGRAM_HEADER) {
                return true;
            }
            for (var at = 0; at < table.limit(); at += PROGRAM_HEADER) {
                if (table.getLong(at + 8) + table.getLong(at + 32) > channel.size()) {
                    return true;
                }
            }
            return false;
        }
    }

    /** So many bytes, or as many as there are. */
    private static ByteBuffer read(FileChannel channel, long offset, int length)
            throws IOException {
        var bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        var at = Math.max(0, offset);
        while (bytes.hasRemaining()) {
            var count = channel.read(bytes, at + bytes.position());
            if (count < 0) {
                break;
            }
        }
        return bytes.flip();
    }
}
