package dev.rose.model.llama;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The head of a GGUF file, taken apart so that it can be put together again wrongly: header,
 * metadata and tensor table, without the tensors' data. Knows just enough of the format to read a
 * sound file, and shares no code with the reader under test.
 */
final class GgufImage {
    static final int STRING = 8;
    static final int ARRAY = 9;
    private static final int[] SIZES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

    /** A metadata entry: its value as it stands in the file. */
    record Entry(String key, int type, byte[] value) {
        Entry withKey(String changed) {
            return new Entry(changed, type, value);
        }

        Entry with(int changedType, byte[] changedValue) {
            return new Entry(key, changedType, changedValue);
        }
    }

    /** A row of the tensor table. */
    record Row(String name, long[] shape, int type, long offset) {
        Row withName(String changed) {
            return new Row(changed, shape, type, offset);
        }

        Row withShape(long... changed) {
            return new Row(name, changed, type, offset);
        }

        Row withType(int changed) {
            return new Row(name, shape, changed, offset);
        }

        Row withOffset(long changed) {
            return new Row(name, shape, type, changed);
        }
    }

    final List<Entry> entries = new ArrayList<>();
    final List<Row> rows = new ArrayList<>();

    /** Where the metadata end and the table begins in the file that was read. */
    int metadataEnd;

    /** Where the table ends in the file that was read. */
    int tableEnd;

    /** Where the data begin and how long they are in the file that was read. */
    int dataStart;

    long dataLength;

    static GgufImage read(FileChannel file) throws IOException {
        var bytes = ByteBuffer.allocate(1 << 23).order(ByteOrder.LITTLE_ENDIAN);
        file.read(bytes, 0);
        bytes.flip().position(8);
        var image = new GgufImage();
        var tensors = bytes.getLong();
        var count = bytes.getLong();
        for (var i = 0; i < count; i++) {
            image.entries.add(entry(bytes));
        }
        image.metadataEnd = bytes.position();
        for (var i = 0; i < tensors; i++) {
            image.rows.add(row(bytes));
        }
        image.tableEnd = bytes.position();
        image.dataStart = aligned(bytes.position());
        image.dataLength = file.size() - image.dataStart;
        return image;
    }

    private static Entry entry(ByteBuffer bytes) {
        var key = string(bytes);
        var type = bytes.getInt();
        var start = bytes.position();
        skipValue(bytes, type);
        var value = new byte[bytes.position() - start];
        bytes.get(start, value);
        return new Entry(key, type, value);
    }

    private static void skipValue(ByteBuffer bytes, int type) {
        switch (type) {
            case STRING -> skip(bytes, bytes.getLong());
            case ARRAY -> {
                var elementType = bytes.getInt();
                var count = bytes.getLong();
                if (elementType == STRING) {
                    for (var i = 0L; i < count; i++) {
                        skip(bytes, bytes.getLong());
                    }
                } else {
                    skip(bytes, count * SIZES[elementType]);
                }
            }
            default -> skip(bytes, SIZES[type]);
        }
    }

    private static Row row(ByteBuffer bytes) {
        var name = string(bytes);
        var shape = new long[bytes.getInt()];
        for (var i = 0; i < shape.length; i++) {
            shape[i] = bytes.getLong();
        }
        return new Row(name, shape, bytes.getInt(), bytes.getLong());
    }

    private static String string(ByteBuffer bytes) {
        var text = new byte[(int) bytes.getLong()];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static void skip(ByteBuffer bytes, long count) {
        bytes.position(Math.toIntExact(bytes.position() + count));
    }

    static int aligned(int position) {
        return (position + 31) / 32 * 32;
    }

    GgufImage copy() {
        var copy = new GgufImage();
        copy.entries.addAll(entries);
        copy.rows.addAll(rows);
        copy.metadataEnd = metadataEnd;
        copy.tableEnd = tableEnd;
        copy.dataStart = dataStart;
        copy.dataLength = dataLength;
        return copy;
    }

    /** Index of the entry of {@code key}, or -1. */
    int find(String key) {
        for (var i = 0; i < entries.size(); i++) {
            if (entries.get(i).key.equals(key)) {
                return i;
            }
        }
        return -1;
    }

    /** The head as a file has it, up to where the data begin. */
    byte[] toByteArray() {
        var out = new ByteArrayOutputStream(dataStart + 4096);
        out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(buffer(20).putInt(3).putLong(rows.size()).putLong(entries.size()).array());
        for (var entry : entries) {
            out.writeBytes(text(entry.key.getBytes(StandardCharsets.UTF_8)));
            out.writeBytes(ints(entry.type));
            out.writeBytes(entry.value);
        }
        for (var row : rows) {
            out.writeBytes(text(row.name.getBytes(StandardCharsets.UTF_8)));
            out.writeBytes(ints(row.shape.length));
            for (var length : row.shape) {
                out.writeBytes(longs(length));
            }
            out.writeBytes(ints(row.type));
            out.writeBytes(longs(row.offset));
        }
        out.writeBytes(new byte[aligned(out.size()) - out.size()]);
        return out.toByteArray();
    }

    static byte[] text(byte[] bytes) {
        return buffer(8 + bytes.length).putLong(bytes.length).put(bytes).array();
    }

    static byte[] ints(int... values) {
        var out = buffer(4 * values.length);
        for (var value : values) {
            out.putInt(value);
        }
        return out.array();
    }

    static byte[] longs(long... values) {
        var out = buffer(8 * values.length);
        for (var value : values) {
            out.putLong(value);
        }
        return out.array();
    }

    static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static ByteBuffer wrap(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
