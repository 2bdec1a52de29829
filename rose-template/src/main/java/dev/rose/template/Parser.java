package dev.rose.template;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses a template into statements. */
final class Parser {
    private final TokenStream stream;
    private final ExpressionParser expressions;

    private Parser(List<Token> tokens) {
        this.stream = new TokenStream(tokens);
        this.expressions = new ExpressionParser(stream);
    }

    /** The statements of a normalised source. */
    static List<Stmt> parse(String normalized) {
        return new Parser(Lexer.tokens(normalized)).statements();
    }

    /** Statements up to one of the given tags, or to the end of the template if there is none. */
    private List<Stmt> statements(String... ends) {
        List<Stmt> body = new ArrayList<>();
        while (true) {
            Token token = stream.current();
            switch (token.type()) {
                case DATA -> {
                    stream.advance();
                    body.add(new Stmt.Data(token.text(), token.at()));
                }
                case VARIABLE_BEGIN -> {
                    stream.advance();
                    int at = stream.current().at();
                    body.add(new Stmt.Print(expressions.tuple(), at));
                    stream.expect(TokenType.VARIABLE_END);
                }
                case BLOCK_BEGIN -> {
                    stream.advance();
                    if (atAny(ends)) {
                        return List.copyOf(body);
                    }
                    body.addAll(expressions.nested(() -> statement(ends)));
                    stream.expect(TokenType.BLOCK_END);
                }
                default -> {
                    if (ends.length > 0) {
                        throw stream.fail(
                                "Unexpected end of template; it was looking for "
                                        + String.join(" or ", ends));
                    }
                    return List.copyOf(body);
                }
            }
        }
    }

    private boolean atAny(String... names) {
        for (String name : names) {
            if (stream.atName(name)) {
                return true;
            }
        }
        return false;
    }

    /** The body of a statement; the tag that ends it stays current. */
    private List<Stmt> body(String... ends) {
        stream.skip(TokenType.COLON);
        stream.expect(TokenType.BLOCK_END);
        return statements(ends);
    }

    /** The body of a statement that has only one possible end, which is read too. */
    private List<Stmt> wholeBody(String end) {
        List<Stmt> body = body(end);
        stream.advance();
        return body;
    }

    private List<Stmt> statement(String... looking) {
        Token token = stream.current();
        if (!token.is(TokenType.NAME)) {
            throw stream.fail("tag name expected");
        }
        int at = token.at();
        stream.advance();
        return switch (token.text()) {
            case "for" -> List.of(forLoop(at));
            case "if" -> List.of(condition(at));
            case "set" -> List.of(set(at));
            case "macro" -> List.of(macro(at));
            case "call" -> List.of(callBlock(at));
            case "filter" -> List.of(filterBlock(at));
            case "with" -> List.of(with(at));
            case "print" -> print();
            case "block" -> List.of(block(at));
            case "autoescape" -> List.of(autoescape(at));
            case "break" -> List.of(new Stmt.Break(at));
            case "continue" -> List.of(new Stmt.Continue(at));
            case "generation" ->
                    List.of(
                            new Stmt.CallBlock(
                                    Stmt.Signature.EMPTY, null, wholeBody("endgeneration"), at));
            case "include", "import", "from", "extends" -> List.of(otherTemplate(token.text(), at));
            default ->
                    throw new SyntaxFailure(
                            "Encountered unknown tag '"
                                    + token.text()
                                    + "'"
                                    + (looking.length == 0
                                            ? ""
                                            : "; it was looking for "
                                                    + String.join(" or ", looking)),
                            at);
        };
    }

    private Stmt forLoop(int at) {
        Target target = target("in", false);
        stream.expectName("in");
        Expr iterated = expressions.tuple(false, "recursive", false);
        Expr test = stream.skipName("if") ? expressions.expression() : null;
        boolean recursive = stream.skipName("recursive");
        List<Stmt> body = body("endfor", "else");
        List<Stmt> otherwise = stream.advance().isName("else") ? wholeBody("endfor") : List.of();
        return new Stmt.For(target, iterated, test, recursive, body, otherwise, at);
    }

