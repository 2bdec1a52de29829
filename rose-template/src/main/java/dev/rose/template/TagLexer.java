package dev.rose.template;

import java.math.BigInteger;

/** Reads single tokens of the language that stands between the tags. */
final class TagLexer {
    private static final TokenType[] OPERATORS = {
        TokenType.POW,
        TokenType.FLOOR_DIV,
        TokenType.EQ,
        TokenType.NE,
        TokenType.GE,
        TokenType.LE,
        TokenType.ADD,
        TokenType.SUB,
        TokenType.DIV,
        TokenType.MUL,
        TokenType.MOD,
        TokenType.TILDE,
        TokenType.LBRACKET,
        TokenType.RBRACKET,
        TokenType.LPAREN,
        TokenType.RPAREN,
        TokenType.LBRACE,
        TokenType.RBRACE,
        TokenType.GT,
        TokenType.LT,
        TokenType.ASSIGN,
        TokenType.DOT,
        TokenType.COLON,
        TokenType.PIPE,
        TokenType.COMMA,
        TokenType.SEMICOLON
    };
    private static final int MAX_DIGITS = 4300;

    private final String source;
    private int end;

    TagLexer(String source) {
        this.source = source;
    }

    /** The offset after the token read last. */
    int end() {
        return end;
    }

    /** The token that stands at an offset, which is inside the source. */
    Token next(int at) {
        char c = source.charAt(at);
        if (c >= '0' && c <= '9') {
            return number(at);
        }
        if (isWordPart(source.codePointAt(at))) {
            return name(at);
        }
        if (c == '\'' || c == '"') {
            return string(at, c);
        }
        for (TokenType operator : OPERATORS) {
            if (source.startsWith(operator.shown, at)) {
                end = at + operator.shown.length();
                return Token.of(operator, operator.shown, at);
            }
        }
        throw new SyntaxFailure(
                "unexpected char " + Texts.quote(Character.toString(source.codePointAt(at))), at);
    }

