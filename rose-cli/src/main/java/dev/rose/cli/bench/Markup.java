package dev.rose.cli.bench;

import java.util.Locale;

/** Text of the page: what is not markup is escaped. */
final class Markup {
    private final StringBuilder text = new StringBuilder();

    /**
     * Adds markup.
     *
     * @param format with {@code %s} for the values
     * @param values are escaped; numbers in the form of the locale of nobody
     */
    @SuppressWarnings("AnnotateFormatMethod") // the annotation is of a library that we do not have
    Markup add(String format, Object... values) {
        var escaped = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            escaped[i] = values[i] instanceof String string ? escape(string) : values[i];
        }
        text.append(String.format(Locale.ROOT, format, escaped)).append('\n');
        return this;
    }

    /** Adds what is markup already. */
    Markup add(Markup other) {
        text.append(other.text);
        return this;
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
