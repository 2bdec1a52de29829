package dev.rose.prompt;

import dev.rose.prompt.ChatMessage.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Chat templates in Java, each with a habit that real ones have. */
final class ToyTemplates implements ChatTemplateEngine {
    private static final Map<String, Function<List<ChatMessage>, String>> TEMPLATES =
            Map.of(
                    "chatml", messages -> each(messages, "<|im_start|>%s\n%s<|im_end|>\n"),
                    "trimming", messages -> each(stripped(messages), "<|%s|>%s\n"),
                    "merging", ToyTemplates::merging,
                    "no-system", messages -> each(withoutSystem(messages), "<|%s|>%s\n"),
                    "shouting", messages -> each(uppercase(messages), "<|%s|>%s\n"),
                    "cutting", messages -> each(cut(messages), "<|%s|>%s\n"));

    @Override
    public Optional<String> apply(
            String template, List<ChatMessage> messages, boolean addAssistant) {
        return Optional.ofNullable(TEMPLATES.get(template))
                .map(rendering ->
                        rendering.apply(messages)
                                + (addAssistant ? "<|im_start|>assistant\n" : ""));
    }

    @Override
    public List<String> names() {
        return TEMPLATES.keySet().stream().sorted().toList();
    }

    private static String each(List<ChatMessage> messages, String format) {
        return messages.stream()
                .map(message -> format.formatted(message.role().label(), message.content()))
                .collect(Collectors.joining());
    }

    /** Like Gemma's: no system turn; its text opens the first user turn. */
    private static String merging(List<ChatMessage> messages) {
        var text = new StringBuilder();
        var system = "";
        for (var message : stripped(messages)) {
            if (message.role() == Role.SYSTEM) {
                system = message.content() + "\n\n";
            } else {
                text.append("<turn>%s\n".formatted(message.role().label()))
                        .append(system)
                        .append(message.content())
                        .append("<end>\n");
                system = "";
            }
        }
        return text.toString();
    }

    private static List<ChatMessage> stripped(List<ChatMessage> messages) {
        return messages.stream().map(m -> m.withContent(m.content().strip())).toList();
    }

    private static List<ChatMessage> withoutSystem(List<ChatMessage> messages) {
        return messages.stream().filter(m -> m.role() != Role.SYSTEM).toList();
    }

    private static List<ChatMessage> uppercase(List<ChatMessage> messages) {
        return messages.stream()
                .map(m -> m.withContent(m.content().toUpperCase(java.util.Locale.ROOT)))
                .toList();
    }

    /** Like templates that show only what stands behind the last {@code </think>}. */
    private static List<ChatMessage> cut(List<ChatMessage> messages) {
        return messages.stream()
                .map(m ->
                        m.withContent(
                                m.content().substring(m.content().lastIndexOf("</think>") + 1)))
                .toList();
    }
}
