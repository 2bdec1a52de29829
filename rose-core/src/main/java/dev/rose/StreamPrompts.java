package dev.rose;

import static dev.rose.error.RoseException.Kind.INVALID_REQUEST;

import dev.rose.error.RoseException;
import dev.rose.model.Vocabulary;
import dev.rose.prompt.ChatMessage;
import dev.rose.prompt.PromptTemplate;
import dev.rose.prompt.PromptTokenizer;
import dev.rose.prompt.RenderedPrompt;
import dev.rose.prompt.RenderedPrompt.Segment;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.IntStream;

/** Makes what the streams read, for one model. Thread-safe. */
final class StreamPrompts {
    // Two that begin with different tokens: what a prompt shares with both is no part of a
    // question.
    private static final List<String> OTHER_QUESTIONS = List.of("0", "Why?");

    private final Vocabulary vocabulary;
    private final ModelTemplates templates;
    private final PromptTokenizer tokenizer;

    StreamPrompts(Vocabulary vocabulary, ModelTemplates templates) {
        this.vocabulary = vocabulary;
        this.templates = templates;
        this.tokenizer = new PromptTokenizer(vocabulary);
    }

    /** A stream before it has anything to read but its system prompt. */
    private record Role(String name, float alpha, String system) {}

    private static List<Role> roles(AnswerOptions options) {
        var prompts = options.prompts();
        var firstReverse = prompts.reverse().getFirst();
        return switch (options.mode()) {
            case PLAIN -> List.of(new Role("positive", 1, prompts.positive()));
            case REVERSE -> List.of(new Role(firstReverse.name(), 1, firstReverse.text()));
            case ROSE -> {
                var roles = new ArrayList<Role>();
                roles.add(new Role("positive", 1, prompts.positive()));
                var weights = prompts.weights(options.alpha());
                for (var i = 0; i < weights.size(); i++) {
                    var reverse = prompts.reverse().get(i);
                    roles.add(new Role(reverse.name(), weights.get(i), reverse.text()));
                }
                yield roles;
            }
        };
    }

    /**
     * The prompts of a conversation.
     *
     * @param opening what the answer begins with; empty for nothing
     */
    List<StreamPrompt> of(Script script, String opening, AnswerOptions options) {
        if (script.question().isBlank()) {
            throw new RoseException(INVALID_REQUEST, "the prompt is empty; write a question");
        }
        var template = templates.get(options.template());
        return roles(options).stream()
                .map(role -> stream(role, template, script, opening))
                .toList();
    }

    private StreamPrompt stream(Role role, PromptTemplate template, Script script, String opening) {
        var messages = script.messages(role.system());
        var prompt = template.render(messages).withEnding(opening);
        var tokens = tokenizer.tokenize(prompt, script.spoken(role.system()));
        return new StreamPrompt(
                role.name(),
                role.alpha(),
                prompt,
                tokens,
                0,
                () -> beginning(tokens, template, messages.getFirst()));
    }

    /** What prompts of the same template and system prompt begin with, whatever the question. */
    private int[] beginning(int[] tokens, PromptTemplate template, ChatMessage system) {
        int shared = tokens.length - 1;
        for (var other : OTHER_QUESTIONS) {
            var others = tokenizer.tokenize(template.render(system.content(), other));
            int mismatch = Arrays.mismatch(tokens, others);
            shared = mismatch < 0 ? shared : Math.min(shared, mismatch);
        }
        return Arrays.copyOf(tokens, Math.max(0, shared));
    }

    /** See {@link Rose#tokensBehind}. */
    int[] tokensBehind(String opening, List<String> texts) {
        var before = vocabulary.tokenize(opening);
        var found = new LinkedHashSet<Integer>();
        for (var text : texts) {
            var all = vocabulary.tokenize(opening + text);
            boolean goesOn = Arrays.mismatch(before, all) == before.length;
            if (!goesOn || all.length != before.length + 1 || !found.add(all[before.length])) {
                throw new RoseException(
                        INVALID_REQUEST,
                        ("'%s' is no token of its own behind '%s' for this model, so it cannot be"
                                        + " chosen; take other letters, or another opening")
                                .formatted(text, opening));
            }
        }
        return found.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * A text that is to be gone on with, at the end of every stream as the same tokens: alone in
     * plain mode, else behind each stream's prompt and a line break.
     */
    List<StreamPrompt> ofText(String text, AnswerOptions options) {
        return ofText(text, vocabulary.tokenize(text), options);
    }

    /** The same for a text that comes as tokens. */
    List<StreamPrompt> ofTokens(int[] tokens, AnswerOptions options) {
        var bytes = new ByteArrayOutputStream();
        for (int token : tokens) {
            if (token < 0 || token >= vocabulary.size()) {
                throw new RoseException(
                        INVALID_REQUEST,
                        "there is no token %d; this model has 0 to %d"
                                .formatted(token, vocabulary.size() - 1));
            }
            bytes.writeBytes(vocabulary.bytes(token));
        }
        return ofText(bytes.toString(StandardCharsets.UTF_8), tokens.clone(), options);
    }

    private List<StreamPrompt> ofText(String text, int[] tokens, AnswerOptions options) {
        if (options.mode() == Mode.PLAIN) {
            return List.of(ofText(new Role("positive", 1, ""), text, tokens));
        }
        return roles(options).stream().map(role -> ofText(role, text, tokens)).toList();
    }

    private StreamPrompt ofText(Role role, String text, int[] textTokens) {
        var before = role.system().isEmpty() ? "" : role.system() + "\n";
        var beginning =
                tokenizer.tokenize(
                        new RenderedPrompt(
                                before.isEmpty()
                                        ? List.of()
                                        : List.of(new Segment.Content(before))));
        var all = IntStream.concat(IntStream.of(beginning), IntStream.of(textTokens)).toArray();
        if (all.length == 0) {
            throw new RoseException(INVALID_REQUEST, "the prompt is empty; write some text");
        }
        var whole = before + text;
        return new StreamPrompt(
                role.name(),
                role.alpha(),
                new RenderedPrompt(
                        whole.isEmpty() ? List.of() : List.of(new Segment.Content(whole))),
                all,
                textTokens.length,
                () -> before.isEmpty() ? new int[0] : beginning);
    }
}
