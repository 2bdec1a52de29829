package dev.rose.llama.gguf;

/**
 * One line of the tensor table.
 *
 * @param name as llama.cpp looks it up, for instance {@code blk.0.attn_q.weight}
 * @param shape lengths of the dimensions, the fastest first; 1 to 4 of them, each positive
 * @param type how its numbers are stored
 * @param offset where its bytes begin, from the start of its file
 * @param byteSize how many bytes it has, padding not counted
 * @param part the file it lies in, an index into {@link GgufFile#parts}
 */
public record GgufTensor(
        String name, long[] shape, GgufTensorType type, long offset, long byteSize, int part) {

    /** Length of dimension {@code i}; 1 where the tensor has fewer. */
    public long length(int i) {
        return i < shape.length ? shape[i] : 1;
    }

    /** The shape as people write it: {@code 576 × 1536}. */
    public String shapeText() {
        return shapeText(shape);
    }

    static String shapeText(long... shape) {
        var text = new StringBuilder();
        for (var length : shape) {
            text.append(text.isEmpty() ? "" : " × ").append(length);
        }
        return text.toString();
    }
}
