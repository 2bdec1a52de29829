package dev.rose.template;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A compiled chat template. Immutable, and safe to render from several threads at once.
 *
 * <p>The context of a render maps names to strings (or {@link MarkedString}s), numbers, booleans,
 * null, and lists and maps of these. Chat templates expect {@code messages}, {@code
 * add_generation_prompt}, {@code bos_token} and {@code eos_token}, often {@code tools}.
 *
 * {@snippet :
 * Template template = Template.compile("{% for m in messages %}[{{ m.role }}] {{ m.content }}{% endfor %}");
 * String prompt = template.render(Map.of("messages", List.of(Map.of("role", "user", "content", "Hi"))));
 * }
 */
public final class Template {
    private final String source;
    private final StatementCompiler.Program program;

    private Template(String source, StatementCompiler.Program program) {
        this.source = source;
        this.program = program;
    }

    /**
     * Compiles a template.
     *
     * @throws TemplateException if the source is no template, or uses what is not supported
     */
    public static Template compile(String source) {
        String normalized = Lexer.normalize(source);
        try {
            return new Template(normalized, StatementCompiler.compile(Parser.parse(normalized)));
        } catch (SyntaxFailure failure) {
            throw at(normalized, failure.at, TemplateException.Kind.SYNTAX, failure.reason());
        } catch (StackOverflowError e) {
            throw at(
                    normalized, 0, TemplateException.Kind.LIMIT, "the template is nested too deep");
        } catch (Failure failure) {
            throw at(normalized, 0, failure.kind, failure.reason());
        }
    }

    /** {@link #render(Map, RenderOptions)} with the defaults. */
    public String render(Map<String, ? extends @Nullable Object> context) {
        return render(context, RenderOptions.defaults());
    }

    /**
     * The text that the template makes of a context.
     *
     * @throws TemplateException if the template fails, refuses the context or exceeds a limit
     * @throws IllegalArgumentException if the context holds something that is no string, number,
     *     boolean, null, list or map
     */
    public String render(Map<String, ? extends @Nullable Object> context, RenderOptions options) {
        return run(context, options).toText();
    }

    /** {@link #renderSegments(Map, RenderOptions)} with the defaults. */
    public List<Segment> renderSegments(Map<String, ? extends @Nullable Object> context) {
        return renderSegments(context, RenderOptions.defaults());
    }

    /**
     * The same text as {@link #render(Map, RenderOptions)}, in stretches of one origin each: what
     * came from {@link MarkedString}s of the context, and all else. Where an operation cannot tell
     * which of its characters came from where, all that it made of marked text counts as content.
     *
     * @return in order, none of them empty, content and other text in turn
     */
    public List<Segment> renderSegments(
            Map<String, ? extends @Nullable Object> context, RenderOptions options) {
        return run(context, options).segments();
    }

    private TextBuilder run(
            Map<String, ? extends @Nullable Object> context, RenderOptions options) {
        Objects.requireNonNull(options);
        Rendering rendering = new Rendering(ContextValues.variables(context), options);
        TextBuilder out = new TextBuilder(rendering);
        try {
            program.run(rendering, out);
        } catch (Failure failure) {
            throw at(source, rendering.at, failure.kind, failure.reason());
        } catch (StackOverflowError e) {
            throw at(
                    source,
                    rendering.at,
                    TemplateException.Kind.LIMIT,
                    "macros or loops call each other without end");
        }
        return out;
    }

    private static TemplateException at(
            String source, int at, TemplateException.Kind kind, String reason) {
        int offset = Math.min(at, source.length());
        int lineStart = source.lastIndexOf('\n', offset - 1) + 1;
        int line = 1 + (int) source.substring(0, lineStart).chars().filter(c -> c == '\n').count();
        return new TemplateException(kind, reason, line, offset - lineStart + 1);
    }
}
