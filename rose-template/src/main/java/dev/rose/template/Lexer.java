package dev.rose.template;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Cuts a source into tokens, as Jinja does with {@code trim_blocks} and {@code lstrip_blocks}: a
 * line break after a statement or comment goes away, and so do blanks between the start of a line
 * and a statement or comment.
 */
final class Lexer {
    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    /** Whether what was read last ended a line; true at the start. */
    private boolean lineStarting = true;

    private Lexer(String source) {
        this.source = source;
    }

    /**
     * The source as Jinja reads it: every line break a {@code \n}, and none at the very end.
     * Offsets of tokens are offsets of this text.
     */
    static String normalize(String source) {
        String text = source.replace("\r\n", "\n").replace('\r', '\n');
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    /** The tokens of a normalised source, the last one of type {@link TokenType#END}. */
    static List<Token> tokens(String normalized) {
        Lexer lexer = new Lexer(normalized);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        while (at < source.length()) {
            int tag = nextTag(at);
            if (tag < 0) {
                data(at, source.length());
                break;
            }
            int sign = tag + 2;
            char control = sign < source.length() ? source.charAt(sign) : '\0';
            char kind = source.charAt(tag + 1);
            boolean signed = control == '-' || control == '+';
            data(at, stripped(at, tag, control, kind == '{'));
            int start = signed ? sign + 1 : sign;
            int raw = kind == '%' ? endOfRawTag(start) : -1;
            if (raw >= 0) {
                at = raw;
                lineStarting = source.charAt(raw - 1) == '\n';
                raw(tag);
            } else if (kind == '#') {
                at = start;
                comment(tag);
            } else {
                at = start;
                lineStarting = false;
                tag(tag, kind == '{');
            }
        }
        tokens.add(Token.of(TokenType.END, "", source.length()));
    }

    private int nextTag(int from) {
        for (int i = source.indexOf('{', from); i >= 0; i = source.indexOf('{', i + 1)) {
            char next = i + 1 < source.length() ? source.charAt(i + 1) : '\0';
            if (next == '{' || next == '%' || next == '#') {
                return i;
            }
        }
        return -1;
    }

    /** Where the text before a tag ends once the blanks that belong to the tag are gone. */
    private int stripped(int from, int tag, char control, boolean variable) {
        if (control == '-') {
            return Whitespace.skipBack(source, tag, from);
        }
        if (control != '+' && !variable) {
            int line = tag;
            while (line > from && source.charAt(line - 1) != '\n') {
                if (!Whitespace.isSpace(source.charAt(line - 1))) {
                    return tag;
                }
                line--;
            }
            return line > from || lineStarting ? line : tag;
        }
        return tag;
    }

    private void data(int from, int to) {
        if (from < to) {
            tokens.add(Token.of(TokenType.DATA, source.substring(from, to), from));
        }
    }

    /** The offset after {@code raw %}}, if a tag whose inside starts here is that; otherwise -1. */
    private int endOfRawTag(int from) {
        int word = Whitespace.skip(source, from);
        if (!source.startsWith("raw", word)) {
            return -1;
        }
        int end = Whitespace.skip(source, word + 3);
        if (source.startsWith("-%}", end)) {
            return Whitespace.skip(source, end + 3);
        }
        return source.startsWith("%}", end) ? end + 2 : -1;
    }

    private void raw(int opened) {
        for (int tag = source.indexOf("{%", at); tag >= 0; tag = source.indexOf("{%", tag + 1)) {
            int sign = tag + 2;
            char control = sign < source.length() ? source.charAt(sign) : '\0';
            int word = Whitespace.skip(source, control == '-' || control == '+' ? sign + 1 : sign);
            if (source.startsWith("endraw", word)) {
                int end = blockEnd(Whitespace.skip(source, word + "endraw".length()));
                if (end >= 0) {
                    data(at, stripped(at, tag, control, false));
                    at = end;
                    lineStarting = source.charAt(end - 1) == '\n';
                    return;
                }
            }
        }
        throw new SyntaxFailure("Missing end of raw directive", opened);
    }

    private void comment(int opened) {
        int close = source.indexOf("#}", at);
        if (close < 0) {
            throw new SyntaxFailure("Missing end of comment tag", opened);
        }
        char control = close > at ? source.charAt(close - 1) : '\0';
        at = close + 2;
        if (control == '-') {
            at = Whitespace.skip(source, at);
        } else if (control != '+' && at < source.length() && source.charAt(at) == '\n') {
            at++;
        }
        lineStarting = source.charAt(at - 1) == '\n';
    }

    /** The offset after the end of a statement that stands at an offset, or -1. */
    private int blockEnd(int from) {
        if (source.startsWith("%}", from)) {
            int end = from + 2;
            return end < source.length() && source.charAt(end) == '\n' ? end + 1 : end;
        }
        if (source.startsWith("+%}", from)) {
            return from + 3;
        }
        return source.startsWith("-%}", from) ? Whitespace.skip(source, from + 3) : -1;
    }

    private int variableEnd(int from) {
        if (source.startsWith("}}", from)) {
            return from + 2;
        }
        return source.startsWith("-}}", from) ? Whitespace.skip(source, from + 3) : -1;
    }

    /** Reads the inside of a statement or of a print up to and with its end. */
    private void tag(int opened, boolean variable) {
        tokens.add(
                Token.of(variable ? TokenType.VARIABLE_BEGIN : TokenType.BLOCK_BEGIN, "", opened));
        Deque<TokenType> open = new ArrayDeque<>();
        TagLexer inside = new TagLexer(source);
        while (at < source.length()) {
            if (open.isEmpty()) {
                int end = variable ? variableEnd(at) : blockEnd(at);
                if (end >= 0) {
                    TokenType type = variable ? TokenType.VARIABLE_END : TokenType.BLOCK_END;
                    tokens.add(Token.of(type, "", at));
                    at = end;
                    lineStarting = source.charAt(end - 1) == '\n';
                    return;
                }
            }
            int next = Whitespace.skip(source, at);
            if (next > at) {
                at = next;
                continue;
            }
            Token token = inside.next(at);
            balance(token, open);
            tokens.add(token);
            at = inside.end();
        }
    }

    private static void balance(Token token, Deque<TokenType> open) {
        switch (token.type()) {
            case LBRACE -> open.push(TokenType.RBRACE);
            case LPAREN -> open.push(TokenType.RPAREN);
            case LBRACKET -> open.push(TokenType.RBRACKET);
            case RBRACE, RPAREN, RBRACKET -> {
                TokenType expected = open.poll();
                if (expected == null) {
                    throw new SyntaxFailure("unexpected '" + token.text() + "'", token.at());
                }
                if (expected != token.type()) {
                    throw new SyntaxFailure(
                            "unexpected '" + token.text() + "', expected '" + expected.shown + "'",
                            token.at());
                }
            }
            default -> {}
        }
    }
}
