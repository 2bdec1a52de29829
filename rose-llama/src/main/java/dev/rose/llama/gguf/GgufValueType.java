package dev.rose.llama.gguf;

/** The type of a metadata value. Declared in the order of the format's numbers, from 0. */
public enum GgufValueType {
    UINT8("u8", 1),
    INT8("i8", 1),
    UINT16("u16", 2),
    INT16("i16", 2),
    UINT32("u32", 4),
    INT32("i32", 4),
    FLOAT32("f32", 4),
    BOOL("bool", 1),
    STRING("string", 0),
    ARRAY("array", 0),
    UINT64("u64", 8),
    INT64("i64", 8),
    FLOAT64("f64", 8);

    private static final GgufValueType[] BY_NUMBER = values();

    private final String label;
    private final int size;

    GgufValueType(String label, int size) {
        this.label = label;
        this.size = size;
    }

    /** Bytes of one value; 0 for strings and arrays, which have no fixed size. */
    int size() {
        return size;
    }

    static boolean isKnown(int number) {
        return number >= 0 && number < BY_NUMBER.length;
    }

    static GgufValueType of(int number) {
        return BY_NUMBER[number];
    }

    /** The short name that llama.cpp prints, for instance {@code u32}. */
    @Override
    public String toString() {
        return label;
    }
}
