package dev.rose;

import static dev.rose.error.RoseException.Kind.INVALID_REQUEST;

import dev.rose.error.RoseException;
import dev.rose.model.ModelInfo;
import dev.rose.prompt.BuiltInTemplates;
import dev.rose.prompt.ChatTemplate;
import dev.rose.prompt.PromptTemplate;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The templates that can be chosen for one model; each is compiled once. Thread-safe. */
final class ModelTemplates {
    private final ModelInfo model;
    private final Map<TemplateChoice, PromptTemplate> chosen = new ConcurrentHashMap<>();

    ModelTemplates(ModelInfo model) {
        this.model = model;
    }

    /**
     * @throws RoseException with kind {@code INVALID_REQUEST} where the model or Rose has no such
     *     template
     */
    PromptTemplate get(TemplateChoice choice) {
        return chosen.computeIfAbsent(choice, this::make);
    }

    private PromptTemplate make(TemplateChoice choice) {
        return switch (choice) {
            case TemplateChoice.Auto() ->
                    model.chatTemplate()
                            .map(source -> chat("auto", source))
                            .orElseThrow(() ->
                                    new RoseException(
                                            INVALID_REQUEST,
                                            "%s has no chat template of its own; choose one with --template: %s, or @FILE"
                                                    .formatted(model.name(), names())));
            case TemplateChoice.Paper() -> new PromptTemplate.Paper();
            case TemplateChoice.Named(var name) -> named(name);
            case TemplateChoice.Source(var name, var jinja) -> chat(name, jinja);
        };
    }

    private PromptTemplate named(String name) {
        var own = model.namedChatTemplates().get(name);
        if (own != null) {
            return chat(name, own);
        }
        return BuiltInTemplates.source(name)
                .map(source -> chat(name, source))
                .orElseThrow(() ->
                        new RoseException(
                                INVALID_REQUEST,
                                "there is no template '%s'; --template takes auto, %s, or @FILE"
                                        .formatted(name, names())));
    }

    private PromptTemplate chat(String name, String source) {
        return new ChatTemplate(name, source, model.specialTokens());
    }

    private String names() {
        var names = new TreeSet<>(BuiltInTemplates.names());
        names.addAll(model.namedChatTemplates().keySet());
        return "paper, " + String.join(", ", names);
    }
}
