package dev.rose.template;

import java.util.Locale;

/** Upper and lower case as Python maps and tests them. */
final class CaseMapping {
    private CaseMapping() {}

    static Str upper(Str text) {
        return text.recased(text.text.toUpperCase(Locale.ROOT));
    }

    static Str lower(Str text) {
        return text.recased(text.text.toLowerCase(Locale.ROOT));
    }

    static Str capitalize(Str text) {
        if (text.text.isEmpty()) {
            return text;
        }
        int first = Character.charCount(text.text.codePointAt(0));
        return text.recased(
                title(text.text.codePointAt(0))
                        + text.text.substring(first).toLowerCase(Locale.ROOT));
    }

    /** Python's {@code str.title}: a word is a run of letters that have case. */
    static Str title(Str text) {
        StringBuilder out = new StringBuilder(text.text.length());
        boolean inWord = false;
        for (int i = 0; i < text.text.length(); ) {
            int c = text.text.codePointAt(i);
            out.append(inWord ? Character.toString(c).toLowerCase(Locale.ROOT) : title(c));
            inWord = isCased(c);
            i += Character.charCount(c);
        }
        return text.recased(out.toString());
    }

    static Str swap(Str text) {
        StringBuilder out = new StringBuilder(text.text.length());
        text.text
                .codePoints()
                .forEach(c -> {
                    String one = Character.toString(c);
                    out.append(
                            Character.isUpperCase(c)
                                    ? one.toLowerCase(Locale.ROOT)
                                    : Character.isLowerCase(c)
                                            ? one.toUpperCase(Locale.ROOT)
                                            : one);
                });
        return text.recased(out.toString());
    }

    /** Python's {@code casefold}: what differs in case only becomes equal. */
    static Str fold(Str text) {
        StringBuilder out = new StringBuilder(text.text.length());
        text.text.codePoints().forEach(c -> out.append(fold(c)));
        return text.recased(out.toString());
    }

    private static String fold(int c) {
        // Dotless i has an upper case that is another letter's; Cherokee folds to upper case.
        if (c == 0x131 || (c >= 0x13A0 && c <= 0x13F5)) {
            return Character.toString(c);
        }
        if ((c >= 0x13F8 && c <= 0x13FD) || (c >= 0xAB70 && c <= 0xABBF)) {
            return Character.toString(Character.toUpperCase(c));
        }
        StringBuilder folded = new StringBuilder();
        Character.toString(c)
                .toLowerCase(Locale.ROOT)
                .toUpperCase(Locale.ROOT)
                .codePoints()
                .forEach(upper -> folded.appendCodePoint(Character.toLowerCase(upper)));
        return folded.toString();
    }

    private static String title(int c) {
        int title = Character.toTitleCase(c);
        if (title != c || Character.isTitleCase(c)) {
            return Character.toString(title);
        }
        String upper = Character.toString(c).toUpperCase(Locale.ROOT);
        int first = Character.charCount(upper.codePointAt(0));
        if (upper.length() == first || c == 0x149) {
            return upper;
        }
        return upper.substring(0, first) + upper.substring(first).toLowerCase(Locale.ROOT);
    }

    private static boolean isCased(int c) {
        return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
    }

    static boolean isLower(String text) {
        return text.codePoints().anyMatch(Character::isLowerCase)
                && text.codePoints()
                        .noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
    }

    static boolean isUpper(String text) {
        return text.codePoints().anyMatch(Character::isUpperCase)
                && text.codePoints()
                        .noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
    }

    static boolean isTitle(String text) {
        boolean found = false;
        boolean inWord = false;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            boolean upper = Character.isUpperCase(c) || Character.isTitleCase(c);
            boolean lower = Character.isLowerCase(c);
            if (inWord ? upper : lower) {
                return false;
            }
            inWord = upper || lower;
            found |= inWord;
        }
        return found;
    }
}
