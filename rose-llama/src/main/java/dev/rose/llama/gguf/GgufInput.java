package dev.rose.llama.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads a mapped file forward, little-endian, and never past its end.
 *
 * <p>Bytes pass through a window on the heap, filled in bulk: a vocabulary has some hundred
 * thousand strings, and a JVM that has just started interprets plain array code several times
 * faster than access through memory segments. Nothing is allocated by a length that the file
 * claims, apart from strings that were checked to lie within it.
 */
final class GgufInput {
    /**
     * How many elements of a long array one call handles. A JVM compiles a method that is called
     * often much sooner than one that loops long.
     */
    static final int STRIDE = 16;

    private static final int WINDOW = 1 << 16;

    /** llama.cpp's own limits for a string's bytes and an array's elements. */
    private static final long MAX_STRING = 1L << 30;

    private static final long MAX_ARRAY = 1L << 30;

    private final Path path;
    private final MemorySegment file;
    private final long size;

    /** A copy of the file's bytes from {@link #base} on; {@link #limit} of them are valid. */
    private final byte[] window;

    private long base;
    private int at;
    private int limit;

    /** What is being read, for messages. */
    private String subject = "the header";

    GgufInput(Path path, MemorySegment file) {
        this.path = path;
        this.file = file;
        this.size = file.byteSize();
        this.window = new byte[(int) Math.min(WINDOW, size)];
    }

    void expect(String subject) {
        this.subject = subject;
    }

    long position() {
        return base + at;
    }

    long remaining() {
        return size - base - at;
    }

    void seek(long position) {
        base = position;
        at = 0;
        limit = 0;
    }

    int readInt() {
        var p = take(4);
        return (window[p] & 0xff)
                | (window[p + 1] & 0xff) << 8
                | (window[p + 2] & 0xff) << 16
                | window[p + 3] << 24;
    }

    long readLong() {
        return (readInt() & 0xffff_ffffL) | (long) readInt() << 32;
    }

    /** The bits of a value of {@code bytes} bytes, sign not extended. */
    long readBits(int bytes) {
        var p = take(bytes);
        var bits = 0L;
        for (var i = bytes - 1; i >= 0; i--) {
            bits = bits << 8 | (window[p + i] & 0xff);
        }
        return bits;
    }

    /** A string's length: a u64 that the rest of the file, and llama.cpp, can hold. */
    long readLength() {
        var p = take(8);
        var w = window;
        // Nearly every string is short; the common case must cost little.
        if ((w[p + 1] | w[p + 2] | w[p + 3] | w[p + 4] | w[p + 5] | w[p + 6] | w[p + 7]) == 0) {
            var length = w[p] & 0xff;
            return length <= remaining() ? length : tooLong(length);
        }
        at = p;
        var length = readLong();
        return length >= 0 && length <= Math.min(MAX_STRING, remaining())
                ? length
                : tooLong(length);
    }

    private long tooLong(long length) {
        throw GgufException.damaged(
                path,
                subject
                        + " claims a string of "
                        + Long.toUnsignedString(length)
                        + " bytes at byte "
                        + (position() - 8)
                        + ", and the file ends "
                        + remaining()
                        + " bytes later");
    }

    /** A short string, such as a name. */
    String readName(int maxBytes) {
        var length = readLength();
        if (length == 0) {
            throw GgufException.damaged(path, subject + " has an empty name");
        }
        if (length > maxBytes) {
            throw GgufException.damaged(
                    path,
                    subject
                            + " has a name of "
                            + length
                            + " bytes, at most "
                            + maxBytes
                            + " are allowed");
        }
        var p = take((int) length);
        var plain = true;
        for (var i = p; i < p + length; i++) {
            // llama.cpp compares names as C strings: behind a NUL one name could hide another.
            plain &= window[i] >= ' ' && window[i] != 0x7f;
        }
        return plain
                ? new String(window, p, (int) length, StandardCharsets.ISO_8859_1)
                : decodedName(ByteBuffer.wrap(window, p, (int) length));
    }

    private String decodedName(ByteBuffer bytes) {
        try {
            var name = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            if (name.chars().noneMatch(Character::isISOControl)) {
                return name;
            }
            throw GgufException.damaged(
                    path,
                    subject + " has control characters in its name " + GgufException.quoted(name));
        } catch (CharacterCodingException e) {
            throw GgufException.damaged(path, subject + " has a name that is not UTF-8");
        }
    }

    /** Passes {@code count} strings. */
    void skipStrings(long count) {
        for (var i = 0L; i < count; i += STRIDE) {
            skipFew((int) Math.min(STRIDE, count - i));
        }
    }

    private void skipFew(int count) {
        var w = window;
        for (var i = 0; i < count; i++) {
            var p = at;
            // Short strings inside the window, which nearly all are, without a call.
            if (limit - p >= 8 + 255
                    && (w[p + 1] | w[p + 2] | w[p + 3] | w[p + 4] | w[p + 5] | w[p + 6] | w[p + 7])
                            == 0) {
                at = p + 8 + (w[p] & 0xff);
            } else {
                skip(readLength());
            }
        }
    }

    /** Passes {@code bytes} bytes, which must be there. */
    void skip(long bytes) {
        if (bytes <= limit - at) {
            at += (int) bytes;
        } else {
            requireRemaining(bytes);
            seek(position() + bytes);
        }
    }

    /** Room for {@code count} values of at least {@code bytes} each, or an exception. */
    void requireRoom(long count, int bytes, String what) {
        if (count < 0 || count > Math.min(MAX_ARRAY, remaining() / bytes)) {
            throw GgufException.damaged(
                    path,
                    what
                            + " is "
                            + Long.toUnsignedString(count)
                            + ", and the rest of the file has room for "
                            + remaining() / bytes);
        }
    }

    /** The window's array; see {@link #take}. */
    byte[] window() {
        return window;
    }

    /**
     * Moves {@code bytes} bytes into the window and passes them.
     *
     * @param bytes at most 65,536
     * @return where they begin in {@link #window()}; valid until the next read
     */
    int take(int bytes) {
        if (bytes > limit - at) {
            requireRemaining(bytes);
            base += at;
            at = 0;
            limit = (int) Math.min(window.length, size - base);
            MemorySegment.copy(file, ValueLayout.JAVA_BYTE, base, window, 0, limit);
        }
        var p = at;
        at += bytes;
        return p;
    }

    static int maxTake() {
        return WINDOW;
    }

    private void requireRemaining(long bytes) {
        if (bytes > remaining()) {
            throw GgufException.damaged(
                    path,
                    "the file is cut off: it has " + size + " bytes and ends inside " + subject);
        }
    }
}
