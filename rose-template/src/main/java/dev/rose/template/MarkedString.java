package dev.rose.template;

import java.util.Objects;

/**
 * A string of the context whose characters are to be recognised in the rendered text: what a user,
 * a document or a tool said, as opposed to what the template says. To the template it is a string
 * like any other; {@link Template#renderSegments} tells its characters apart, whatever the template
 * cut, joined or escaped them into.
 */
public final class MarkedString implements CharSequence {
    private final String text;

    private MarkedString(String text) {
        this.text = text;
    }

    public static MarkedString of(CharSequence text) {
        return text instanceof MarkedString marked ? marked : new MarkedString(text.toString());
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        return text.charAt(index);
    }

    @Override
    public MarkedString subSequence(int start, int end) {
        return new MarkedString(text.substring(start, end));
    }

    /** The characters, without the mark. */
    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MarkedString marked && marked.text.equals(text);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(text);
    }
}
