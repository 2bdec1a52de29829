package dev.rose.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns macros and call blocks into code. */
final class MacroCompiler {
    private static final Set<String> SPECIAL = Set.of("caller", "kwargs", "varargs");

    private final StatementCompiler statements;

    MacroCompiler(StatementCompiler statements) {
        this.statements = statements;
    }

    Step macro(Stmt.Macro macro, Scope scope) {
        MacroValue.Definition definition =
                definition(macro.name(), macro.signature(), macro.body(), scope, macro.at());
        Assignment.Variable variable =
                new Assignment.Variable(
                        macro.name(), scope.place(macro.name(), macro.at()), scope.top());
        return (activation, out) -> {
            variable.assign(activation, new MacroValue(definition, activation));
            return Step.Next.STATEMENT;
        };
    }

    Step callBlock(Stmt.CallBlock block, Scope scope) {
        MacroValue.Definition definition =
                definition(null, block.signature(), block.body(), scope, block.at());
        Code caller = activation -> new MacroValue(definition, activation);
        Code call =
                block.call() == null
                        ? activation ->
                                new MacroValue(definition, activation)
                                        .call(activation.rendering, Arguments.NONE)
                        : ExpressionCompiler.call(block.call(), scope, caller);
        int at = block.at();
        return (activation, out) -> {
            Value value = call.eval(activation);
            activation.rendering.at = at;
            out.append(Texts.str(value, activation.rendering));
            return Step.Next.STATEMENT;
        };
    }

    private MacroValue.Definition definition(
            @Nullable String name, Stmt.Signature signature, List<Stmt> body, Scope outer, int at) {
        Scope scope = outer.function();
        Symbols symbols = scope.symbols();
        List<String> variables = new ArrayList<>();
        signature.names().forEach(parameter -> variables.add(symbols.parameter(parameter)));
        Set<String> read = Names.undeclared(body, SPECIAL);
        boolean readsCaller = read.contains("caller");
        boolean readsKwargs = read.contains("kwargs") && !signature.names().contains("kwargs");
        boolean readsVarargs = read.contains("varargs") && !signature.names().contains("varargs");
        int callerAt = signature.names().indexOf("caller");
        int firstDefault = signature.names().size() - signature.defaults().size();
        if (readsCaller && callerAt >= 0 && callerAt < firstDefault) {
            throw new SyntaxFailure(
                    "the special \"caller\" argument must be omitted or be given a default", at);
        }
        if (readsCaller && callerAt < 0) {
            variables.add(symbols.parameter("caller"));
        }
        if (readsKwargs) {
            variables.add(symbols.parameter("kwargs"));
        }
        if (readsVarargs) {
            variables.add(symbols.parameter("varargs"));
        }
        signature.defaults().forEach(symbols::visit);
        symbols.visit(body);
        Entry entry = scope.entry();
        int[] slots = variables.stream().mapToInt(scope.layout()::declare).toArray();
        List<Code> defaults =
                signature.defaults().stream()
                        .map(value -> ExpressionCompiler.compile(value, scope))
                        .toList();
        return new MacroValue.Definition(
                name,
                signature.names(),
                defaults,
                slots,
                readsCaller,
                readsKwargs,
                readsVarargs,
                scope.layout(),
                entry,
                statements.body(body, scope));
    }
}
