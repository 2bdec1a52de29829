package dev.rose.llama;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The chat templates that llama.cpp knows. It runs no Jinja: it recognises a template by its name
 * or by marks in its source and writes the prompt with code of its own. Thread-safe.
 */
public final class LlamaChatTemplates {
    private final ModelFunctions functions;

    public LlamaChatTemplates(LlamaLibrary library) {
        this.functions = library.models();
    }

    /** One turn of a conversation; {@code role} is {@code system}, {@code user}, … */
    public record Message(String role, String content) {}

    /** The names that {@link #apply} knows. */
    public List<String> names() {
        try (var scratch = Arena.ofConfined()) {
            var count = functions.builtinChatTemplates(MemorySegment.NULL, 0);
            var names = scratch.allocate(ValueLayout.ADDRESS, Math.max(1, count));
            functions.builtinChatTemplates(names, count);
            var result = new ArrayList<String>();
            for (var i = 0; i < count; i++) {
                result.add(NativeLookup.string(names.getAtIndex(ValueLayout.ADDRESS, i)));
            }
            return List.copyOf(result);
        }
    }

    /**
     * The prompt for {@code messages}.
     *
     * @param template a name or the source of a Jinja template
     * @param addAssistant whether the prompt ends with the beginning of the assistant's turn
     * @return empty where llama.cpp does not know the template
     */
    public Optional<String> apply(String template, List<Message> messages, boolean addAssistant) {
        try (var scratch = Arena.ofConfined()) {
            var chat = scratch.allocate(ValueLayout.ADDRESS, Math.max(1, 2L * messages.size()));
            var capacity = 1024;
            for (var i = 0; i < messages.size(); i++) {
                var message = messages.get(i);
                chat.setAtIndex(ValueLayout.ADDRESS, 2L * i, scratch.allocateFrom(message.role()));
                var content = scratch.allocateFrom(noNul(message.content()));
                chat.setAtIndex(ValueLayout.ADDRESS, 2L * i + 1, content);
                capacity = Math.addExact(capacity, Math.toIntExact(2 * content.byteSize()));
            }
            var source = scratch.allocateFrom(noNul(template));
            for (var attempt = 0; attempt < 2; attempt++) {
                var buffer = scratch.allocate(capacity);
                var length =
                        functions.applyChatTemplate(
                                source, chat, messages.size(), addAssistant, buffer, capacity);
                if (length < 0) {
                    return Optional.empty();
                }
                if (length <= capacity) {
                    var bytes = buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
                    return Optional.of(new String(bytes, StandardCharsets.UTF_8));
                }
                capacity = length;
            }
            throw new IllegalStateException("llama.cpp gave two lengths for one prompt");
        }
    }

    /** C strings end at their first NUL, which would drop the rest of a message without a word. */
    private static String noNul(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("the text holds a NUL character; remove it");
        }
        return text;
    }
}
