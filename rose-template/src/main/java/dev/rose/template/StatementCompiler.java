package dev.rose.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns statements into code. */
final class StatementCompiler {
    /** A template ready to run. */
    record Program(Layout layout, Entry entry, Step body) {
        void run(Rendering rendering, TextBuilder out) {
            Activation activation = new Activation(rendering, null, layout);
            entry.enter(activation);
            body.run(activation, out);
        }
    }

    private final Map<String, Program> blocks = new HashMap<>();

    private StatementCompiler() {}

    static Program compile(List<Stmt> template) {
        StatementCompiler compiler = new StatementCompiler();
        if (!Names.undeclared(template, Set.of("self", "super")).isEmpty()) {
            throw new SyntaxFailure("'self' and 'super' are not supported", 0);
        }
        for (Stmt.Block block : blocks(template)) {
            if (compiler.blocks.containsKey(block.name())) {
                throw new SyntaxFailure("block '" + block.name() + "' defined twice", block.at());
            }
            compiler.blocks.put(block.name(), compiler.program(block.body(), false));
        }
        return compiler.program(template, true);
    }

    private Program program(List<Stmt> statements, boolean top) {
        Scope root = Scope.root();
        Scope scope = top ? root : new Scope(root.symbols(), root.layout(), false, false, false);
        scope.symbols().visit(statements);
        Entry entry = scope.entry();
        return new Program(scope.layout(), entry, body(statements, scope));
    }

    /** All blocks, those inside of other statements included, inner ones first. */
    private static List<Stmt.Block> blocks(List<Stmt> statements) {
        List<Stmt.Block> found = new ArrayList<>();
        for (Stmt statement : statements) {
            switch (statement) {
                case Stmt.Block block -> {
                    found.addAll(blocks(block.body()));
                    found.add(block);
                }
                case Stmt.For loop -> {
                    found.addAll(blocks(loop.body()));
                    found.addAll(blocks(loop.otherwise()));
                }
                case Stmt.If condition -> {
                    found.addAll(blocks(condition.body()));
                    found.addAll(blocks(condition.otherwise()));
                }
                case Stmt.Macro macro -> found.addAll(blocks(macro.body()));
                case Stmt.CallBlock call -> found.addAll(blocks(call.body()));
                case Stmt.FilterBlock filter -> found.addAll(blocks(filter.body()));
                case Stmt.With with -> found.addAll(blocks(with.body()));
                case Stmt.Scope scope -> found.addAll(blocks(scope.body()));
                case Stmt.AssignBlock assign -> found.addAll(blocks(assign.body()));
                case Stmt.Assign ignored -> {}
                case Stmt.Print ignored -> {}
                case Stmt.Data ignored -> {}
                case Stmt.Break ignored -> {}
                case Stmt.Continue ignored -> {}
                case Stmt.OtherTemplate ignored -> {}
            }
        }
        return found;
    }

    /** The statements one after the other. */
    Step body(List<Stmt> statements, Scope scope) {
        Step[] steps = statements.stream().map(one -> compile(one, scope)).toArray(Step[]::new);
        if (steps.length == 1) {
            return steps[0];
        }
        return (activation, out) -> {
            for (Step step : steps) {
                Step.Next next = step.run(activation, out);
                if (next != Step.Next.STATEMENT) {
                    return next;
                }
            }
            return Step.Next.STATEMENT;
        };
    }

    private Step compile(Stmt statement, Scope scope) {
        return switch (statement) {
            case Stmt.Data data -> data(data);
            case Stmt.Print print -> print(print, scope);
            case Stmt.For loop -> new LoopCompiler(this).compile(loop, scope);
            case Stmt.If condition -> condition(condition, scope);
            case Stmt.Macro macro -> new MacroCompiler(this).macro(macro, scope);
            case Stmt.CallBlock block -> new MacroCompiler(this).callBlock(block, scope);
            case Stmt.FilterBlock block -> filterBlock(block, scope);
            case Stmt.With with -> with(with, scope);
            case Stmt.Scope block -> {
                Scope inner = scope.inner();
                inner.symbols().visit(block.body());
                yield scoped(inner.entry(), body(block.body(), inner));
            }
            case Stmt.Block block -> block(block, scope);
            case Stmt.Assign assign -> assign(assign, scope);
            case Stmt.AssignBlock assign -> assignBlock(assign, scope);
            case Stmt.Break end -> jump(Step.Next.BREAK, "break", end.at(), scope);
            case Stmt.Continue end -> jump(Step.Next.CONTINUE, "continue", end.at(), scope);
            case Stmt.OtherTemplate other -> {
                int at = other.at();
                String message = "'" + other.tag() + "': a chat template has no other templates";
                yield (activation, out) -> {
                    activation.rendering.at = at;
                    throw Failure.render(message);
                };
            }
        };
    }

    private static Step jump(Step.Next next, String tag, int at, Scope scope) {
        if (!scope.inLoop()) {
            throw new SyntaxFailure("'" + tag + "' outside loop", at);
        }
        return (activation, out) -> next;
    }

    private static Step data(Stmt.Data data) {
        String text = data.text();
        return (activation, out) -> {
            activation.rendering.step();
            out.append(text);
            return Step.Next.STATEMENT;
        };
    }

    private static Step print(Stmt.Print print, Scope scope) {
        Code value = ExpressionCompiler.compile(print.value(), scope);
        int at = print.at();
        return (activation, out) -> {
            Rendering rendering = activation.rendering;
            rendering.step();
            Value printed = value.eval(activation);
            rendering.at = at;
            out.append(printed instanceof Str text ? text : Texts.str(printed, rendering));
            return Step.Next.STATEMENT;
        };
    }

