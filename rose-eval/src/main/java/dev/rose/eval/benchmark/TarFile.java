package dev.rose.eval.benchmark;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The plain files in a tar archive (POSIX ustar, without compression). Long names of GNU and pax
 * are passed over: the archives that are read here have none among the files that are wanted.
 */
final class TarFile {
    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final int SIZE = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int TYPE = 156;
    private static final int PREFIX = 345;
    private static final int PREFIX_LENGTH = 155;

    private TarFile() {}

    /** Hears of a file; what it leaves of the content is passed over. */
    @FunctionalInterface
    interface Member {
        /**
         * One of them.
         *
         * @param name with / between folders, as the archive has it
         */
        void read(String name, InputStream content) throws IOException;
    }

    /**
     * @throws IOException also where it is no tar archive or is cut off
     */
    static void read(Path file, Member members) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var header = new byte[BLOCK];
            while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
                long size = octal(header, SIZE, SIZE_LENGTH);
                if (header[TYPE] == '0' || header[TYPE] == 0) {
                    long left = new Piece(in, size).giveTo(name(header), members);
                    in.skipNBytes(left);
                } else {
                    in.skipNBytes(size);
                }
                in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
            }
            if (header[0] != 0) {
                throw new EOFException("the archive is cut off");
            }
        }
    }

    private static String name(byte[] header) {
        var name = text(header, 0, NAME);
        var prefix = text(header, PREFIX, PREFIX_LENGTH);
        boolean ustar = text(header, 257, 5).equals("ustar");
        return ustar && !prefix.isEmpty() ? prefix + "/" + name : name;
    }

    private static String text(byte[] header, int from, int most) {
        int length = 0;
        while (length < most && header[from + length] != 0) {
            length++;
        }
        return new String(header, from, length, StandardCharsets.UTF_8);
    }

    private static long octal(byte[] header, int from, int length) throws IOException {
        var text = text(header, from, length).strip();
        if (!text.matches("[0-7]{1,12}")) {
            throw new IOException("it is no tar archive");
        }
        return Long.parseLong(text, 8);
    }

    /** The bytes of one member. */
    private static final class Piece extends InputStream {
        private final InputStream in;
        private long left;

        Piece(InputStream in, long size) {
            this.in = in;
            this.left = size;
        }

        /** Gives how many bytes were left over. */
        long giveTo(String name, Member members) throws IOException {
            members.read(name, this);
            return left;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = in.read(bytes, from, (int) Math.min(length, left));
            if (read < 0) {
                throw new EOFException("the archive is cut off");
            }
            left -= read;
            return read;
        }
    }
}
