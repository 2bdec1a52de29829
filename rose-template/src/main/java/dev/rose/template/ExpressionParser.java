package dev.rose.template;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Parses expressions, with Jinja's precedence. */
final class ExpressionParser {
    /** Nesting of the source beyond which it is refused, so that running it is safe. */
    private static final int MAX_NESTING = 120;

    private final TokenStream stream;
    private int nesting;

    ExpressionParser(TokenStream stream) {
        this.stream = stream;
    }

    /** Parses something inside of which more can be nested. */
    <T> T nested(Supplier<T> parse) {
        if (++nesting > MAX_NESTING) {
            throw stream.fail("the template is nested more than " + MAX_NESTING + " levels deep");
        }
        try {
            return parse.get();
        } finally {
            nesting--;
        }
    }

    Expr expression() {
        return nested(this::conditional);
    }

    /** An expression, without an inline {@code if} at its top. */
    Expr expressionWithoutIf() {
        return nested(this::or);
    }

    /** An expression, or several with commas, which are a tuple then. */
    Expr tuple() {
        return tuple(true, null, false);
    }

    /**
     * As {@link #tuple()}.
     *
     * @param inlineIf whether the parts may have an inline {@code if}
     * @param endName a name that ends the tuple, or null
     * @param inParentheses whether nothing at all is a tuple too
     */
    Expr tuple(boolean inlineIf, @Nullable String endName, boolean inParentheses) {
        int at = stream.current().at();
        List<Expr> items = new ArrayList<>();
        boolean isTuple = false;
        while (true) {
            if (!items.isEmpty()) {
                stream.expect(TokenType.COMMA);
            }
            if (endsTuple(endName)) {
                break;
            }
            items.add(inlineIf ? expression() : expressionWithoutIf());
            if (!stream.at(TokenType.COMMA)) {
                break;
            }
            isTuple = true;
        }
        if (!isTuple && items.size() == 1) {
            return items.getFirst();
        }
        if (!isTuple && !inParentheses) {
            throw stream.fail("Expected an expression, got '" + stream.current().shown() + "'");
        }
        return new Expr.Tuple(List.copyOf(items), at);
    }

    boolean endsTuple(@Nullable String endName) {
        return switch (stream.current().type()) {
            case VARIABLE_END, BLOCK_END, RPAREN -> true;
            default -> endName != null && stream.atName(endName);
        };
    }

    private Expr conditional() {
        int at = stream.current().at();
        Expr then = or();
        while (stream.skipName("if")) {
            Expr test = or();
            Expr otherwise = stream.skipName("else") ? nested(this::conditional) : null;
            then = new Expr.Conditional(test, then, otherwise, at);
        }
        return then;
    }

    private Expr or() {
        Expr left = and();
        while (stream.atName("or")) {
            int at = stream.advance().at();
            left = grown(new Expr.Or(left, and(), at));
        }
        return left;
    }

    private Expr and() {
        Expr left = not();
        while (stream.atName("and")) {
            int at = stream.advance().at();
            left = grown(new Expr.And(left, not(), at));
        }
        return left;
    }

    private Expr not() {
        if (stream.atName("not")) {
            int at = stream.advance().at();
            return new Expr.Not(nested(this::not), at);
        }
        return compare();
    }

    private Expr compare() {
        int at = stream.current().at();
        Expr first = sum();
        List<Expr.Comparison> rest = new ArrayList<>();
        for (Expr.Comparator operator = comparator(); operator != null; operator = comparator()) {
            rest.add(new Expr.Comparison(operator, sum()));
        }
        return rest.isEmpty() ? first : new Expr.Compare(first, List.copyOf(rest), at);
    }

    private Expr.@Nullable Comparator comparator() {
        Expr.Comparator operator =
                switch (stream.current().type()) {
                    case EQ -> Expr.Comparator.EQ;
                    case NE -> Expr.Comparator.NE;
                    case LT -> Expr.Comparator.LT;
                    case LE -> Expr.Comparator.LE;
                    case GT -> Expr.Comparator.GT;
                    case GE -> Expr.Comparator.GE;
                    default -> null;
                };
        if (operator != null) {
            stream.advance();
            return operator;
        }
        if (stream.skipName("in")) {
            return Expr.Comparator.IN;
        }
        if (stream.atName("not") && stream.look().isName("in")) {
            stream.advance();
            stream.advance();
            return Expr.Comparator.NOT_IN;
        }
        return null;
    }

