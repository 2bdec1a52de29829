package dev.rose.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An expression of a template's tree. Each knows its offset in the source. */
sealed interface Expr {
    int at();

    /** A literal. */
    record Const(Value value, int at) implements Expr {}

    /** A variable that is read. */
    record Name(String name, int at) implements Expr {}

    record Tuple(List<Expr> items, int at) implements Expr {}

    record ListOf(List<Expr> items, int at) implements Expr {}

    /** A dict literal; keys and values by position. */
    record Dict(List<Expr> keys, List<Expr> values, int at) implements Expr {}

    record Attribute(Expr owner, String name, int at) implements Expr {}

    record Item(Expr owner, Expr index, int at) implements Expr {}

    /** {@code owner[start:stop:step]}. */
    record Slice(Expr owner, @Nullable Expr start, @Nullable Expr stop, @Nullable Expr step, int at)
            implements Expr {}

    record Call(Expr function, Args args, int at) implements Expr {}

    /** A filter; its subject is null at the head of a filter block. */
    record Filter(@Nullable Expr subject, String name, Args args, int at) implements Expr {}

    record Test(Expr subject, String name, Args args, int at) implements Expr {}

    record Conditional(Expr test, Expr then, @Nullable Expr otherwise, int at) implements Expr {}

    record And(Expr left, Expr right, int at) implements Expr {}

    record Or(Expr left, Expr right, int at) implements Expr {}

    record Not(Expr operand, int at) implements Expr {}

    record Negate(Expr operand, int at) implements Expr {}

    record Plus(Expr operand, int at) implements Expr {}

    /** One of {@code + - * / // % **}. */
    record Binary(TokenType operator, Expr left, Expr right, int at) implements Expr {}

    /** {@code a ~ b ~ …}. */
    record Concat(List<Expr> parts, int at) implements Expr {}

    /** {@code first op operand op operand …}. */
    record Compare(Expr first, List<Comparison> rest, int at) implements Expr {}

    /** One step of a chain of comparisons. */
    record Comparison(Comparator operator, Expr operand) {}

    /** How two values are compared. */
    enum Comparator {
        EQ,
        NE,
        LT,
        LE,
        GT,
        GE,
        IN,
        NOT_IN
    }

    /**
     * The arguments of a call as written.
     *
     * @param names the names of the named ones, in the order of {@code named}
     * @param rest {@code *rest}, or null
     * @param namedRest {@code **rest}, or null
     */
    record Args(
            List<Expr> positional,
            List<String> names,
            List<Expr> named,
            @Nullable Expr rest,
            @Nullable Expr namedRest) {
        static final Args NONE = new Args(List.of(), List.of(), List.of(), null, null);
    }
}
