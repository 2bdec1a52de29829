package dev.rose.llama.gguf;

import org.jspecify.annotations.Nullable;

/** How the numbers of a tensor are stored: ggml's types that a file may use. */
public enum GgufTensorType {
    F32(0, 1, 4),
    F16(1, 1, 2),
    Q4_0(2, 32, 18),
    Q4_1(3, 32, 20),
    Q5_0(6, 32, 22),
    Q5_1(7, 32, 24),
    Q8_0(8, 32, 34),
    Q8_1(9, 32, 36),
    Q2_K(10, 256, 84),
    Q3_K(11, 256, 110),
    Q4_K(12, 256, 144),
    Q5_K(13, 256, 176),
    Q6_K(14, 256, 210),
    Q8_K(15, 256, 292),
    IQ2_XXS(16, 256, 66),
    IQ2_XS(17, 256, 74),
    IQ3_XXS(18, 256, 98),
    IQ1_S(19, 256, 50),
    IQ4_NL(20, 32, 18),
    IQ3_S(21, 256, 110),
    IQ2_S(22, 256, 82),
    IQ4_XS(23, 256, 136),
    I8(24, 1, 1),
    I16(25, 1, 2),
    I32(26, 1, 4),
    I64(27, 1, 8),
    F64(28, 1, 8),
    IQ1_M(29, 256, 56),
    BF16(30, 1, 2),
    TQ1_0(34, 256, 54),
    TQ2_0(35, 256, 66),
    MXFP4(39, 32, 17),
    NVFP4(40, 64, 36),
    Q1_0(41, 128, 18),
    Q2_0(42, 64, 18);

    private static final @Nullable GgufTensorType[] BY_NUMBER = byNumber();

    private final int number;
    private final int blockLength;
    private final int blockBytes;

    GgufTensorType(int number, int blockLength, int blockBytes) {
        this.number = number;
        this.blockLength = blockLength;
        this.blockBytes = blockBytes;
    }

    /** Numbers that are stored together; the length of a row is a multiple of it. */
    public int blockLength() {
        return blockLength;
    }

    /** Bytes of one block. */
    public int blockBytes() {
        return blockBytes;
    }

    /**
     * Whether llama.cpp can multiply by a matrix of this type. The others exist for intermediate
     * results and for indices; used as weights they end the process.
     */
    boolean isWeight() {
        return switch (this) {
            case I8, I16, I32, I64, F64, Q8_1, Q8_K -> false;
            default -> true;
        };
    }

    /** The type of that number in ggml, or null where this build has none. */
    static @Nullable GgufTensorType of(int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
    }

    private static @Nullable GgufTensorType[] byNumber() {
        var all = values();
        var table = new @Nullable GgufTensorType[all[all.length - 1].number + 1];
        for (var type : all) {
            table[type.number] = type;
        }
        return table;
    }
}
