package dev.rose.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Turns expressions into code. Every operation that can fail says first where it stands. */
final class ExpressionCompiler {
    /** Code that gives the arguments of a call. */
    @FunctionalInterface
    interface ArgumentsCode {
        Arguments eval(Activation activation);
    }

    private ExpressionCompiler() {}

    static Code compile(Expr expression, Scope scope) {
        return switch (expression) {
            case Expr.Const constant -> constant(constant.value());
            case Expr.Name name -> name(name, scope);
            case Expr.Tuple tuple -> sequence(tuple.items(), TupleValue::new, tuple.at(), scope);
            case Expr.ListOf list -> sequence(list.items(), ListValue::new, list.at(), scope);
            case Expr.Dict dict -> dict(dict, scope);
            case Expr.Attribute attribute -> attribute(attribute, scope);
            case Expr.Item item -> item(item, scope);
            case Expr.Slice slice -> slice(slice, scope);
            case Expr.Call call -> call(call, scope, null);
            case Expr.Filter filter -> filter(filter, scope, null);
            case Expr.Test test -> test(test, scope);
            case Expr.Conditional conditional -> conditional(conditional, scope);
            case Expr.And and -> and(compile(and.left(), scope), compile(and.right(), scope));
            case Expr.Or or -> or(compile(or.left(), scope), compile(or.right(), scope));
            case Expr.Not not -> not(compile(not.operand(), scope));
            case Expr.Negate negate ->
                    unary(compile(negate.operand(), scope), Operators::negate, negate.at());
            case Expr.Plus plus ->
                    unary(compile(plus.operand(), scope), Operators::plus, plus.at());
            case Expr.Binary binary -> binary(binary, scope);
            case Expr.Concat concat -> concat(concat, scope);
            case Expr.Compare compare -> compare(compare, scope);
        };
    }

    private static Code constant(Value value) {
        return activation -> value;
    }

    private static Code and(Code left, Code right) {
        return activation -> {
            Value value = left.eval(activation);
            return value.truth() ? right.eval(activation) : value;
        };
    }

    private static Code or(Code left, Code right) {
        return activation -> {
            Value value = left.eval(activation);
            return value.truth() ? value : right.eval(activation);
        };
    }

    private static Code not(Code operand) {
        return activation -> BoolValue.of(!operand.eval(activation).truth());
    }

    private static Code unary(Code operand, UnaryOperator<Value> operator, int at) {
        return activation -> {
            Value value = operand.eval(activation);
            activation.rendering.at = at;
            return operator.apply(value);
        };
    }

    private static Code sequence(
            List<Expr> expressions, Function<List<Value>, Value> constructor, int at, Scope scope) {
        Code[] items = all(expressions, scope);
        return activation -> {
            List<Value> values = values(items, activation);
            activation.rendering.at = at;
            return constructor.apply(values);
        };
    }

    private static Code[] all(List<Expr> expressions, Scope scope) {
        return expressions.stream().map(one -> compile(one, scope)).toArray(Code[]::new);
    }

    private static List<Value> values(Code[] codes, Activation activation) {
        Value[] values = new Value[codes.length];
        for (int i = 0; i < codes.length; i++) {
            values[i] = codes[i].eval(activation);
        }
        return Arrays.asList(values);
    }

    private static Code name(Expr.Name name, Scope scope) {
        Layout.Place place = scope.place(name.name(), name.at());
        Undefined undefined = Undefined.name(name.name());
        int slot = place.slot();
        if (place.hops() == 0) {
            return activation -> {
                Value value = activation.slots[slot];
                return value == null ? undefined : value;
            };
        }
        return activation -> {
            Value value = place.get(activation);
            return value == null ? undefined : value;
        };
    }

    private static Code dict(Expr.Dict dict, Scope scope) {
        Code[] keys = all(dict.keys(), scope);
        Code[] values = all(dict.values(), scope);
        int at = dict.at();
        return activation -> {
            Map<Value, Value> entries = LinkedHashMap.newLinkedHashMap(keys.length);
            for (int i = 0; i < keys.length; i++) {
                Value key = keys[i].eval(activation);
                Value value = values[i].eval(activation);
                activation.rendering.at = at;
                activation.rendering.charge(key.weight() >> 4);
                entries.put(DictValue.checkedKey(key), value);
            }
            activation.rendering.at = at;
            return new DictValue(entries);
        };
    }

