package dev.rose.prompt;

import static dev.rose.error.RoseException.Kind.INVALID_REQUEST;

import dev.rose.error.RoseException;
import dev.rose.prompt.ChatMessage.Role;
import dev.rose.template.MarkedString;
import dev.rose.template.Segment;
import dev.rose.template.Template;
import dev.rose.template.TemplateException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A chat template as models ship it, in Jinja's dialect; compiled when it is first used.
 * Thread-safe.
 *
 * <p>The template sees what other loaders give it: {@code messages}, {@code add_generation_prompt}
 * (true), {@code tools} and {@code documents} (none), {@code bos_token} and {@code eos_token}. One
 * that cannot do without tools gets an empty list of them. A system prompt that the template
 * refuses or leaves out opens the first user turn, with a blank line behind it.
 */
public final class ChatTemplate implements PromptTemplate {
    /** Texts that a template has no reason to look into. */
    private static final ChatMessage SYSTEM_PROBE = ChatMessage.system("roseprobesystem");

    private static final ChatMessage USER_PROBE = ChatMessage.user("roseprobeuser");

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("MMM dd yyyy", Locale.ENGLISH);

    private final String name;
    private final String source;
    private final String grammar;
    private final Map<String, String> specialTokens;
    private @Nullable Compiled compiled;

    /**
     * A template, and how it wants to be called; found out by trying, since no template says so.
     *
     * @param wantsTools whether it fails where there are no tools, and not where there is an empty
     *     list of them
     * @param systemTurn whether it has a place for a system prompt
     */
    private record Compiled(Template template, boolean wantsTools, boolean systemTurn) {}

    /**
     * @param name for people and reports
     * @param source in Jinja's dialect
     * @param specialTokens spellings by name, {@code bos_token} and {@code eos_token}; empty where
     *     one is missing
     */
    public ChatTemplate(String name, String source, Map<String, String> specialTokens) {
        this.name = name;
        this.source = source;
        this.grammar = source + String.join("", specialTokens.values());
        this.specialTokens = Map.copyOf(specialTokens);
    }

    /** Does once what the first use of a template in a process costs. */
    public static void prepare() {
        BuiltInTemplates.source("chatml")
                .ifPresent(source ->
                        new ChatTemplate("chatml", source, Map.of()).render("Hello", "Hello"));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public RenderedPrompt render(List<ChatMessage> messages) {
        try {
            var ready = compiled();
            var turns = ready.systemTurn() ? messages : folded(messages);
            var builder = new RenderedPrompt.Builder();
            for (var segment : segments(ready.template(), ready.wantsTools(), turns)) {
                if (segment.content()) {
                    builder.content(segment.text());
                } else {
                    builder.structure(segment.text());
                }
            }
            return builder.build(grammar);
        } catch (TemplateException e) {
            throw refused(failure(e), e);
        }
    }

    private synchronized Compiled compiled() {
        if (compiled == null) {
            compiled = tried(Template.compile(source));
        }
        return compiled;
    }

    private Compiled tried(Template template) {
        try {
            return new Compiled(template, false, hasSystemTurn(template, false));
        } catch (TemplateException e) {
            if (e.kind() == TemplateException.Kind.RENDER) {
                try {
                    return new Compiled(template, true, hasSystemTurn(template, true));
                } catch (TemplateException again) {
                    e.addSuppressed(again);
                }
            }
            throw e;
        }
    }

    private boolean hasSystemTurn(Template template, boolean wantsTools) {
        var probes = List.of(SYSTEM_PROBE, USER_PROBE);
        TemplateException refusal = null;
        try {
            if (showsProbes(segments(template, wantsTools, probes))) {
                return true;
            }
        } catch (TemplateException e) {
            refusal = e;
        }
        try {
            if (showsProbes(segments(template, wantsTools, folded(probes)))) {
                return false;
            }
        } catch (TemplateException e) {
            // What it says of the conversation as it is explains more than what it says of this.
            throw refusal != null ? refusal : e;
        }
        throw refused("leaves out what was written", refusal);
    }

    private static boolean showsProbes(List<Segment> segments) {
        var shown =
                segments.stream()
                        .filter(Segment::content)
                        .map(Segment::text)
                        .collect(Collectors.joining())
                        .toLowerCase(Locale.ROOT);
        return shown.contains(SYSTEM_PROBE.content()) && shown.contains(USER_PROBE.content());
    }

    private List<Segment> segments(
            Template template, boolean wantsTools, List<ChatMessage> messages) {
        var context = new HashMap<String, @Nullable Object>(specialTokens);
        context.putIfAbsent("bos_token", "");
        context.putIfAbsent("eos_token", "");
        context.put("messages", messages.stream().map(ChatTemplate::variable).toList());
        context.put("add_generation_prompt", true);
        context.put("tools", wantsTools ? List.of() : null);
        context.put("documents", null);
        if (wantsTools) {
            // The names that FireFunction has for its tools and for the day.
            context.put("functions", "");
            context.put("datetime", LocalDate.now(ZoneId.systemDefault()).format(DAY));
        }
        return template.renderSegments(context);
    }

    private static Map<String, Object> variable(ChatMessage message) {
        return Map.of(
                "role", message.role().label(), "content", MarkedString.of(message.content()));
    }

    /** The system prompt as the beginning of the first user turn. */
    private static List<ChatMessage> folded(List<ChatMessage> messages) {
        if (messages.isEmpty() || messages.getFirst().role() != Role.SYSTEM) {
            return messages;
        }
        var turns = new ArrayList<>(messages.subList(1, messages.size()));
        for (var i = 0; i < turns.size(); i++) {
            var turn = turns.get(i);
            if (turn.role() == Role.USER) {
                turns.set(
                        i,
                        ChatMessage.user(messages.getFirst().content() + "\n\n" + turn.content()));
                return turns;
            }
        }
        return messages;
    }

    private static String failure(TemplateException e) {
        var deed =
                switch (e.kind()) {
                    case SYNTAX -> "cannot be compiled";
                    case RAISED -> "refuses this conversation";
                    case RENDER -> "fails";
                    case LIMIT -> "takes too much";
                };
        return "%s (%s)".formatted(deed, e.getMessage());
    }

    private RoseException refused(String deed, @Nullable Throwable cause) {
        return new RoseException(
                INVALID_REQUEST,
                "the chat template '%s' %s; choose another with --template: paper, %s"
                        .formatted(name, deed, String.join(", ", BuiltInTemplates.names())),
                cause);
    }
}
