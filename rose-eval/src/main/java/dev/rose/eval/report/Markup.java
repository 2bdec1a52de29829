package dev.rose.eval.report;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An element of HTML or SVG under construction. Text and values of attributes are escaped on their
 * way in: nothing that a model wrote can become an element.
 */
final class Markup {
    private static final int LAST_PLAIN_CONTROL = 0x1f;
    private static final char REPLACEMENT = '\ufffd';

    private final String tag;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final StringBuilder inside = new StringBuilder();

    private Markup(String tag) {
        this.tag = tag;
    }

    static Markup of(String tag) {
        return new Markup(tag);
    }

    /** An element with a class, or with several that spaces divide. */
    static Markup of(String tag, String classes) {
        return of(tag).with("class", classes);
    }

    static Markup of(String tag, String classes, String text) {
        return of(tag, classes).text(text);
    }

    Markup with(String attribute, Object value) {
        attributes.put(attribute, value.toString());
        return this;
    }

    Markup text(String text) {
        inside.append(escape(text));
        return this;
    }

    Markup add(Markup... children) {
        for (var child : children) {
            inside.append(child);
        }
        return this;
    }

    Markup addAll(Iterable<Markup> children) {
        children.forEach(inside::append);
        return this;
    }

    boolean isEmpty() {
        return inside.isEmpty();
    }

    @Override
    public String toString() {
        var html = new StringBuilder("<").append(tag);
        attributes.forEach((name, value) ->
                html.append(' ').append(name).append("=\"").append(escape(value)).append('"'));
        html.append('>');
        if (!tag.equals("br")) {
            html.append(inside).append("</").append(tag).append('>');
        }
        return html.toString();
    }

    /**
     * For the text of an element or a quoted attribute. Characters that turn the direction of what
     * follows, controls and halves of pairs are replaced, so that no name can rearrange the page.
     */
    static String escape(String text) {
        var out = new StringBuilder(text.length() + 16);
        text.codePoints()
                .forEach(c -> {
                    switch (c) {
                        case '&' -> out.append("&amp;");
                        case '<' -> out.append("&lt;");
                        case '>' -> out.append("&gt;");
                        case '"' -> out.append("&quot;");
                        case '\'' -> out.append("&#39;");
                        default -> out.appendCodePoint(isUnruly(c) ? REPLACEMENT : c);
                    }
                });
        return out.toString();
    }

    private static boolean isUnruly(int c) {
        return switch (Character.getType(c)) {
            case Character.SURROGATE -> true;
            case Character.CONTROL -> c > LAST_PLAIN_CONTROL || (c != '\n' && c != '\t');
            case Character.FORMAT ->
                    switch (Character.getDirectionality(c)) {
                        case Character.DIRECTIONALITY_LEFT_TO_RIGHT_EMBEDDING,
                                Character.DIRECTIONALITY_LEFT_TO_RIGHT_OVERRIDE,
                                Character.DIRECTIONALITY_RIGHT_TO_LEFT_EMBEDDING,
                                Character.DIRECTIONALITY_RIGHT_TO_LEFT_OVERRIDE,
                                Character.DIRECTIONALITY_POP_DIRECTIONAL_FORMAT,
                                Character.DIRECTIONALITY_LEFT_TO_RIGHT_ISOLATE,
                                Character.DIRECTIONALITY_RIGHT_TO_LEFT_ISOLATE,
                                Character.DIRECTIONALITY_FIRST_STRONG_ISOLATE,
                                Character.DIRECTIONALITY_POP_DIRECTIONAL_ISOLATE ->
                                true;
                        default -> false;
                    };
            default -> false;
        };
    }
}
