package dev.rose.llama.gguf;

import java.util.EnumMap;
import java.util.List;

/** The short names of llama.cpp's file types, as they stand in the names of files. */
final class Quantization {
    /** By the number in {@code general.file_type}; empty where a type was removed. */
    private static final String[] NAMES = {
        "F32",
        "F16",
        "Q4_0",
        "Q4_1",
        "",
        "",
        "",
        "Q8_0",
        "Q5_0",
        "Q5_1", // 0
        "Q2_K",
        "Q3_K_S",
        "Q3_K_M",
        "Q3_K_L",
        "Q4_K_S",
        "Q4_K_M",
        "Q5_K_S",
        "Q5_K_M", // 10
        "Q6_K",
        "IQ2_XXS",
        "IQ2_XS",
        "Q2_K_S",
        "IQ3_XS",
        "IQ3_XXS",
        "IQ1_S",
        "IQ4_NL", // 18
        "IQ3_S",
        "IQ3_M",
        "IQ2_S",
        "IQ2_M",
        "IQ4_XS",
        "IQ1_M",
        "BF16",
        "",
        "",
        "", // 26
        "TQ1_0",
        "TQ2_0",
        "MXFP4_MOE",
        "NVFP4",
        "Q1_0",
        "Q2_0", // 36
    };

    private Quantization() {}

    /** What the file says; where it says nothing, what most of its tensors are. */
    static String name(GgufMetadata metadata, List<GgufTensor> tensors) {
        var declared = metadata.integer("general.file_type").orElse(-1);
        if (declared >= 0 && declared < NAMES.length && !NAMES[(int) declared].isEmpty()) {
            return NAMES[(int) declared];
        }
        var counts = new EnumMap<GgufTensorType, Integer>(GgufTensorType.class);
        var most = GgufTensorType.F32;
        for (var tensor : tensors) {
            counts.merge(tensor.type(), 1, Integer::sum);
            if (counts.getOrDefault(tensor.type(), 0) > counts.getOrDefault(most, 0)) {
                most = tensor.type();
            }
        }
        return switch (most) {
            case Q3_K, Q4_K, Q5_K -> most + "_M";
            default -> most.name();
        };
    }
}
