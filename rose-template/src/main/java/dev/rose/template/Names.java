package dev.rose.template;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds names in a tree. */
final class Names {
    /** Which of the names looked for were read before anything assigned them. */
    private final Set<String> undeclared = new HashSet<>();

    private final Set<String> wanted;

    private Names(Set<String> wanted) {
        this.wanted = new HashSet<>(wanted);
    }

    /** Gives each variable that an expression reads, in the order of the source. */
    static void forEach(@Nullable Expr expression, Consumer<Expr.Name> action) {
        switch (expression) {
            case null -> {}
            case Expr.Name name -> action.accept(name);
            case Expr.Const ignored -> {}
            case Expr.Tuple tuple -> tuple.items().forEach(item -> forEach(item, action));
            case Expr.ListOf list -> list.items().forEach(item -> forEach(item, action));
            case Expr.Dict dict -> {
                for (int i = 0; i < dict.keys().size(); i++) {
                    forEach(dict.keys().get(i), action);
                    forEach(dict.values().get(i), action);
                }
            }
            case Expr.Attribute attribute -> forEach(attribute.owner(), action);
            case Expr.Item item -> {
                forEach(item.owner(), action);
                forEach(item.index(), action);
            }
            case Expr.Slice slice -> {
                forEach(slice.owner(), action);
                forEach(slice.start(), action);
                forEach(slice.stop(), action);
                forEach(slice.step(), action);
            }
            case Expr.Call call -> {
                forEach(call.function(), action);
                forEach(call.args(), action);
            }
            case Expr.Filter filter -> {
                forEach(filter.subject(), action);
                forEach(filter.args(), action);
            }
            case Expr.Test test -> {
                forEach(test.subject(), action);
                forEach(test.args(), action);
            }
            case Expr.Conditional conditional -> {
                forEach(conditional.test(), action);
                forEach(conditional.then(), action);
                forEach(conditional.otherwise(), action);
            }
            case Expr.And and -> {
                forEach(and.left(), action);
                forEach(and.right(), action);
            }
            case Expr.Or or -> {
                forEach(or.left(), action);
                forEach(or.right(), action);
            }
            case Expr.Not not -> forEach(not.operand(), action);
            case Expr.Negate negate -> forEach(negate.operand(), action);
            case Expr.Plus plus -> forEach(plus.operand(), action);
            case Expr.Binary binary -> {
                forEach(binary.left(), action);
                forEach(binary.right(), action);
            }
            case Expr.Concat concat -> concat.parts().forEach(part -> forEach(part, action));
            case Expr.Compare compare -> {
                forEach(compare.first(), action);
                compare.rest().forEach(step -> forEach(step.operand(), action));
            }
        }
    }

    private static void forEach(Expr.Args args, Consumer<Expr.Name> action) {
        args.positional().forEach(arg -> forEach(arg, action));
        args.named().forEach(arg -> forEach(arg, action));
        forEach(args.rest(), action);
        forEach(args.namedRest(), action);
    }

    /**
     * Which of the names the statements read, scopes inside of them included, before they assign
     * them.
     */
    static Set<String> undeclared(List<Stmt> statements, Set<String> names) {
        Names search = new Names(names);
        search.visit(statements);
        return search.undeclared;
    }

    private void visit(List<Stmt> statements) {
        statements.forEach(this::visit);
    }

    private void read(@Nullable Expr expression) {
        forEach(
                expression,
                name -> {
                    if (wanted.contains(name.name())) {
                        undeclared.add(name.name());
                    }
                });
    }

    private void assign(Target target) {
        switch (target) {
            case Target.Variable variable -> wanted.remove(variable.name());
            case Target.NamespaceAttribute ignored -> {}
            case Target.Several several -> several.targets().forEach(this::assign);
        }
    }

    private void signature(Stmt.Signature signature) {
        signature.names().forEach(wanted::remove);
        signature.defaults().forEach(this::read);
    }

    /** In the order in which Jinja's tree has its parts. */
    private void visit(Stmt statement) {
        switch (statement) {
            case Stmt.Print print -> read(print.value());
            case Stmt.For loop -> {
                assign(loop.target());
                read(loop.iterated());
                visit(loop.body());
                visit(loop.otherwise());
                read(loop.test());
            }
            case Stmt.If condition -> {
                read(condition.test());
                visit(condition.body());
                visit(condition.otherwise());
            }
            case Stmt.Macro macro -> {
                signature(macro.signature());
                visit(macro.body());
            }
            case Stmt.CallBlock block -> {
                read(block.call());
                signature(block.signature());
                visit(block.body());
            }
            case Stmt.FilterBlock block -> {
                visit(block.body());
                read(block.filter());
            }
            case Stmt.With with -> {
                with.targets().forEach(this::assign);
                with.values().forEach(this::read);
                visit(with.body());
            }
            case Stmt.Scope scope -> visit(scope.body());
            case Stmt.Assign assign -> {
                assign(assign.target());
                read(assign.value());
            }
            case Stmt.AssignBlock assign -> {
                assign(assign.target());
                read(assign.filter());
                visit(assign.body());
            }
            case Stmt.OtherTemplate other -> read(other.template());
            case Stmt.Data ignored -> {}
            case Stmt.Block ignored -> {}
            case Stmt.Break ignored -> {}
            case Stmt.Continue ignored -> {}
        }
    }

    /** The place where statements assign a variable, scopes inside of them included, or null. */
    static Target.@Nullable Variable assignment(List<Stmt> statements, String name) {
        for (Stmt statement : statements) {
            Target.Variable found =
                    switch (statement) {
                        case Stmt.For loop ->
                                first(
                                        find(loop.target(), name),
                                        assignment(loop.body(), name),
                                        assignment(loop.otherwise(), name));
                        case Stmt.If condition ->
                                first(
                                        assignment(condition.body(), name),
                                        assignment(condition.otherwise(), name));
                        case Stmt.Macro macro -> assignment(macro.body(), name);
                        case Stmt.CallBlock block -> assignment(block.body(), name);
                        case Stmt.FilterBlock block -> assignment(block.body(), name);
                        case Stmt.With with -> assignment(with.body(), name);
                        case Stmt.Scope scope -> assignment(scope.body(), name);
                        case Stmt.Block block -> assignment(block.body(), name);
                        case Stmt.Assign assign -> find(assign.target(), name);
                        case Stmt.AssignBlock assign ->
                                first(find(assign.target(), name), assignment(assign.body(), name));
                        case Stmt.Print ignored -> null;
                        case Stmt.Data ignored -> null;
                        case Stmt.Break ignored -> null;
                        case Stmt.Continue ignored -> null;
                        case Stmt.OtherTemplate ignored -> null;
                    };
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static Target.@Nullable Variable find(Target target, String name) {
        return switch (target) {
            case Target.Variable variable -> variable.name().equals(name) ? variable : null;
            case Target.NamespaceAttribute ignored -> null;
            case Target.Several several -> {
                for (Target part : several.targets()) {
                    Target.Variable found = find(part, name);
                    if (found != null) {
                        yield found;
                    }
                }
                yield null;
            }
        };
    }

    private static Target.@Nullable Variable first(Target.@Nullable Variable... found) {
        for (Target.Variable variable : found) {
            if (variable != null) {
                return variable;
            }
        }
        return null;
    }
}
