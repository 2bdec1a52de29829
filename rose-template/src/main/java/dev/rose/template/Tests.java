package dev.rose.template;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tests that {@code is} knows. */
final class Tests {
    /** A test of a value. */
    @FunctionalInterface
    interface Test {
        boolean holds(Rendering rendering, Value value, Arguments arguments);
    }

    @FunctionalInterface
    private interface Plain {
        boolean holds(Value value);
    }

    @FunctionalInterface
    private interface Binary {
        boolean holds(Rendering rendering, Value value, Value other);
    }

    private static final Map<String, Test> ALL = new HashMap<>();

    static {
        types();
        numbers();
        plain("defined", value -> !(value instanceof Undefined));
        plain("undefined", value -> value instanceof Undefined);
        plain(
                "filter",
                value ->
                        DictValue.checkedKey(value) instanceof Str name
                                && Filters.find(name.text) != null);
        plain(
                "test",
                value ->
                        DictValue.checkedKey(value) instanceof Str name && find(name.text) != null);
        ALL.put(
                "lower",
                (rendering, value, arguments) ->
                        CaseMapping.isLower(Texts.str(value, rendering).text));
        ALL.put(
                "upper",
                (rendering, value, arguments) ->
                        CaseMapping.isUpper(Texts.str(value, rendering).text));
        binary("sameas", (rendering, value, other) -> same(value, other), "other");
        binary(
                "in",
                (rendering, value, other) -> Operators.contains(other, value, rendering),
                "seq");
        comparisons();
    }

    private Tests() {}

    static @Nullable Test find(String name) {
        return ALL.get(name);
    }

    private static void plain(String name, Plain test) {
        Parameters none = Parameters.of(name);
        ALL.put(
                name,
                (rendering, value, arguments) -> {
                    none.bind(arguments);
                    return test.holds(value);
                });
    }

    private static void binary(String name, Binary test, String parameter) {
        Parameters one = Parameters.of(name, parameter);
        ALL.put(
                name,
                (rendering, value, arguments) ->
                        test.holds(
                                rendering, value, StringMethods.required(one.bind(arguments)[0])));
    }

    private static void types() {
        plain("none", value -> value == NoneValue.NONE);
        plain("boolean", value -> value instanceof BoolValue);
        plain("true", value -> value instanceof BoolValue && value.truth());
        plain("false", value -> value instanceof BoolValue && !value.truth());
        plain("integer", value -> value instanceof IntValue);
        plain("float", value -> value instanceof FloatValue);
        plain("number", value -> Numbers.number(value) != null);
        plain("string", value -> value instanceof Str);
        plain("mapping", value -> value instanceof DictValue);
        plain("iterable", value -> value instanceof LoopValue || value.elements() != null);
        plain("callable", value -> value instanceof CallableValue || value instanceof Undefined);
        plain("escaped", value -> value instanceof Str text && text.markup);
        plain(
                "sequence",
                value ->
                        value instanceof Str
                                || value instanceof SequenceValue
                                || value instanceof DictValue
                                || value instanceof RangeValue
                                || value instanceof Undefined);
    }

    private static void numbers() {
        IntValue two = IntValue.of(2);
        ALL.put(
                "odd",
                (rendering, value, args) -> modulo(value, two, rendering).equals(IntValue.ONE));
        ALL.put(
                "even",
                (rendering, value, args) -> modulo(value, two, rendering).equals(IntValue.ZERO));
        binary(
                "divisibleby",
                (rendering, value, other) -> modulo(value, other, rendering).equals(IntValue.ZERO),
                "num");
    }

    private static Value modulo(Value value, Value divisor, Rendering rendering) {
        return Operators.binary(TokenType.MOD, value, divisor, rendering);
    }

    private static void comparisons() {
        comparison(Expr.Comparator.EQ, "==", "eq", "equalto");
        comparison(Expr.Comparator.NE, "!=", "ne");
        comparison(Expr.Comparator.GT, ">", "gt", "greaterthan");
        comparison(Expr.Comparator.GE, ">=", "ge");
        comparison(Expr.Comparator.LT, "<", "lt", "lessthan");
        comparison(Expr.Comparator.LE, "<=", "le");
    }

    private static void comparison(Expr.Comparator comparator, String... names) {
        for (String name : names) {
            Parameters one = Parameters.positional(name, "other");
            ALL.put(
                    name,
                    (rendering, value, arguments) ->
                            Operators.compare(
                                    comparator,
                                    value,
                                    StringMethods.required(one.bind(arguments)[0]),
                                    rendering));
        }
    }

    /** Python's {@code is}: one object, or small values of which there is one object only. */
    private static boolean same(Value value, Value other) {
        if (Operators.identical(value, other)) {
            return true;
        }
        boolean small =
                value instanceof IntValue number
                        && number.fitsLong()
                        && number.longValue() >= -5
                        && number.longValue() <= 256;
        return small && other instanceof IntValue && value.equals(other);
    }
}
