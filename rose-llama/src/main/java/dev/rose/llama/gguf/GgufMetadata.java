package dev.rose.llama.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The key–value pairs of a file. Scalars are decoded when the file is read; strings and arrays stay
 * in the mapped file until they are asked for. Immutable and thread-safe.
 *
 * <p>A getter gives nothing for a key that is not there, and throws {@link GgufException} for one
 * whose value has another type.
 */
public final class GgufMetadata {
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /**
     * Where a value is.
     *
     * @param type its type
     * @param elementType the type of an array's elements, else null
     * @param offset of a string's or an array's first byte, from the start of the file
     * @param bits of a scalar; of a string its length in bytes; of an array its length in elements
     */
    record Entry(GgufValueType type, @Nullable GgufValueType elementType, long offset, long bits) {}

    private final Path path;
    private final MemorySegment file;
    private final Map<String, Entry> entries;

    GgufMetadata(Path path, MemorySegment file, Map<String, Entry> entries) {
        this.path = path;
        this.file = file;
        this.entries = entries;
    }

    /** All keys, in the file's order. */
    public Set<String> keys() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    public boolean contains(String key) {
        return entries.containsKey(key);
    }

    public Optional<GgufValueType> type(String key) {
        return Optional.ofNullable(entries.get(key)).map(Entry::type);
    }

    /** The type of an array's elements. */
    public Optional<GgufValueType> elementType(String key) {
        return Optional.ofNullable(entries.get(key)).map(Entry::elementType);
    }

    /** A whole number of any width; one above {@link Long#MAX_VALUE} comes out negative. */
    public OptionalLong integer(String key) {
        var entry = entries.get(key);
        return entry == null ? OptionalLong.empty() : OptionalLong.of(integer(key, entry));
    }

    private long integer(String key, Entry entry) {
        return switch (entry.type) {
            case UINT8, UINT16, UINT32, UINT64, INT64 -> entry.bits;
            case INT8 -> (byte) entry.bits;
            case INT16 -> (short) entry.bits;
            case INT32 -> (int) entry.bits;
            case FLOAT32, FLOAT64, BOOL, STRING, ARRAY ->
                    throw wrongType(key, entry, "a whole number");
        };
    }

    /** A number of any type. */
    public OptionalDouble number(String key) {
        var entry = entries.get(key);
        if (entry == null) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(
                switch (entry.type) {
                    case FLOAT32 -> Float.intBitsToFloat((int) entry.bits);
                    case FLOAT64 -> Double.longBitsToDouble(entry.bits);
                    case UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64 ->
                            integer(key, entry);
                    case BOOL, STRING, ARRAY -> throw wrongType(key, entry, "a number");
                });
    }

    public Optional<Boolean> flag(String key) {
        var entry = typed(key, GgufValueType.BOOL);
        return entry == null ? Optional.empty() : Optional.of(entry.bits != 0);
    }

    /** A string; bytes that are not UTF-8 come out as U+FFFD. */
    public Optional<String> string(String key) {
        var entry = typed(key, GgufValueType.STRING);
        if (entry == null) {
            return Optional.empty();
        }
        if (entry.bits > Integer.MAX_VALUE / 2) {
            throw GgufException.damaged(
                    path, "the value of '" + key + "' is " + entry.bits + " bytes long");
        }
        return Optional.of(text(entry.offset, (int) entry.bits));
    }

    /** Number of elements of an array of any type. */
    public OptionalLong arrayLength(String key) {
        var entry = typed(key, GgufValueType.ARRAY);
        return entry == null ? OptionalLong.empty() : OptionalLong.of(entry.bits);
    }

    /** An array of strings, decoded at this call. */
    public Optional<List<String>> strings(String key) {
        var entry = array(key, GgufValueType.STRING);
        if (entry == null) {
            return Optional.empty();
        }
        var strings = new ArrayList<String>((int) entry.bits);
        var at = entry.offset;
        for (var i = 0L; i < entry.bits; i++) {
            var length = (int) file.get(LONG, at);
            strings.add(text(at + Long.BYTES, length));
            at += Long.BYTES + length;
        }
        return Optional.of(Collections.unmodifiableList(strings));
    }

    /** An array of 32-bit whole numbers, signed or not, copied at this call. */
    public Optional<int[]> ints(String key) {
        var entry = typed(key, GgufValueType.ARRAY);
        if (entry == null) {
            return Optional.empty();
        }
        if (entry.elementType != GgufValueType.INT32 && entry.elementType != GgufValueType.UINT32) {
            throw wrongType(key, entry, "an array of i32 or u32");
        }
        return Optional.of(file.asSlice(entry.offset, entry.bits * Integer.BYTES).toArray(INT));
    }

    /** The entry of {@code key}, or null. */
    @Nullable Entry entry(String key) {
        return entries.get(key);
    }

    /** The entry of {@code key}, which has that type, or null. */
    @Nullable Entry typed(String key, GgufValueType type) {
        var entry = entries.get(key);
        if (entry != null && entry.type != type) {
            throw wrongType(key, entry, type == GgufValueType.ARRAY ? "an array" : type.toString());
        }
        return entry;
    }

    /** The entry of {@code key}, which is an array of that type, or null. */
    @Nullable Entry array(String key, GgufValueType elementType) {
        var entry = typed(key, GgufValueType.ARRAY);
        if (entry != null && entry.elementType != elementType) {
            throw wrongType(key, entry, "an array of " + elementType);
        }
        return entry;
    }

    GgufException wrongType(String key, Entry entry, String wanted) {
        var seen =
                entry.elementType == null
                        ? entry.type.toString()
                        : "an array of " + entry.elementType;
        return GgufException.malformed(
                path,
                "'" + key + "' has the wrong type: it is " + seen + ", and must be " + wanted);
    }

    private String text(long offset, int length) {
        var bytes = new byte[length];
        MemorySegment.copy(file, ValueLayout.JAVA_BYTE, offset, bytes, 0, length);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