    private Step condition(Stmt.If condition, Scope scope) {
        Scope soft = scope.softened();
        Code test = ExpressionCompiler.compile(condition.test(), soft);
        Step then = body(condition.body(), soft);
        Step otherwise = body(condition.otherwise(), soft);
        return (activation, out) -> {
            activation.rendering.step();
            return (test.eval(activation).truth() ? then : otherwise).run(activation, out);
        };
    }

    private static Step scoped(Entry entry, Step body) {
        return (activation, out) -> {
            entry.enter(activation);
            Step.Next next = body.run(activation, out);
            entry.leave(activation);
            return next;
        };
    }

    private Step filterBlock(Stmt.FilterBlock block, Scope scope) {
        Scope inner = scope.inner();
        inner.symbols().visit(block.body());
        inner.symbols().visit(block.filter());
        Entry entry = inner.entry();
        Step body = body(block.body(), inner);
        int captured = inner.layout().declare("captured " + block.at());
        Code filter =
                ExpressionCompiler.filter(
                        block.filter(), inner, activation -> captured(activation, captured));
        int at = block.at();
        Step filtered =
                (activation, out) -> {
                    TextBuilder text = new TextBuilder(activation.rendering);
                    Step.Next next = body.run(activation, text);
                    if (next != Step.Next.STATEMENT) {
                        return next;
                    }
                    activation.slots[captured] = text.toStr();
                    Value value = filter.eval(activation);
                    activation.rendering.at = at;
                    out.append(Texts.str(value, activation.rendering));
                    return Step.Next.STATEMENT;
                };
        return scoped(entry, filtered);
    }

    private static Value captured(Activation activation, int slot) {
        Value value = activation.slots[slot];
        return value == null ? Str.EMPTY : value;
    }

    private Step with(Stmt.With with, Scope scope) {
        Scope inner = scope.inner();
        with.targets().forEach(inner.symbols()::parameters);
        inner.symbols().visit(with.body());
        Entry entry = inner.entry();
        Step[] assignments = new Step[with.targets().size()];
        for (int i = 0; i < assignments.length; i++) {
            Code value = ExpressionCompiler.compile(with.values().get(i), scope);
            Assignment target = Assignment.to(with.targets().get(i), inner);
            int at = with.targets().get(i).at();
            assignments[i] =
                    (activation, out) -> {
                        Value given = value.eval(activation);
                        activation.rendering.at = at;
                        target.assign(activation, given);
                        return Step.Next.STATEMENT;
                    };
        }
        Step body = body(with.body(), inner);
        return scoped(
                entry,
                (activation, out) -> {
                    for (Step assignment : assignments) {
                        assignment.run(activation, out);
                    }
                    return body.run(activation, out);
                });
    }

    private Step assign(Stmt.Assign assign, Scope scope) {
        Code value = ExpressionCompiler.compile(assign.value(), scope);
        Assignment target = Assignment.to(assign.target(), scope);
        int at = assign.at();
        return (activation, out) -> {
            Rendering rendering = activation.rendering;
            rendering.step();
            rendering.at = at;
            target.check(activation);
            Value given = value.eval(activation);
            rendering.at = at;
            target.assign(activation, given);
            return Step.Next.STATEMENT;
        };
    }

    private Step assignBlock(Stmt.AssignBlock assign, Scope scope) {
        Scope inner = scope.inner();
        inner.symbols().visit(assign.body());
        Entry entry = inner.entry();
        Step body = body(assign.body(), inner);
        Assignment target = Assignment.to(assign.target(), scope);
        int captured = inner.layout().declare("captured " + assign.at());
        Code text = activation -> captured(activation, captured);
        Code value =
                assign.filter() == null
                        ? text
                        : ExpressionCompiler.filter(assign.filter(), inner, text);
        int at = assign.at();
        Step set =
                (activation, out) -> {
                    TextBuilder inside = new TextBuilder(activation.rendering);
                    Step.Next next = body.run(activation, inside);
                    if (next != Step.Next.STATEMENT) {
                        return next;
                    }
                    activation.slots[captured] = inside.toStr();
                    Value given = value.eval(activation);
                    activation.rendering.at = at;
                    target.check(activation);
                    target.assign(activation, given);
                    return Step.Next.STATEMENT;
                };
        return scoped(entry, set);
    }

    private Step block(Stmt.Block block, Scope scope) {
        int at = block.at();
        Program program = blocks.get(block.name());
        if (program == null) {
            throw new SyntaxFailure("unknown block '" + block.name() + "'", at);
        }
        Map<String, Layout.Place> locals = new HashMap<>();
        if (block.scoped()) {
            scope.symbols()
                    .assigned()
                    .forEach((name, variable) -> locals.put(name, scope.place(name, at)));
        }
        return (activation, out) -> {
            Rendering rendering = activation.rendering;
            rendering.at = at;
            rendering.step();
            if (block.required()) {
                throw Failure.render("Required block '" + block.name() + "' not found");
            }
            rendering.enter(1);
            Map<String, Value> given = new HashMap<>();
            locals.forEach((name, place) -> {
                Value value = place.get(activation);
                if (value != null) {
                    given.put(name, value);
                }
            });
            rendering.withVariables(given, () -> program.run(rendering, out));
            rendering.leave(1);
            return Step.Next.STATEMENT;
        };
    }
}
