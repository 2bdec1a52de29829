package dev.rose;

/** Which template turns prompts into what the model reads. */
public sealed interface TemplateChoice {

    /** The model's own; an error for a model that ships none. */
    record Auto() implements TemplateChoice {}

    /** The plain form of the paper's code, for models without a chat template. */
    record Paper() implements TemplateChoice {}

    /**
     * A chat template that the engine knows.
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
}
