package dev.rose;

import dev.rose.policy.Policy;

/** Which template turns prompts into what the model reads. */
public sealed interface TemplateChoice {

    /** The model's own; an error for a model that ships none. */
    record Auto() implements TemplateChoice {}

    /** The plain form of the paper's code, for models without a chat template. */
    record Paper() implements TemplateChoice {}

    /**
     * A chat template by name: one that the model ships beside its own ({@code tool_use}), or else
     * one that Rose brings.
     *
     * @param name for instance {@code chatml}
     */
    record Named(String name) implements TemplateChoice {}

    /**
     * A chat template of the user's own.
     *
     * @param name for people and reports, for instance the file's name
     * @param jinja its Jinja source
     */
    record Source(String name, String jinja) implements TemplateChoice {}

    /** The one of a name as the command line and policies spell it: auto, paper, or another. */
    static TemplateChoice named(String name) {
        return switch (name) {
            case "auto" -> new Auto();
            case "paper" -> new Paper();
            default -> new Named(name);
        };
    }

    /** The one that a policy names. */
    static TemplateChoice of(Policy.Template template) {
        return template.jinja() == null
                ? named(template.name())
                : new Source(template.name(), template.jinja());
    }
}