    private static boolean isWordPart(int c) {
        return c == '_'
                || (Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c));
    }

    private Token name(int at) {
        int to = at;
        while (to < source.length() && isWordPart(source.codePointAt(to))) {
            to += Character.charCount(source.codePointAt(to));
        }
        int first = source.codePointAt(at);
        if (first != '_' && !Character.isUnicodeIdentifierStart(first)) {
            throw new SyntaxFailure("Invalid character in identifier", at);
        }
        end = to;
        return Token.of(TokenType.NAME, source.substring(at, to), at);
    }

    private Token number(int at) {
        int whole = digits(at, 10);
        boolean afterDot = at > 0 && source.charAt(at - 1) == '.';
        int fraction = afterDot ? -1 : fractionEnd(whole);
        if (fraction >= 0) {
            end = fraction;
            String text = source.substring(at, end).replace("_", "");
            return new Token(TokenType.FLOAT, text, new FloatValue(Double.parseDouble(text)), at);
        }
        int base = base(at);
        if (base != 10) {
            int to = digits(skipUnderscore(at + 2), base);
            if (to >= 0) {
                end = to;
                return integer(at, source.substring(at + 2, to), base);
            }
        }
        end = source.charAt(at) == '0' ? zeros(at) : whole;
        return integer(at, source.substring(at, end), 10);
    }

    private Token integer(int at, String digits, int base) {
        String plain = digits.replace("_", "");
        if (plain.length() > MAX_DIGITS) {
            throw new SyntaxFailure("integer of more than " + MAX_DIGITS + " digits", at);
        }
        return new Token(TokenType.INTEGER, plain, IntValue.of(new BigInteger(plain, base)), at);
    }

    private int base(int at) {
        char mark = at + 1 < source.length() ? source.charAt(at + 1) : '\0';
        if (source.charAt(at) != '0') {
            return 10;
        }
        return switch (mark) {
            case 'x', 'X' -> 16;
            case 'o', 'O' -> 8;
            case 'b', 'B' -> 2;
            default -> 10;
        };
    }

    private int skipUnderscore(int at) {
        return at < source.length() && source.charAt(at) == '_' ? at + 1 : at;
    }

    /** The offset after digits that single underscores may part, or -1 if there is none. */
    private int digits(int from, int base) {
        int at = from;
        while (at < source.length() && isDigit(at, base)) {
            at++;
            if (at + 1 < source.length() && source.charAt(at) == '_' && isDigit(at + 1, base)) {
                at++;
            }
        }
        return at > from ? at : -1;
    }

    private int zeros(int from) {
        int at = from + 1;
        while (true) {
            int zero = skipUnderscore(at);
            if (zero >= source.length() || source.charAt(zero) != '0') {
                return at;
            }
            at = zero + 1;
        }
    }

    private boolean isDigit(int at, int base) {
        char c = source.charAt(at);
        return c < 128 && Character.digit(c, base) >= 0;
    }

    /** The offset after fraction and exponent, or -1 if the number is an integer. */
    private int fractionEnd(int whole) {
        int at = whole;
        boolean found = false;
        if (at < source.length() && source.charAt(at) == '.') {
            int to = digits(at + 1, 10);
            if (to >= 0) {
                at = to;
                found = true;
            }
        }
        if (at < source.length() && (source.charAt(at) | 0x20) == 'e') {
            int power = at + 1;
            if (power < source.length()
                    && (source.charAt(power) == '+' || source.charAt(power) == '-')) {
                power++;
            }
            int to = digits(power, 10);
            if (to >= 0) {
                return to;
            }
        }
        return found ? at : -1;
    }

    private Token string(int at, char quote) {
        int to = at + 1;
        while (to < source.length() && source.charAt(to) != quote) {
            to += source.charAt(to) == '\\' ? 2 : 1;
        }
        if (to >= source.length()) {
            throw new SyntaxFailure("string without its closing " + quote, at);
        }
        end = to + 1;
        return Token.of(TokenType.STRING, unescape(at + 1, to), at);
    }

    private String unescape(int from, int to) {
        String raw = source.substring(from, to);
        if (raw.indexOf('\\') < 0) {
            return raw;
        }
        StringBuilder text = new StringBuilder(raw.length());
        int i = 0;
        while (i < raw.length()) {
            char c = raw.charAt(i);
            i = c == '\\' ? escape(raw, i + 1, text, from) : plain(c, i, text);
        }
        return text.toString();
    }

    private static int plain(char c, int i, StringBuilder text) {
        text.append(c);
        return i + 1;
    }

    /** Reads what follows a backslash; unknown escapes stay as they are, as in Python. */
    private static int escape(String raw, int i, StringBuilder text, int base) {
        char c = raw.charAt(i);
        switch (c) {
            case '\n' -> {}
            case '\\', '\'', '"' -> text.append(c);
            case 'a' -> text.append('\u0007');
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case 'n' -> text.append('\n');
            case 'r' -> text.append('\r');
            case 't' -> text.append('\t');
            case 'v' -> text.append('\u000B');
            case 'x' -> {
                return hex(raw, i, 2, text, base);
            }
            case 'u' -> {
                return hex(raw, i, 4, text, base);
            }
            case 'U' -> {
                return hex(raw, i, 8, text, base);
            }
            case 'N' -> {
                return named(raw, i, text, base);
            }
            default -> {
                return other(raw, i, text);
            }
        }
        return i + 1;
    }

    private static int other(String raw, int i, StringBuilder text) {
        char c = raw.charAt(i);
        if (c >= '0' && c <= '7') {
            int to = i;
            while (to < raw.length()
                    && to < i + 3
                    && raw.charAt(to) >= '0'
                    && raw.charAt(to) <= '7') {
                to++;
            }
            text.append((char) Integer.parseInt(raw.substring(i, to), 8));
            return to;
        }
        int point = raw.codePointAt(i);
        text.append('\\');
        if (point < 128) {
            text.append(c);
        } else {
            // Jinja writes such a character as an escape first, which the backslash then undoes.
            text.append(Texts.escaped(point).substring(1));
        }
        return i + Character.charCount(point);
    }

    private static int hex(String raw, int i, int count, StringBuilder text, int base) {
        int to = i + 1 + count;
        int point = to <= raw.length() ? hexValue(raw, i + 1, to) : -1;
        if (point < 0 || point > Character.MAX_CODE_POINT) {
            throw new SyntaxFailure(
                    "truncated or illegal \\" + raw.charAt(i) + " escape", base + i);
        }
        text.appendCodePoint(point);
        return to;
    }

    private static int hexValue(String raw, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = raw.charAt(i) < 128 ? Character.digit(raw.charAt(i), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * 16 + digit;
        }
        return value > Integer.MAX_VALUE ? -1 : (int) value;
    }

    private static int named(String raw, int i, StringBuilder text, int base) {
        int close = raw.indexOf('}', i);
        if (!raw.startsWith("{", i + 1) || close < 0) {
            throw new SyntaxFailure("malformed \\N character escape", base + i);
        }
        try {
            text.appendCodePoint(Character.codePointOf(raw.substring(i + 2, close)));
        } catch (IllegalArgumentException e) {
            throw new SyntaxFailure("unknown Unicode character name", base + i);
        }
        return close + 1;
    }
}
