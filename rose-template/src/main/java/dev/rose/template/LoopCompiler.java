package dev.rose.template;

import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns loops into code. */
final class LoopCompiler {
    private final StatementCompiler statements;

    LoopCompiler(StatementCompiler statements) {
        this.statements = statements;
    }

    /**
     * The parts of a loop.
     *
     * @param filter gives the elements that the loop's own {@code if} keeps
     * @param loopSlot of the variable {@code loop}, or -1 if nothing reads it
     */
    private record Loop(
            Assignment target,
            @Nullable Filter filter,
            Entry entry,
            Step body,
            @Nullable Entry elseEntry,
            @Nullable Step otherwise,
            int loopSlot,
            int at) {}

    /** The {@code if} of a loop. */
    private record Filter(Layout layout, Entry entry, Assignment target, Code test) {
        Iterator<Value> over(Iterator<Value> elements, Activation outer) {
            Activation activation = new Activation(outer.rendering, outer, layout);
            entry.enter(activation);
            return new LazyIterator(
                    () -> elements,
                    element -> {
                        activation.rendering.step();
                        target.assign(activation, element);
                        return test.eval(activation).truth() ? element : null;
                    });
        }
    }

    Step compile(Stmt.For statement, Scope scope) {
        Target.Variable assigned = Names.assignment(List.of(statement), "loop");
        if (assigned != null) {
            throw new SyntaxFailure(
                    "Can't assign to special loop variable in for-loop target", assigned.at());
        }
        Code iterated = ExpressionCompiler.compile(statement.iterated(), scope);
        return statement.recursive()
                ? recursive(statement, iterated, scope)
                : plain(statement, iterated, scope);
    }

    private Step plain(Stmt.For statement, Code iterated, Scope scope) {
        boolean readsLoop =
                !Names.undeclared(statement.body(), Set.of("loop")).isEmpty()
                        || hasScopedBlock(statement.body());
        Loop loop = loop(statement, scope.inner(), scope.inner(), readsLoop);
        return (activation, out) -> {
            Value elements = iterated.eval(activation);
            activation.rendering.at = loop.at;
            return run(loop, elements, 0, null, activation, out);
        };
    }

    private Step recursive(Stmt.For statement, Code iterated, Scope scope) {
        Scope function = scope.function();
        Scope otherwise =
                new Scope(new Symbols(scope.symbols()), function.layout(), false, false, false);
        Loop loop = loop(statement, function, otherwise, true);
        return (activation, out) -> {
            Value elements = iterated.eval(activation);
            activation.rendering.at = loop.at;
            out.append(new Descent(loop, function.layout(), activation).into(elements, 0));
            return Step.Next.STATEMENT;
        };
    }

    /** The way into a recursive loop, from outside and from its own body. */
    private record Descent(Loop loop, Layout layout, Activation closure)
            implements LoopValue.Descent {
        @Override
        public Str into(Value elements, int depth) {
            Rendering rendering = closure.rendering;
            TextBuilder out = new TextBuilder(rendering);
            rendering.enter(4);
            run(loop, elements, depth, this, new Activation(rendering, closure, layout), out);
            rendering.leave(4);
            return out.toStr();
        }
    }

    private Loop loop(Stmt.For statement, Scope inner, Scope elseScope, boolean readsLoop) {
        Filter filter = filter(statement, inner);
        int loopSlot = readsLoop ? inner.layout().declare(inner.symbols().parameter("loop")) : -1;
        inner.symbols().parameters(statement.target());
        inner.symbols().visit(statement.body());
        Entry entry = inner.entry();
        Scope body = inner.asLoop();
        Step otherwise = null;
        Entry elseEntry = null;
        if (!statement.otherwise().isEmpty()) {
            elseScope.symbols().visit(statement.otherwise());
            elseEntry = elseScope.entry();
            otherwise = statements.body(statement.otherwise(), elseScope);
        }
        return new Loop(
                Assignment.to(statement.target(), inner),
                filter,
                entry,
                statements.body(statement.body(), body),
                elseEntry,
                otherwise,
                loopSlot,
                statement.at());
    }

    private static @Nullable Filter filter(Stmt.For statement, Scope inner) {
        Expr test = statement.test();
        if (test == null) {
            return null;
        }
        Scope scope =
                new Scope(
                        inner.symbols().sibling(), new Layout(inner.layout()), false, false, false);
        scope.symbols().parameters(statement.target());
        scope.symbols().visit(test);
        Entry entry = scope.entry();
        return new Filter(
                scope.layout(),
                entry,
                Assignment.to(statement.target(), scope),
                ExpressionCompiler.compile(test, scope));
    }

    private static Step.Next run(
            Loop loop,
            Value iterated,
            int depth,
            LoopValue.@Nullable Descent descent,
            Activation activation,
            TextBuilder out) {
        Iterator<Value> elements = iterated.iterate();
        Value counted = iterated;
        if (loop.filter != null) {
            elements = loop.filter.over(elements, activation);
            counted = new IteratorValue("generator", elements);
        }
        boolean empty = true;
        boolean ended = false;
        LoopValue state =
                loop.loopSlot < 0 ? null : new LoopValue(counted, elements, depth, descent);
        while (!ended) {
            Value element =
                    state != null ? state.advance() : elements.hasNext() ? elements.next() : null;
            if (element == null) {
                break;
            }
            activation.rendering.at = loop.at;
            activation.rendering.step();
            loop.target.assign(activation, element);
            if (state != null) {
                activation.slots[loop.loopSlot] = state;
            }
            loop.entry.enter(activation);
            Step.Next next = loop.body.run(activation, out);
            ended = next == Step.Next.BREAK;
            // Python clears its mark of an empty loop at the end of the body, which these skip.
            empty &= next != Step.Next.STATEMENT;
        }
        loop.entry.leave(activation);
        if (empty && loop.otherwise != null && loop.elseEntry != null) {
            loop.elseEntry.enter(activation);
            Step.Next next = loop.otherwise.run(activation, out);
            loop.elseEntry.leave(activation);
            return next;
        }
        return Step.Next.STATEMENT;
    }

    private static boolean hasScopedBlock(List<Stmt> statements) {
        return statements.stream()
                .anyMatch(statement ->
                        switch (statement) {
                            case Stmt.Block block -> block.scoped() || hasScopedBlock(block.body());
                            case Stmt.If condition ->
                                    hasScopedBlock(condition.body())
                                            || hasScopedBlock(condition.otherwise());
                            case Stmt.For loop -> hasScopedBlock(loop.body());
                            case Stmt.With with -> hasScopedBlock(with.body());
                            default -> false;
                        });
    }
}