    private static Code attribute(Expr.Attribute attribute, Scope scope) {
        Code owner = compile(attribute.owner(), scope);
        Str name = Str.of(attribute.name());
        int at = attribute.at();
        return activation -> {
            Value value = owner.eval(activation);
            activation.rendering.at = at;
            return Attributes.get(value, name);
        };
    }

    private static Code item(Expr.Item item, Scope scope) {
        Code owner = compile(item.owner(), scope);
        Code index = compile(item.index(), scope);
        int at = item.at();
        return activation -> {
            Value value = owner.eval(activation);
            Value position = index.eval(activation);
            activation.rendering.at = at;
            return Attributes.item(value, position);
        };
    }

    private static Code slice(Expr.Slice slice, Scope scope) {
        Code owner = compile(slice.owner(), scope);
        Code start = orNone(slice.start(), scope);
        Code stop = orNone(slice.stop(), scope);
        Code step = orNone(slice.step(), scope);
        int at = slice.at();
        return activation -> {
            Value value = owner.eval(activation);
            Value from = start.eval(activation);
            Value to = stop.eval(activation);
            Value by = step.eval(activation);
            activation.rendering.at = at;
            return Slices.slice(value, from, to, by, activation.rendering);
        };
    }

    private static Code orNone(@Nullable Expr expression, Scope scope) {
        return expression == null ? activation -> NoneValue.NONE : compile(expression, scope);
    }

    /** A call; {@code caller}, if there is one, is passed to it under that name. */
    static Code call(Expr.Call call, Scope scope, @Nullable Code caller) {
        Code function = compile(call.function(), scope);
        ArgumentsCode arguments = arguments(call.args(), scope, caller);
        int at = call.at();
        return activation -> {
            Value called = function.eval(activation);
            Arguments given = arguments.eval(activation);
            Rendering rendering = activation.rendering;
            rendering.at = at;
            rendering.step();
            if (called instanceof CallableValue callable) {
                return callable.call(rendering, given);
            }
            throw called instanceof Undefined undefined
                    ? undefined.failure()
                    : Failure.type("'" + called.typeName() + "' object is not callable");
        };
    }

    private static ArgumentsCode arguments(Expr.Args args, Scope scope, @Nullable Code caller) {
        Code[] positional = all(args.positional(), scope);
        boolean plain =
                args.names().isEmpty()
                        && args.rest() == null
                        && args.namedRest() == null
                        && caller == null;
        if (plain) {
            return positional.length == 0
                    ? activation -> Arguments.NONE
                    : activation -> new Arguments(values(positional, activation), Map.of());
        }
        String[] names = args.names().toArray(String[]::new);
        Code[] named = all(args.named(), scope);
        Code rest = args.rest() == null ? null : compile(args.rest(), scope);
        Code namedRest = args.namedRest() == null ? null : compile(args.namedRest(), scope);
        return activation -> {
            List<Value> values = new ArrayList<>(values(positional, activation));
            Map<String, Value> byName = new LinkedHashMap<>();
            for (int i = 0; i < names.length; i++) {
                byName.put(names[i], named[i].eval(activation));
            }
            if (caller != null) {
                put(byName, "caller", caller.eval(activation));
            }
            if (rest != null) {
                values.addAll(SequenceFilters.toList(rest.eval(activation), activation.rendering));
            }
            if (namedRest != null) {
                spread(namedRest.eval(activation), byName, activation.rendering);
            }
            return new Arguments(values, byName);
        };
    }

    private static void spread(Value source, Map<String, Value> named, Rendering rendering) {
        if (!(source instanceof DictValue dict)) {
            throw Failure.type("argument after ** must be a mapping, not " + source.typeName());
        }
        rendering.charge(dict.length());
        for (Map.Entry<Value, Value> entry : dict.entries.entrySet()) {
            if (!(entry.getKey() instanceof Str name)) {
                throw Failure.type("keywords must be strings");
            }
            put(named, name.text, entry.getValue());
        }
    }

    private static void put(Map<String, Value> named, String name, Value value) {
        if (named.put(name, value) != null) {
            throw Failure.type("got multiple values for keyword argument '" + name + "'");
        }
    }

