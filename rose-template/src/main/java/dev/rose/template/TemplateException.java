package dev.rose.template;

/**
 * A template that cannot be compiled or rendered: one line that says what was wrong, with the place
 * in the template's source.
 */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of failure it is. */
    public enum Kind {
        /** The source is not a template. */
        SYNTAX,
        /** The template did something that its values do not allow. */
        RENDER,
        /** The template itself refused its input, by {@code raise_exception}. */
        RAISED,
        /** The template asked for more steps, text, numbers or nesting than it may have. */
        LIMIT
    }

    private final Kind kind;
    private final String reason;
    private final int line;
    private final int column;

    TemplateException(Kind kind, String reason, int line, int column) {
        super("template line " + line + ", column " + column + ": " + oneLine(reason), null);
        this.kind = kind;
        this.reason = reason;
        this.line = line;
        this.column = column;
    }

    public Kind kind() {
        return kind;
    }

    /**
     * What was wrong, without the place; for {@link Kind#RAISED} the template's own words, which
     * may have several lines.
     */
    public String reason() {
        return reason;
    }

    /** The line of the source, from 1. */
    public int line() {
        return line;
    }

    /** The column of the line, from 1, in characters of Java. */
    public int column() {
        return column;
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\R+", " ");
    }
}