    private Stmt condition(int at) {
        Expr test = expressions.tuple(false, null, false);
        List<Stmt> body = body("elif", "else", "endif");
        Token end = stream.advance();
        List<Stmt> otherwise = List.of();
        if (end.isName("elif")) {
            otherwise = List.of(expressions.nested(() -> condition(end.at())));
        } else if (end.isName("else")) {
            otherwise = wholeBody("endif");
        }
        return new Stmt.If(test, body, otherwise, at);
    }

    private Stmt set(int at) {
        Target target = target(null, true);
        if (stream.skip(TokenType.ASSIGN)) {
            return new Stmt.Assign(target, expressions.tuple(), at);
        }
        Expr.Filter filter = null;
        while (stream.skip(TokenType.PIPE)) {
            filter = expressions.filter(filter);
        }
        return new Stmt.AssignBlock(target, filter, wholeBody("endset"), at);
    }

    private Stmt macro(int at) {
        String name = variable().name();
        return new Stmt.Macro(name, signature(), wholeBody("endmacro"), at);
    }

    private Stmt.Signature signature() {
        List<String> names = new ArrayList<>();
        List<Expr> defaults = new ArrayList<>();
        stream.expect(TokenType.LPAREN);
        while (!stream.at(TokenType.RPAREN)) {
            if (!names.isEmpty()) {
                stream.expect(TokenType.COMMA);
            }
            String name = variable().name();
            if (names.contains(name)) {
                throw stream.fail("duplicate argument '" + name + "'");
            }
            names.add(name);
            if (stream.skip(TokenType.ASSIGN)) {
                defaults.add(expressions.expression());
            } else if (!defaults.isEmpty()) {
                throw stream.fail("non-default argument follows default argument");
            }
        }
        stream.expect(TokenType.RPAREN);
        return new Stmt.Signature(List.copyOf(names), List.copyOf(defaults));
    }

    private Stmt callBlock(int at) {
        Stmt.Signature signature = stream.at(TokenType.LPAREN) ? signature() : Stmt.Signature.EMPTY;
        if (!(expressions.expression() instanceof Expr.Call call)) {
            throw new SyntaxFailure("expected call", at);
        }
        return new Stmt.CallBlock(signature, call, wholeBody("endcall"), at);
    }

    private Stmt filterBlock(int at) {
        Expr.Filter filter = expressions.filter(null);
        while (stream.skip(TokenType.PIPE)) {
            filter = expressions.filter(filter);
        }
        return new Stmt.FilterBlock(filter, wholeBody("endfilter"), at);
    }

    private Stmt with(int at) {
        List<Target> targets = new ArrayList<>();
        List<Expr> values = new ArrayList<>();
        while (!stream.at(TokenType.BLOCK_END)) {
            if (!targets.isEmpty()) {
                stream.expect(TokenType.COMMA);
            }
            targets.add(target(null, false));
            stream.expect(TokenType.ASSIGN);
            values.add(expressions.expression());
        }
        return new Stmt.With(List.copyOf(targets), List.copyOf(values), wholeBody("endwith"), at);
    }

    private List<Stmt> print() {
        List<Stmt> prints = new ArrayList<>();
        while (!stream.at(TokenType.BLOCK_END)) {
            if (!prints.isEmpty()) {
                stream.expect(TokenType.COMMA);
            }
            int at = stream.current().at();
            prints.add(new Stmt.Print(expressions.expression(), at));
        }
        return prints;
    }

    private Stmt block(int at) {
        String name = stream.expect(TokenType.NAME).text();
        boolean scoped = stream.skipName("scoped");
        boolean required = stream.skipName("required");
        if (stream.at(TokenType.SUB)) {
            throw stream.fail("names of blocks cannot have hyphens; use an underscore");
        }
        List<Stmt> body = wholeBody("endblock");
        if (required && !body.stream().allMatch(Parser::isBlank)) {
            throw new SyntaxFailure("Required blocks can only contain comments or whitespace", at);
        }
        stream.skipName(name);
        return new Stmt.Block(name, scoped, required, body, at);
    }