    /** A filter; its subject is what the code gives, if there is any, else its own. */
    static Code filter(Expr.Filter expression, Scope scope, @Nullable Code block) {
        Filters.Filter filter = Filters.find(expression.name());
        String message = "No filter named '" + expression.name() + "'.";
        if (filter == null && !scope.soft()) {
            throw new SyntaxFailure(message, expression.at());
        }
        Code subject = subject(expression, scope, block);
        ArgumentsCode arguments = arguments(expression.args(), scope, null);
        int at = expression.at();
        return activation -> {
            Value value = subject.eval(activation);
            Arguments given = arguments.eval(activation);
            activation.rendering.at = at;
            activation.rendering.step();
            if (filter == null) {
                throw Failure.render(message);
            }
            return filter.apply(activation.rendering, value, given);
        };
    }

    private static Code subject(Expr.Filter expression, Scope scope, @Nullable Code block) {
        Expr subject = expression.subject();
        if (subject instanceof Expr.Filter inner) {
            return filter(inner, scope, block);
        }
        if (subject != null) {
            return compile(subject, scope);
        }
        if (block == null) {
            throw new SyntaxFailure("a filter without a subject", expression.at());
        }
        return block;
    }

    private static Code test(Expr.Test expression, Scope scope) {
        Tests.Test test = Tests.find(expression.name());
        String message = "No test named '" + expression.name() + "'.";
        if (test == null && !scope.soft()) {
            throw new SyntaxFailure(message, expression.at());
        }
        Code subject = compile(expression.subject(), scope);
        ArgumentsCode arguments = arguments(expression.args(), scope, null);
        int at = expression.at();
        return activation -> {
            Value value = subject.eval(activation);
            Arguments given = arguments.eval(activation);
            activation.rendering.at = at;
            if (test == null) {
                throw Failure.render(message);
            }
            return BoolValue.of(test.holds(activation.rendering, value, given));
        };
    }

    private static Code conditional(Expr.Conditional conditional, Scope scope) {
        Scope soft = scope.softened();
        Code test = compile(conditional.test(), soft);
        Code then = compile(conditional.then(), soft);
        Undefined missing =
                Undefined.because(
                        "the inline if-expression evaluated to false and no else section was"
                                + " defined.");
        Code otherwise =
                conditional.otherwise() == null
                        ? activation -> missing
                        : compile(conditional.otherwise(), soft);
        return activation ->
                test.eval(activation).truth() ? then.eval(activation) : otherwise.eval(activation);
    }

    private static Code binary(Expr.Binary binary, Scope scope) {
        Code left = compile(binary.left(), scope);
        Code right = compile(binary.right(), scope);
        TokenType operator = binary.operator();
        int at = binary.at();
        return activation -> {
            Value a = left.eval(activation);
            Value b = right.eval(activation);
            activation.rendering.at = at;
            return Operators.binary(operator, a, b, activation.rendering);
        };
    }

    private static Code concat(Expr.Concat concat, Scope scope) {
        Code[] parts = all(concat.parts(), scope);
        int at = concat.at();
        return activation -> {
            Rendering rendering = activation.rendering;
            TextBuilder out = new TextBuilder(rendering);
            for (Code part : parts) {
                Value value = part.eval(activation);
                rendering.at = at;
                out.append(Texts.str(value, rendering));
            }
            return out.toStr();
        };
    }

    private static Code compare(Expr.Compare compare, Scope scope) {
        Code first = compile(compare.first(), scope);
        Code[] operands =
                compare.rest().stream()
                        .map(step -> compile(step.operand(), scope))
                        .toArray(Code[]::new);
        Expr.Comparator[] operators =
                compare.rest().stream()
                        .map(Expr.Comparison::operator)
                        .toArray(Expr.Comparator[]::new);
        int at = compare.at();
        return activation -> {
            Value left = first.eval(activation);
            for (int i = 0; i < operands.length; i++) {
                Value right = operands[i].eval(activation);
                activation.rendering.at = at;
                if (!Operators.compare(operators[i], left, right, activation.rendering)) {
                    return BoolValue.FALSE;
                }
                left = right;
            }
            return BoolValue.TRUE;
        };
    }
}
