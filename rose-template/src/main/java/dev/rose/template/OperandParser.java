package dev.rose.template;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses values and what hangs on them: literals, names, accesses, calls, filters, tests. */
final class OperandParser {
    private static final int MAX_LINKS = 120;

    private final TokenStream stream;
    private final ExpressionParser expressions;

    OperandParser(TokenStream stream, ExpressionParser expressions) {
        this.stream = stream;
        this.expressions = expressions;
    }

    /** A name, a literal, or something in brackets. */
    Expr primary() {
        Token token = stream.current();
        return switch (token.type()) {
            case NAME -> name(stream.advance());
            case STRING -> string();
            case INTEGER, FLOAT -> new Expr.Const(stream.advance().value(), token.at());
            case LPAREN -> {
                stream.advance();
                Expr inside = expressions.nested(() -> expressions.tuple(true, null, true));
                stream.expect(TokenType.RPAREN);
                yield inside;
            }
            case LBRACKET -> list();
            case LBRACE -> dict();
            default -> throw stream.fail("unexpected '" + token.shown() + "'");
        };
    }

    static Expr name(Token token) {
        Value constant = constant(token.text());
        return constant == null
                ? new Expr.Name(token.text(), token.at())
                : new Expr.Const(constant, token.at());
    }

    /** What a name stands for that is no variable, or null. */
    static @Nullable Value constant(String name) {
        return switch (name) {
            case "true", "True" -> BoolValue.TRUE;
            case "false", "False" -> BoolValue.FALSE;
            case "none", "None" -> NoneValue.NONE;
            default -> null;
        };
    }

    private Expr string() {
        int at = stream.current().at();
        StringBuilder text = new StringBuilder();
        while (stream.at(TokenType.STRING)) {
            text.append(stream.advance().text());
        }
        return new Expr.Const(Str.of(text.toString()), at);
    }

    private Expr list() {
        int at = stream.expect(TokenType.LBRACKET).at();
        List<Expr> items = new ArrayList<>();
        while (!stream.at(TokenType.RBRACKET)) {
            if (!items.isEmpty()) {
                stream.expect(TokenType.COMMA);
            }
            if (stream.at(TokenType.RBRACKET)) {
                break;
            }
            items.add(expressions.expression());
        }
        stream.expect(TokenType.RBRACKET);
        return new Expr.ListOf(List.copyOf(items), at);
    }

    private Expr dict() {
        int at = stream.expect(TokenType.LBRACE).at();
        List<Expr> keys = new ArrayList<>();
        List<Expr> values = new ArrayList<>();
        while (!stream.at(TokenType.RBRACE)) {
            if (!keys.isEmpty()) {
                stream.expect(TokenType.COMMA);
            }
            if (stream.at(TokenType.RBRACE)) {
                break;
            }
            keys.add(expressions.expression());
            stream.expect(TokenType.COLON);
            values.add(expressions.expression());
        }
        stream.expect(TokenType.RBRACE);
        return new Expr.Dict(List.copyOf(keys), List.copyOf(values), at);
    }

    /** What follows a value: attributes, elements, calls. */
    Expr postfix(Expr start) {
        Expr expression = start;
        for (int links = 0; ; links++) {
            checkLinks(links);
            switch (stream.current().type()) {
                case DOT -> expression = attribute(expression);
                case LBRACKET -> expression = subscript(expression);
                case LPAREN -> expression = call(expression);
                default -> {
                    return expression;
                }
            }
        }
    }

    /** What can follow all that: filters and tests. */
    Expr filters(Expr start) {
        Expr expression = start;
        for (int links = 0; ; links++) {
            checkLinks(links);
            if (stream.skip(TokenType.PIPE)) {
                expression = filter(expression);
            } else if (stream.atName("is")) {
                expression = test(expression);
            } else if (stream.at(TokenType.LPAREN)) {
                expression = call(expression);
            } else {
                return expression;
            }
        }
    }

    private void checkLinks(int links) {
        if (links > MAX_LINKS) {
            throw stream.fail("a chain of more than " + MAX_LINKS + " accesses or filters");
        }
    }

    private Expr attribute(Expr owner) {
        int at = stream.expect(TokenType.DOT).at();
        Token token = stream.current();
        if (token.is(TokenType.NAME)) {
            stream.advance();
            return new Expr.Attribute(owner, token.text(), token.at());
        }
        if (!token.is(TokenType.INTEGER)) {
            throw stream.fail("expected name or number");
        }
        stream.advance();
        return new Expr.Item(owner, new Expr.Const(token.value(), token.at()), at);
    }

