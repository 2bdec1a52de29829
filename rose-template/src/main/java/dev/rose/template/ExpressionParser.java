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
    private final OperandParser operands;
    private int nesting;

    ExpressionParser(TokenStream stream) {
        this.stream = stream;
        this.operands = new OperandParser(stream, this);
    }

    /** A filter whose bar, if it has one, is read already. */
    Expr.Filter filter(@Nullable Expr subject) {
        return operands.filter(subject);
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
            expression = operands.primary();
        }
        expression = operands.postfix(expression);
        return withFilters ? operands.filters(expression) : expression;
    }
}
