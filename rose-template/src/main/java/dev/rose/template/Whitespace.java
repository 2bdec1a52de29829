package dev.rose.template;

/** Whitespace and line ends as Python's strings see them. */
final class Whitespace {
    private Whitespace() {}

    /** Python's {@code str.isspace} for one character; all of them are single chars. */
    static boolean isSpace(int c) {
        return switch (c) {
            case ' ',
                    '\t',
                    '\n',
                    0x0B,
                    '\f',
                    '\r',
                    0x1C,
                    0x1D,
                    0x1E,
                    0x1F,
                    0x85,
                    0xA0,
                    0x1680,
                    0x2028,
                    0x2029,
                    0x202F,
                    0x205F,
                    0x3000 ->
                    true;
            default -> c >= 0x2000 && c <= 0x200A;
        };
    }

    /** Whether {@code splitlines} ends a line here. */
    static boolean endsLine(char c) {
        return switch (c) {
            case '\n', '\r', 0x0B, '\f', 0x1C, 0x1D, 0x1E, 0x85, 0x2028, 0x2029 -> true;
            default -> false;
        };
    }

    /** The offset after the whitespace that starts at an offset. */
    static int skip(String text, int from) {
        int at = from;
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** The offset where the whitespace begins that ends before an offset. */
    static int skipBack(String text, int to, int floor) {
        int at = to;
        while (at > floor && isSpace(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }
}
