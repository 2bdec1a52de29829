package dev.rose.template;

import java.util.List;

/** The tokens of a template, read in order, and the errors of what is not expected. */
final class TokenStream {
    private final List<Token> tokens;
    private int next;

    TokenStream(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token current() {
        return tokens.get(next);
    }

    /** The token after the current one. */
    Token look() {
        return tokens.get(Math.min(next + 1, tokens.size() - 1));
    }

    /** Goes on, and gives the token that was current. */
    Token advance() {
        Token token = current();
        if (!token.is(TokenType.END)) {
            next++;
        }
        return token;
    }

    boolean at(TokenType type) {
        return current().is(type);
    }

    boolean atName(String name) {
        return current().isName(name);
    }

    boolean skip(TokenType type) {
        boolean found = at(type);
        if (found) {
            advance();
        }
        return found;
    }

    boolean skipName(String name) {
        boolean found = atName(name);
        if (found) {
            advance();
        }
        return found;
    }

    Token expect(TokenType type) {
        if (!at(type)) {
            throw unexpected(type.shown);
        }
        return advance();
    }

    Token expectName(String name) {
        if (!atName(name)) {
            throw unexpected(name);
        }
        return advance();
    }

    private SyntaxFailure unexpected(String expected) {
        return at(TokenType.END)
                ? fail("unexpected end of template, expected '" + expected + "'")
                : fail("expected '" + expected + "', got '" + current().shown() + "'");
    }

    /** A failure at the current token. */
    SyntaxFailure fail(String message) {
        return new SyntaxFailure(message, current().at());
    }
}