    private Expr sum() {
        Expr left = concat();
        while (stream.at(TokenType.ADD) || stream.at(TokenType.SUB)) {
            Token operator = stream.advance();
            left = binary(operator, left, concat());
        }
        return left;
    }

    private Expr concat() {
        int at = stream.current().at();
        Expr first = product();
        if (!stream.at(TokenType.TILDE)) {
            return first;
        }
        List<Expr> parts = new ArrayList<>();
        parts.add(first);
        while (stream.skip(TokenType.TILDE)) {
            parts.add(product());
        }
        return new Expr.Concat(List.copyOf(parts), at);
    }

    private Expr product() {
        Expr left = power();
        while (true) {
            switch (stream.current().type()) {
                case MUL, DIV, FLOOR_DIV, MOD -> {
                    Token operator = stream.advance();
                    left = binary(operator, left, power());
                }
                default -> {
                    return left;
                }
            }
        }
    }

    /** Binds to the left in Jinja, unlike in Python. */
    private Expr power() {
        Expr left = unary(true);
        while (stream.at(TokenType.POW)) {
            Token operator = stream.advance();
            left = binary(operator, left, unary(true));
        }
        return left;
    }

    private Expr binary(Token operator, Expr left, Expr right) {
        return grown(new Expr.Binary(operator.type(), left, right, operator.at()));
    }

    /** Chains of operators nest to the left without recursion here, but not when they run. */
    private Expr grown(Expr expression) {
        int levels = 0;
        Expr left = expression;
        while (levels <= 4 * MAX_NESTING) {
            Expr next =
                    switch (left) {
                        case Expr.Binary binary -> binary.left();
                        case Expr.Or or -> or.left();
                        case Expr.And and -> and.left();
                        default -> null;
                    };
            if (next == null) {
                return expression;
            }
            left = next;
            levels++;
        }
        throw stream.fail("a chain of more than " + 4 * MAX_NESTING + " operators");
    }

    private Expr unary(boolean withFilters) {
        Token token = stream.current();
        Expr expression;
        if (stream.skip(TokenType.SUB)) {
            expression = new Expr.Negate(nested(() -> unary(false)), token.at());
        } else if (stream.skip(TokenType.ADD)) {
            expression = new Expr.Plus(nested(() -> unary(false)), token.at());
        } else {
            expression = primary();
        }
        expression = postfix(expression);
        return withFilters ? filters(expression) : expression;
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
                Expr inside = nested(() -> tuple(true, null, true));
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
            items.add(expression());
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
            keys.add(expression());
            stream.expect(TokenType.COLON);
            values.add(expression());
        }
        stream.expect(TokenType.RBRACE);
        return new Expr.Dict(List.copyOf(keys), List.copyOf(values), at);
    }

    private Expr postfix(Expr start) {
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

    private Expr filters(Expr start) {
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
        if (links > MAX_NESTING) {
            throw stream.fail("a chain of more than " + MAX_NESTING + " accesses or filters");
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
        Expr first = stream.at(TokenType.COLON) ? null : expression();
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
            indexes.add(expression());
        }
        stream.expect(TokenType.RBRACKET);
        Expr index =
                indexes.size() == 1 ? indexes.getFirst() : new Expr.Tuple(List.copyOf(indexes), at);
        return new Expr.Item(owner, index, at);
    }

    private Expr slice(Expr owner, @Nullable Expr start, int at) {
        stream.expect(TokenType.COLON);
        Expr stop = sliceEnd() ? null : expression();
        Expr step = null;
        if (stream.skip(TokenType.COLON) && !sliceEnd()) {
            step = expression();
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
                rest = expression();
            } else if (stream.skip(TokenType.POW)) {
                namedRest = expression();
            } else if (stream.at(TokenType.NAME) && stream.look().is(TokenType.ASSIGN)) {
                String name = stream.advance().text();
                stream.advance();
                valid &= !names.contains(name);
                names.add(name);
                named.add(expression());
            } else {
                valid &= rest == null && names.isEmpty();
                positional.add(expression());
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
        Expr argument = nested(() -> postfix(primary()));
        return new Expr.Args(List.of(argument), List.of(), List.of(), null, null);
    }
}
