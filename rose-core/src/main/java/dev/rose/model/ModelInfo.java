package dev.rose.model;

import java.util.Optional;

/**
 * What a model says of itself.
 *
 * @param name as the model's maker calls it, or the file's name
 * @param architecture for instance {@code llama}
 * @param quantization for instance {@code Q4_1}
 * @param contextLength tokens that the model was trained for
 * @param chatTemplate the Jinja source that the model ships, if it ships one
 */
public record ModelInfo(
        String name,
        String architecture,
        String quantization,
        int contextLength,
        Optional<String> chatTemplate) {}
