package dev.rose.prompt;

import java.util.List;
import java.util.Optional;

/** Applies chat templates to conversations. Thread-safe. */
public interface ChatTemplateEngine {

    /**
     * The conversation as one text.
     *
     * @param template one of {@link #names}, or the Jinja source of a template
     * @param addAssistant whether the text ends where the assistant's turn begins
     * @return empty where this engine does not know the template
     */
    Optional<String> apply(String template, List<ChatMessage> messages, boolean addAssistant);

    /** The templates that can be asked for by name. */
    List<String> names();
}
