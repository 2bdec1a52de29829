package dev.rose.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model says of itself.
 *
 * @param name as the model's maker calls it, or the file's name
 * @param architecture for instance {@code llama}
 * @param quantization for instance {@code Q4_1}
 * @param contextLength tokens that the model was trained for
 * @param chatTemplate the Jinja source that the model ships, if it ships one
 * @param namedChatTemplates the sources that it ships beside that one, such as {@code tool_use}
 * @param specialTokens spellings by the names that templates have for them: {@code bos_token} and
 *     {@code eos_token}, as far as the model has these
 * @param adapters what the adapters on the model are called, with the scale where it is not 1:
 *     {@code polite}, {@code polite × 0.5}; in the order in which they are applied
 */
public record ModelInfo(
        String name,
        String architecture,
        String quantization,
        int contextLength,
        Optional<String> chatTemplate,
        Map<String, String> namedChatTemplates,
        Map<String, String> specialTokens,
        List<String> adapters) {
    public ModelInfo {
        namedChatTemplates = Map.copyOf(namedChatTemplates);
        specialTokens = Map.copyOf(specialTokens);
        adapters = List.copyOf(adapters);
    }
}
