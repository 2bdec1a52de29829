package dev.rose.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement of a template's tree. */
sealed interface Stmt {
    int at();

    /** Text of the template. */
    record Data(String text, int at) implements Stmt {}

    record Print(Expr value, int at) implements Stmt {}

    record For(
            Target target,
            Expr iterated,
            @Nullable Expr test,
            boolean recursive,
            List<Stmt> body,
            List<Stmt> otherwise,
            int at)
            implements Stmt {}

    /** {@code if}; an {@code elif} is an {@code If} alone in the other branch. */
    record If(Expr test, List<Stmt> body, List<Stmt> otherwise, int at) implements Stmt {}

    record Macro(String name, Signature signature, List<Stmt> body, int at) implements Stmt {}

    /** {@code call}; without a call it is {@code generation}, which only prints its body. */
    record CallBlock(Signature signature, Expr.@Nullable Call call, List<Stmt> body, int at)
            implements Stmt {}

    record FilterBlock(Expr.Filter filter, List<Stmt> body, int at) implements Stmt {}

    record With(List<Target> targets, List<Expr> values, List<Stmt> body, int at) implements Stmt {}

    /** A body with a scope of its own. */
    record Scope(List<Stmt> body, int at) implements Stmt {}

    record Block(String name, boolean scoped, boolean required, List<Stmt> body, int at)
            implements Stmt {}

    record Assign(Target target, Expr value, int at) implements Stmt {}

    record AssignBlock(Target target, Expr.@Nullable Filter filter, List<Stmt> body, int at)
            implements Stmt {}

    record Break(int at) implements Stmt {}

    record Continue(int at) implements Stmt {}

    /** {@code include}, {@code import} or {@code extends}: an error when it is reached. */
    record OtherTemplate(String tag, List<String> names, Expr template, int at) implements Stmt {}

    /**
     * The parameters of a macro or call block.
     *
     * @param defaults those of the last parameters
     */
    record Signature(List<String> names, List<Expr> defaults) {
        static final Signature EMPTY = new Signature(List.of(), List.of());
    }
}