    private static boolean isBlank(Stmt statement) {
        return statement instanceof Stmt.Data data
                && Whitespace.skip(data.text(), 0) == data.text().length();
    }

    private Stmt autoescape(int at) {
        Expr option = expressions.expression();
        if (!(option instanceof Expr.Const constant) || constant.value().truth()) {
            throw new SyntaxFailure(
                    "autoescape is not supported: prompts are not HTML", option.at());
        }
        return new Stmt.Scope(wholeBody("endautoescape"), at);
    }

    /** Reads a tag that names another template, of which there is none. */
    private Stmt otherTemplate(String tag, int at) {
        Expr template = expressions.expression();
        List<String> names = new ArrayList<>();
        switch (tag) {
            case "include" -> {
                if (stream.atName("ignore") && stream.look().isName("missing")) {
                    stream.advance();
                    stream.advance();
                }
                skipContext();
            }
            case "import" -> {
                stream.expectName("as");
                names.add(variable().name());
                skipContext();
            }
            case "from" -> importedNames(names);
            default -> {}
        }
        return new Stmt.OtherTemplate(tag, List.copyOf(names), template, at);
    }

    private void importedNames(List<String> names) {
        stream.expectName("import");
        while (true) {
            if (!names.isEmpty()) {
                stream.expect(TokenType.COMMA);
            }
            if (!stream.at(TokenType.NAME)) {
                throw stream.fail("expected the name of what to import");
            }
            if (skipContext()) {
                return;
            }
            String name = variable().name();
            names.add(stream.skipName("as") ? variable().name() : name);
            if (skipContext() || !stream.at(TokenType.COMMA)) {
                return;
            }
        }
    }

    private boolean skipContext() {
        boolean found = atAny("with", "without") && stream.look().isName("context");
        if (found) {
            stream.advance();
            stream.advance();
        }
        return found;
    }

    private Target.Variable variable() {
        Token token = stream.expect(TokenType.NAME);
        return variable(token);
    }

    private static Target.Variable variable(Token token) {
        if (OperandParser.constant(token.text()) != null) {
            throw new SyntaxFailure("can't assign to '" + token.text() + "'", token.at());
        }
        return new Target.Variable(token.text(), token.at());
    }

    /**
     * A target of an assignment.
     *
     * @param endName the name that follows it, or null
     * @param namespaces whether attributes of namespaces may be among it
     */
    private Target target(@Nullable String endName, boolean namespaces) {
        int at = stream.current().at();
        List<Target> targets = new ArrayList<>();
        boolean several = false;
        while (true) {
            if (!targets.isEmpty()) {
                stream.expect(TokenType.COMMA);
            }
            if (expressions.endsTuple(endName)) {
                break;
            }
            targets.add(singleTarget(namespaces));
            if (!stream.at(TokenType.COMMA)) {
                break;
            }
            several = true;
        }
        if (!several && targets.size() == 1) {
            return targets.getFirst();
        }
        if (!several) {
            throw stream.fail(
                    "Expected something to assign to, got '" + stream.current().shown() + "'");
        }
        return new Target.Several(List.copyOf(targets), at);
    }

    private Target singleTarget(boolean namespaces) {
        Token token = stream.current();
        if (token.is(TokenType.LPAREN)) {
            stream.advance();
            int at = stream.current().at();
            Target inside = expressions.nested(() -> parenthesized(at));
            stream.expect(TokenType.RPAREN);
            return inside;
        }
        if (!token.is(TokenType.NAME)) {
            throw stream.fail("can't assign to '" + token.shown() + "'");
        }
        stream.advance();
        if (namespaces
                && OperandParser.constant(token.text()) == null
                && stream.skip(TokenType.DOT)) {
            String attribute = stream.expect(TokenType.NAME).text();
            return new Target.NamespaceAttribute(token.text(), attribute, token.at());
        }
        return variable(token);
    }

    /**
     * Inside parentheses Jinja reads whole expressions; those that are names can be assigned to.
     */
    private Target parenthesized(int at) {
        return stream.at(TokenType.RPAREN)
                ? new Target.Several(List.of(), at)
                : target(null, false);
    }
}
