package dev.rose.template;

/** Finding one text in another, in time that does not explode for hostile texts. */
final class TextSearch {
    /** Up to this length the simple search is quick enough whatever the texts. */
    private static final int SHORT = 64;

    private TextSearch() {}

    /** The offset of the first occurrence at or after an offset, or -1. */
    static int indexOf(String text, String part, int from) {
        if (part.length() <= SHORT || text.length() - from < part.length()) {
            return text.indexOf(part, from);
        }
        int[] borders = borders(part);
        int matched = 0;
        for (int i = from; i < text.length(); i++) {
            while (matched > 0 && text.charAt(i) != part.charAt(matched)) {
                matched = borders[matched - 1];
            }
            if (text.charAt(i) == part.charAt(matched)) {
                matched++;
            }
            if (matched == part.length()) {
                return i - matched + 1;
            }
        }
        return -1;
    }

    /** The offset of the last occurrence that ends at or before an offset, or -1. */
    static int lastIndexOf(String text, String part, int to) {
        if (part.length() <= SHORT || to < part.length()) {
            return text.lastIndexOf(part, to - part.length());
        }
        String reversed = new StringBuilder(text.substring(0, to)).reverse().toString();
        // Two surrogates of a pair stay in order when reversed, in both texts alike.
        int found = indexOf(reversed, new StringBuilder(part).reverse().toString(), 0);
        return found < 0 ? -1 : to - found - part.length();
    }

    /** For each prefix, the length of its longest proper prefix that is its suffix too. */
    private static int[] borders(String part) {
        int[] borders = new int[part.length()];
        int length = 0;
        for (int i = 1; i < part.length(); i++) {
            while (length > 0 && part.charAt(i) != part.charAt(length)) {
                length = borders[length - 1];
            }
            if (part.charAt(i) == part.charAt(length)) {
                length++;
            }
            borders[i] = length;
        }
        return borders;
    }
}
