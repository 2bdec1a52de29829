package dev.rose.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a line of a chat can ask of Rose rather than of the model. */
enum ChatVerb {
    MODE("[rose|plain|reverse]", "which streams decide"),
    ALPHA("[A]", "strength of the contrast"),
    POLICY("NAME|FILE", "another policy: its prompts and its strength"),
    SYSTEM("[TEXT|@FILE]", "instructions of your own, for every stream"),
    COMPARE("", "the last turn by plain, reverse and rose, beside each other"),
    EXPLAIN("", "what ROSE changed in the last answer"),
    RETRY("", "drop the last turn and ask it again"),
    SAVE("FILE", "write the conversation as JSON"),
    LOAD("FILE", "go on with a saved conversation"),
    HELP("", "show this");

    private final String argument;
    private final String description;

    ChatVerb(String argument, String description) {
        this.argument = argument;
        this.description = description;
    }

    /** As it is typed: {@code /mode}. */
    String typed() {
        return "/" + name().toLowerCase(Locale.ROOT);
    }

    static Optional<ChatVerb> of(String typed) {
        return Arrays.stream(values()).filter(verb -> verb.typed().equals(typed)).findFirst();
    }

    /** All verbs, and the keys, for people. */
    static String help() {
        var text = new StringBuilder();
        for (var verb : values()) {
            text.append(
                    "%-28s %s%n"
                            .formatted(verb.typed() + " " + verb.argument, verb.description)
                            .replace("\r", ""));
        }
        return text
                + """
                A line that ends in \\ goes on in the next; so does Alt-Enter. A pasted text is one turn.
                A space before / makes it part of a question.
                Ctrl-C stops an answer, Ctrl-D ends.
                """;
    }
}
