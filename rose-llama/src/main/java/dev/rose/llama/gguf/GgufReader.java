package dev.rose.llama.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses one file: header, metadata, tensor table. Refuses all that is not well-formed; what the
 * values mean is not its business.
 */
final class GgufReader {
    private static final int MAX_KEY_BYTES = 65_535;

    /** GGML_MAX_NAME, the closing NUL not counted. */
    private static final int MAX_TENSOR_NAME_BYTES = 63;

    private static final int MAX_DIMENSIONS = 4;
    private static final long DEFAULT_ALIGNMENT = 32;

    /** A hundred times what any model has; llama.cpp compares each name with all before it. */
    private static final int MAX_ENTRIES = 100_000;

    private static final int MAX_TENSORS = 1_000_000;

    /** The least that an entry takes: a name of one byte, a type, a value of one byte. */
    private static final int MIN_METADATA_BYTES = 8 + 1 + 4 + 1;

    /** A name of one byte, one dimension, type and offset. */
    private static final int MIN_TENSOR_BYTES = 8 + 1 + 4 + 8 + 4 + 8;

    /**
     * One parsed file.
     *
     * @param file its bytes; unmapped when nothing refers to them any more
     */
    record Parsed(
            Path path,
            MemorySegment file,
            int version,
            GgufMetadata metadata,
            List<GgufTensor> tensors) {}

    private final Path path;
    private final int part;
    private final MemorySegment file;
    private final GgufInput in;

    private GgufReader(Path path, int part, MemorySegment file) {
        this.path = path;
        this.part = part;
        this.file = file;
        this.in = new GgufInput(path, file);
    }

    /** Reads the file at {@code path}, which is part number {@code part} of its model, from 0. */
    static Parsed read(Path path, int part) {
        return new GgufReader(path, part, map(path)).parse();
    }

