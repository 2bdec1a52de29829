package dev.rose.template;

/** What a token is; operators are named by their characters. */
enum TokenType {
    DATA("template data"),
    BLOCK_BEGIN("begin of statement block"),
    BLOCK_END("end of statement block"),
    VARIABLE_BEGIN("begin of print statement"),
    VARIABLE_END("end of print statement"),
    NAME("name"),
    STRING("string"),
    INTEGER("integer"),
    FLOAT("float"),
    END("end of template"),
    POW("**"),
    FLOOR_DIV("//"),
    EQ("=="),
    NE("!="),
    GE(">="),
    LE("<="),
    ADD("+"),
    SUB("-"),
    DIV("/"),
    MUL("*"),
    MOD("%"),
    TILDE("~"),
    LBRACKET("["),
    RBRACKET("]"),
    LPAREN("("),
    RPAREN(")"),
    LBRACE("{"),
    RBRACE("}"),
    GT(">"),
    LT("<"),
    ASSIGN("="),
    DOT("."),
    COLON(":"),
    PIPE("|"),
    COMMA(","),
    SEMICOLON(";");

    /** How errors show it; for an operator its characters. */
    final String shown;

    TokenType(String shown) {
        this.shown = shown;
    }
}
