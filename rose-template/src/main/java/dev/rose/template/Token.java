package dev.rose.template;

/**
 * A token.
 *
 * @param type what it is
 * @param text the text of data, name or string; otherwise the characters of the source
 * @param value the value of an integer or a float, otherwise None
 * @param at its offset in the source
 */
record Token(TokenType type, String text, Value value, int at) {
    static Token of(TokenType type, String text, int at) {
        return new Token(type, text, NoneValue.NONE, at);
    }

    boolean is(TokenType wanted) {
        return type == wanted;
    }

    boolean isName(String name) {
        return type == TokenType.NAME && text.equals(name);
    }

    /** How errors show it. */
    String shown() {
        return type == TokenType.NAME ? text : type.shown;
    }
}