    private static MemorySegment map(Path path) {
        if (Files.isDirectory(path)) {
            throw GgufException.invalid(
                    path, "this is a folder, not a model; give the .gguf file inside it");
        }
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            var size = channel.size();
            if (size == 0) {
                throw GgufException.invalid(path, "the file is empty; download it again");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, size, Arena.ofAuto());
        } catch (NoSuchFileException e) {
            throw GgufException.missing(path, "there is no such file; check the path");
        } catch (IOException | UnsupportedOperationException e) {
            throw GgufException.unreadable(
                    path, "the file cannot be read (" + e + "); check its permissions", e);
        }
    }

    private Parsed parse() {
        FileFormat.requireGguf(path, file);
        in.seek(4);
        var version = in.readInt();
        if (version == 1) {
            throw GgufException.unsupported(
                    path, "GGUF version 1 is too old for llama.cpp; convert the model anew");
        }
        if (version != 2 && version != 3) {
            throw GgufException.unsupported(
                    path,
                    "GGUF version "
                            + Integer.toUnsignedString(version)
                            + " is unknown, 2 and 3 can be read; download the file again, or"
                            + " update Rose");
        }
        var tensorCount = in.readLong();
        var entryCount = in.readLong();
        requireCount(entryCount, MAX_ENTRIES, MIN_METADATA_BYTES, "the number of metadata entries");
        requireCount(tensorCount, MAX_TENSORS, MIN_TENSOR_BYTES, "the number of tensors");
        var metadata = new GgufMetadata(path, file, readMetadata(entryCount));
        var alignment = alignment(metadata);
        in.requireRoom(tensorCount, MIN_TENSOR_BYTES, "the number of tensors");
        var tensors = readTensors((int) tensorCount, alignment);
        return new Parsed(path, file, version, metadata, tensors);
    }

    private void requireCount(long count, int most, int bytes, String what) {
        in.requireRoom(count, bytes, what);
        if (count > most) {
            throw GgufException.damaged(
                    path, what + " is " + count + ", above the " + most + " that make sense");
        }
    }

    private Map<String, GgufMetadata.Entry> readMetadata(long count) {
        var entries = new LinkedHashMap<String, GgufMetadata.Entry>();
        for (var i = 0L; i < count; i++) {
            in.expect("the metadata");
            var key = in.readName(MAX_KEY_BYTES);
            in.expect(key);
            if (entries.put(key, readValue(key)) != null) {
                throw GgufException.damaged(
                        path, "the key " + GgufException.quoted(key) + " is there twice");
            }
        }
        return entries;
    }

    private GgufMetadata.Entry readValue(String key) {
        var type = readType(key);
        if (type == GgufValueType.STRING) {
            var length = in.readLength();
            var entry = new GgufMetadata.Entry(type, null, in.position(), length);
            in.skip(length);
            return entry;
        }
        if (type == GgufValueType.ARRAY) {
            return readArray(key);
        }
        var offset = in.position();
        return new GgufMetadata.Entry(type, null, offset, in.readBits(type.size()));
    }

    private GgufMetadata.Entry readArray(String key) {
        var elementType = readType(key);
        if (elementType == GgufValueType.ARRAY) {
            throw GgufException.damaged(
                    path, GgufException.quoted(key) + " is an array of arrays, which GGUF forbids");
        }
        var count = in.readLong();
        var strings = elementType == GgufValueType.STRING;
        in.requireRoom(count, strings ? Long.BYTES : elementType.size(), key + ": the length");
        var entry = new GgufMetadata.Entry(GgufValueType.ARRAY, elementType, in.position(), count);
        if (strings) {
            in.skipStrings(count);
        } else {
            in.skip(count * elementType.size());
        }
        return entry;
    }

    private GgufValueType readType(String key) {
        var number = in.readInt();
        if (!GgufValueType.isKnown(number)) {
            throw GgufException.damaged(
                    path,
                    GgufException.quoted(key)
                            + " has the unknown value type "
                            + Integer.toUnsignedString(number));
        }
        return GgufValueType.of(number);
    }

    private long alignment(GgufMetadata metadata) {
        var entry = metadata.typed("general.alignment", GgufValueType.UINT32);
        var alignment = entry == null ? DEFAULT_ALIGNMENT : entry.bits();
        // llama.cpp asserts that mapped tensors begin at multiples of 32.
        if (alignment < DEFAULT_ALIGNMENT || Long.bitCount(alignment) != 1) {
            throw GgufException.malformed(
                    path,
                    "general.alignment is " + alignment + ", not a power of two of at least 32");
        }
        return alignment;
    }

    private List<GgufTensor> readTensors(int count, long alignment) {
        var rows = new ArrayList<GgufTensor>();
        var names = new HashSet<String>();
        for (var i = 0; i < count; i++) {
            in.expect("the tensor table");
            var tensor = readTensor();
            if (!names.add(tensor.name())) {
                throw GgufException.damaged(
                        path,
                        "the tensor " + GgufException.quoted(tensor.name()) + " is there twice");
            }
            rows.add(tensor);
        }
        return place(rows, alignment);
    }

    /** A row of the table as it stands there: its offset counts from the start of the data. */
    private GgufTensor readTensor() {
        var name = in.readName(MAX_TENSOR_NAME_BYTES);
        in.expect(name);
        var dimensions = in.readInt();
        if (dimensions < 0 || dimensions > MAX_DIMENSIONS) {
            throw damagedTensor(
                    name,
                    "has " + Integer.toUnsignedString(dimensions) + " dimensions, not 4 or fewer");
        }
        // A scalar has no dimension in the file; to llama.cpp it is a row of one.
        var shape = new long[Math.max(1, dimensions)];
        shape[0] = 1;
        for (var i = 0; i < dimensions; i++) {
            shape[i] = in.readLong();
        }
        var number = in.readInt();
        var type = GgufTensorType.of(number);
        if (type == null) {
            throw GgufException.unsupported(
                    path,
                    "the tensor "
                            + GgufException.quoted(name)
                            + " has type "
                            + Integer.toUnsignedString(number)
                            + ", which this build of llama.cpp does not have; download the file"
                            + " again or take another quantisation");
        }
        var byteSize = byteSize(name, shape, type);
        return new GgufTensor(name, shape, type, in.readLong(), byteSize, part);
    }

    private long byteSize(String name, long[] shape, GgufTensorType type) {
        if (shape[0] % type.blockLength() != 0) {
            throw damagedTensor(
                    name,
                    "has rows of "
                            + shape[0]
                            + " numbers, not a multiple of the "
                            + type.blockLength()
                            + " that "
                            + type
                            + " stores together");
        }
        // The bytes grow with each length, so that the first product above the file's size ends it.
        var blocks = shape[0] / type.blockLength();
        for (var i = 0; i < shape.length; i++) {
            var length = shape[i];
            if (length < 1 || length > file.byteSize() * type.blockLength()) {
                throw damagedTensor(
                        name, "has the impossible shape " + GgufTensor.shapeText(shape));
            }
            if (i > 0) {
                blocks = Math.multiplyHigh(blocks, length) == 0 ? blocks * length : -1;
            }
            if (blocks < 0 || blocks > file.byteSize()) {
                throw damagedTensor(
                        name,
                        "has the shape "
                                + GgufTensor.shapeText(shape)
                                + ", more than a file of "
                                + file.byteSize()
                                + " bytes can hold");
            }
        }
        return Math.multiplyExact(blocks, (long) type.blockBytes());
    }

    /** The tensors at their places: one directly behind the other, as llama.cpp demands. */
    private List<GgufTensor> place(List<GgufTensor> rows, long alignment) {
        var dataStart = aligned(in.position(), alignment);
        var tensors = new ArrayList<GgufTensor>(rows.size());
        var expected = 0L;
        var end = in.position();
        for (var row : rows) {
            if (row.offset() != expected) {
                throw damagedTensor(row.name(), misplaced(row, expected, alignment));
            }
            var start = dataStart + expected;
            end = start + row.byteSize();
            if (end > file.byteSize()) {
                throw GgufException.damaged(
                        path,
                        "the file is cut off: the tensor "
                                + GgufException.quoted(row.name())
                                + " ends at byte "
                                + end
                                + ", and the file has "
                                + file.byteSize()
                                + " bytes");
            }
            tensors.add(
                    new GgufTensor(
                            row.name(), row.shape(), row.type(), start, row.byteSize(), part));
            expected = aligned(expected + row.byteSize(), alignment);
        }
        if (file.byteSize() > aligned(end, alignment)) {
            throw GgufException.damaged(
                    path,
                    "the file is too long: its tensors end at byte "
                            + end
                            + ", and it has "
                            + file.byteSize()
                            + " bytes");
        }
        return List.copyOf(tensors);
    }

    private String misplaced(GgufTensor row, long expected, long alignment) {
        var seen =
                "begins at byte "
                        + Long.toUnsignedString(row.offset())
                        + " of the data, expected was "
                        + expected;
        if (row.offset() < 0 || row.offset() > file.byteSize()) {
            return seen + " (outside the file)";
        }
        if (row.offset() % alignment != 0) {
            return seen + " (not a multiple of " + alignment + ")";
        }
        return seen + (row.offset() < expected ? " (it overlaps others)" : " (it leaves a gap)");
    }

    private GgufException damagedTensor(String name, String what) {
        return GgufException.damaged(path, "the tensor " + GgufException.quoted(name) + " " + what);
    }

    private static long aligned(long offset, long alignment) {
        return (offset + alignment - 1) & -alignment;
    }
}
