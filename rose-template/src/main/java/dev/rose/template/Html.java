package dev.rose.template;

import org.jspecify.annotations.Nullable;

/** Escaping for HTML, which templates can ask for. */
final class Html {
    private Html() {}

    /** The escaped text, marked safe; a text that is safe already stays as it is. */
    static Str escape(Str text, Rendering rendering) {
        if (text.markup) {
            return text;
        }
        TextBuilder out = new TextBuilder(rendering);
        String chars = text.text;
        int plain = 0;
        for (int i = 0; i < chars.length(); i++) {
            String entity = entity(chars.charAt(i));
            if (entity != null) {
                out.append(text, plain, i).append(entity, Marks.at(text.marks, i));
                plain = i + 1;
            }
        }
        return out.append(text, plain, chars.length()).toStr(true);
    }

    private static @Nullable String entity(char c) {
        return switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '\'' -> "&#39;";
            case '"' -> "&#34;";
            default -> null;
        };
    }
}
