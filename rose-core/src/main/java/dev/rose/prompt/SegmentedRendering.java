package dev.rose.prompt;

import static dev.rose.error.RoseException.Kind.INVALID_REQUEST;

import dev.rose.error.RoseException;
import dev.rose.prompt.PromptTemplate.Chat;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedCollection;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which part of a template's flat output is whose.
 *
 * <p>The template is applied twice: to the conversation, and to the same conversation with a marker
 * in the place of each content. What stands between the markers is structure, and the contents are
 * where the markers are, as they are or trimmed. A template whose two outputs do not line up that
 * way (it cuts a content, looks into it, or leaves it out) is refused: guessing would let the text
 * of a user become structure, or leave a stream without its prompt.
 */
final class SegmentedRendering {
    // The message's index between two private-use characters.
    private static final Pattern MARKER = Pattern.compile("\uE0F0([0-9]{1,7})\uE0F1");

    private final Chat template;

    SegmentedRendering(Chat template) {
        this.template = template;
    }

    RenderedPrompt render(List<ChatMessage> messages) {
        refuseNul("the chat template '" + template.name() + "'", template.source());
        for (var message : messages) {
            refuseNul("the " + message.role().label() + " text", message.content());
        }
        var marked = new ArrayList<ChatMessage>();
        for (var i = 0; i < messages.size(); i++) {
            marked.add(messages.get(i).withContent("\uE0F0" + i + "\uE0F1"));
        }
        var outline = outline(apply(marked), messages.size());
        var segments = align(apply(messages), 0, outline, 0, messages);
        if (segments == null) {
            throw refused("changes the text of a message");
        }
        var builder = new RenderedPrompt.Builder();
        for (var i = 0; i < outline.size(); i++) {
            builder.structure(outline.get(i).structure());
            builder.content(segments.get(i));
        }
        return builder.build();
    }

    private static void refuseNul(String what, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new RoseException(
                    INVALID_REQUEST,
                    what + " contains a NUL character, which no chat template can hold; remove it");
        }
    }

    private String apply(List<ChatMessage> messages) {
        return template.engine()
                .apply(template.source(), messages, true)
                .orElseThrow(() ->
                        new RoseException(
                                INVALID_REQUEST,
                                ("the chat template '%s' is not one that Rose can apply;"
                                                + " choose one with --template: paper, %s")
                                        .formatted(
                                                template.name(),
                                                String.join(", ", template.engine().names()))));
    }

    /** Structure, and which message's content follows it; the last part is followed by none. */
    private record Part(String structure, int message) {
        static final int NONE = -1;
    }

    private List<Part> outline(String marked, int messages) {
        var parts = new ArrayList<Part>();
        var seen = new boolean[messages];
        var from = 0;
        for (var marker = MARKER.matcher(marked); marker.find(); from = marker.end()) {
            var message = Integer.parseInt(marker.group(1));
            if (message >= messages) {
                throw refused("uses Rose's own markers");
            }
            seen[message] = true;
            parts.add(new Part(marked.substring(from, marker.start()), message));
        }
        parts.add(new Part(marked.substring(from), Part.NONE));
        for (var i = 0; i < messages; i++) {
            if (!seen[i]) {
                throw refused("leaves out message %d of %d".formatted(i + 1, messages));
            }
        }
        return parts;
    }

    /**
     * The content after each part from {@code part} on, where {@code text} from {@code at} on is
     * those parts with their contents; null where it is not.
     */
    private static @Nullable List<String> align(
            String text, int at, List<Part> outline, int part, List<ChatMessage> messages) {
        var structure = outline.get(part).structure();
        if (!text.startsWith(structure, at)) {
            return null;
        }
        var next = at + structure.length();
        if (outline.get(part).message() == Part.NONE) {
            return next == text.length() ? new ArrayList<>(List.of("")) : null;
        }
        for (var content : forms(messages.get(outline.get(part).message()).content())) {
            if (text.startsWith(content, next)) {
                var rest = align(text, next + content.length(), outline, part + 1, messages);
                if (rest != null) {
                    rest.addFirst(content);
                    return rest;
                }
            }
        }
        return null;
    }

    /** What templates make of a content: itself, or without white space at its ends. */
    private static SequencedCollection<String> forms(String content) {
        var leading = CSpace.stripLeading(content);
        var trailing = CSpace.stripTrailing(content);
        return new LinkedHashSet<>(
                List.of(content, CSpace.stripTrailing(leading), leading, trailing));
    }

    private RoseException refused(String deed) {
        return new RoseException(
                INVALID_REQUEST,
                ("the chat template '%s' %s, so its own text cannot be told from what was"
                                + " written; choose another with --template")
                        .formatted(template.name(), deed));
    }
}
