package dev.rose.prompt;

/** White space as C's {@code isspace} knows it, which is what libllama trims by. */
final class CSpace {

    private CSpace() {}

    static String stripLeading(String text) {
        var begin = 0;
        while (begin < text.length() && isSpace(text.charAt(begin))) {
            begin++;
        }
        return text.substring(begin);
    }

    static String stripTrailing(String text) {
        var end = text.length();
        while (end > 0 && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }
}