    private Expr subscript(Expr owner) {
        int at = stream.expect(TokenType.LBRACKET).at();
        if (stream.at(TokenType.RBRACKET)) {
            stream.advance();
            return new Expr.Item(owner, new Expr.Tuple(List.of(), at), at);
        }
        Expr first = stream.at(TokenType.COLON) ? null : expressions.expression();
        if (stream.at(TokenType.COLON)) {
            Expr slice = slice(owner, first, at);
            stream.expect(TokenType.RBRACKET);
            return slice;
        }
        List<Expr> indexes = new ArrayList<>();
        if (first != null) {
            indexes.add(first);
        }
        while (!stream.at(TokenType.RBRACKET)) {
            stream.expect(TokenType.COMMA);
            indexes.add(expressions.expression());
        }
        stream.expect(TokenType.RBRACKET);
        Expr index =
                indexes.size() == 1 ? indexes.getFirst() : new Expr.Tuple(List.copyOf(indexes), at);
        return new Expr.Item(owner, index, at);
    }

    private Expr slice(Expr owner, @Nullable Expr start, int at) {
        stream.expect(TokenType.COLON);
        Expr stop = sliceEnd() ? null : expressions.expression();
        Expr step = null;
        if (stream.skip(TokenType.COLON) && !sliceEnd()) {
            step = expressions.expression();
        }
        return new Expr.Slice(owner, start, stop, step, at);
    }

    private boolean sliceEnd() {
        return stream.at(TokenType.COLON)
                || stream.at(TokenType.RBRACKET)
                || stream.at(TokenType.COMMA);
    }

    private Expr.Call call(Expr function) {
        int at = stream.current().at();
        return new Expr.Call(function, arguments(), at);
    }

    private Expr.Args arguments() {
        int at = stream.expect(TokenType.LPAREN).at();
        List<Expr> positional = new ArrayList<>();
        List<String> names = new ArrayList<>();
        List<Expr> named = new ArrayList<>();
        Expr rest = null;
        Expr namedRest = null;
        boolean first = true;
        while (!stream.at(TokenType.RPAREN)) {
            if (!first) {
                stream.expect(TokenType.COMMA);
                if (stream.at(TokenType.RPAREN)) {
                    break;
                }
            }
            first = false;
            boolean valid = namedRest == null;
            if (stream.skip(TokenType.MUL)) {
                valid &= rest == null;
                rest = expressions.expression();
            } else if (stream.skip(TokenType.POW)) {
                namedRest = expressions.expression();
            } else if (stream.at(TokenType.NAME) && stream.look().is(TokenType.ASSIGN)) {
                String name = stream.advance().text();
                stream.advance();
                valid &= !names.contains(name);
                names.add(name);
                named.add(expressions.expression());
            } else {
                valid &= rest == null && names.isEmpty();
                positional.add(expressions.expression());
            }
            if (!valid) {
                throw new SyntaxFailure("invalid syntax for function call expression", at);
            }
        }
        stream.expect(TokenType.RPAREN);
        return new Expr.Args(
                List.copyOf(positional), List.copyOf(names), List.copyOf(named), rest, namedRest);
    }

    /** A filter whose bar, if it has one, is read already. */
    Expr.Filter filter(@Nullable Expr subject) {
        int at = stream.current().at();
        String name = dottedName();
        Expr.Args args = stream.at(TokenType.LPAREN) ? arguments() : Expr.Args.NONE;
        return new Expr.Filter(subject, name, args, at);
    }

    private String dottedName() {
        StringBuilder name = new StringBuilder(stream.expect(TokenType.NAME).text());
        while (stream.skip(TokenType.DOT)) {
            name.append('.').append(stream.expect(TokenType.NAME).text());
        }
        return name.toString();
    }

    private Expr test(Expr subject) {
        int at = stream.expectName("is").at();
        boolean negated = stream.skipName("not");
        String name = dottedName();
        Expr.Args args = testArguments();
        Expr test = new Expr.Test(subject, name, args, at);
        return negated ? new Expr.Not(test, at) : test;
    }

    private Expr.Args testArguments() {
        if (stream.at(TokenType.LPAREN)) {
            return arguments();
        }
        boolean bare =
                switch (stream.current().type()) {
                    case NAME ->
                            !stream.atName("else") && !stream.atName("or") && !stream.atName("and");
                    case STRING, INTEGER, FLOAT, LBRACKET, LBRACE -> true;
                    default -> false;
                };
        if (!bare) {
            return Expr.Args.NONE;
        }
        if (stream.atName("is")) {
            throw stream.fail("You cannot chain multiple tests with is");
        }
        Expr argument = expressions.nested(() -> postfix(primary()));
        return new Expr.Args(List.of(argument), List.of(), List.of(), null, null);
    }
}
