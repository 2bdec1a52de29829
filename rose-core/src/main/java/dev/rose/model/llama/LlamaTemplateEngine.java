package dev.rose.model.llama;

import dev.rose.llama.LlamaChatTemplates;
import dev.rose.prompt.ChatMessage;
import dev.rose.prompt.ChatTemplateEngine;
import java.util.List;
import java.util.Optional;

/** Chat templates by llama.cpp's own code. */
record LlamaTemplateEngine(LlamaChatTemplates templates) implements ChatTemplateEngine {

    @Override
    public Optional<String> apply(
            String template, List<ChatMessage> messages, boolean addAssistant) {
        var turns =
                messages.stream()
                        .map(message ->
                                new LlamaChatTemplates.Message(
                                        message.role().label(), message.content()))
                        .toList();
        return templates.apply(template, turns, addAssistant);
    }

    @Override
    public List<String> names() {
        return templates.names();
    }
}
