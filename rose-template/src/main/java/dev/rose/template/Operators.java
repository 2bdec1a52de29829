package dev.rose.template;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What operators do with values of any type. */
final class Operators {
    private Operators() {}

    static Value binary(TokenType operator, Value left, Value right, Rendering rendering) {
        Value a = Numbers.number(left);
        Value b = Numbers.number(right);
        if (a != null && b != null) {
            return Numbers.compute(operator, a, b);
        }
        if (operator == TokenType.MOD && left instanceof Str format) {
            return new PercentFormat(format, rendering).apply(right);
        }
        if (left instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (right instanceof Undefined undefined) {
            throw undefined.failure();
        }
        Value result =
                switch (operator) {
                    case ADD -> add(left, right, rendering);
                    case MUL -> multiply(left, right, rendering);
                    default -> null;
                };
        if (result == null) {
            throw Failure.type(
                    "unsupported operand type(s) for "
                            + operator.shown
                            + ": '"
                            + left.typeName()
                            + "' and '"
                            + right.typeName()
                            + "'");
        }
        return result;
    }

    private static @Nullable Value add(Value left, Value right, Rendering rendering) {
        if (left instanceof Str a && right instanceof Str b) {
            return concat(a, b, rendering);
        }
        boolean lists = left instanceof ListValue && right instanceof ListValue;
        boolean tuples = left instanceof TupleValue && right instanceof TupleValue;
        if (lists || tuples) {
            SequenceValue a = (SequenceValue) left;
            SequenceValue b = (SequenceValue) right;
            rendering.charge((long) a.length() + b.length());
            List<Value> items = new ArrayList<>(a.length() + b.length());
            items.addAll(a.items);
            items.addAll(b.items);
            return a.with(items);
        }
        return null;
    }

    private static Str concat(Str a, Str b, Rendering rendering) {
        if (a.markup || b.markup) {
            return new TextBuilder(rendering)
                    .append(Html.escape(a, rendering))
                    .append(Html.escape(b, rendering))
                    .toStr(true);
        }
        if (a.marks == null && b.marks == null) {
            rendering.chargeText(a.text.length(), b.text.length());
            return Str.of(a.text.concat(b.text));
        }
        return new TextBuilder(rendering).append(a).append(b).toStr();
    }

    private static @Nullable Value multiply(Value left, Value right, Rendering rendering) {
        IntValue times = Numbers.integer(right);
        Value repeated = left;
        if (times == null) {
            times = Numbers.integer(left);
            repeated = right;
        }
        if (times == null) {
            return null;
        }
        if (!times.fitsLong()) {
            throw Failure.overflow("cannot fit 'int' into an index-sized integer");
        }
        int count = Math.max(0, times.clipped());
        if (repeated instanceof Str text) {
            return repeat(text, count, rendering);
        }
        if (repeated instanceof SequenceValue sequence) {
            long total = (long) sequence.length() * count;
            rendering.charge(total);
            List<Value> items = new ArrayList<>((int) total);
            for (int i = 0; i < count && total > 0; i++) {
                items.addAll(sequence.items);
            }
            return sequence.with(items);
        }
        return null;
    }

    static Str repeat(Str text, int count, Rendering rendering) {
        if (text.text.isEmpty() || count == 0) {
            return text.part(0, 0);
        }
        rendering.chargeText(0, (long) text.text.length() * count);
        if (text.marks == null) {
            return new Str(text.text.repeat(count), null, text.markup);
        }
        return new TextBuilder(rendering).repeat(text, count).toStr(text.markup);
    }

    static Value negate(Value value) {
        Value number = Numbers.number(value);
        if (number == null) {
            throw badUnary("-", value);
        }
        return Numbers.negate(number);
    }

    static Value plus(Value value) {
        Value number = Numbers.number(value);
        if (number == null) {
            throw badUnary("+", value);
        }
        return number;
    }

    private static Failure badUnary(String operator, Value value) {
        return value instanceof Undefined undefined
                ? undefined.failure()
                : Failure.type(
                        "bad operand type for unary " + operator + ": '" + value.typeName() + "'");
    }

    static boolean compare(Expr.Comparator operator, Value left, Value right, Rendering rendering) {
        return switch (operator) {
            case EQ -> equal(left, right, rendering);
            case NE -> !equal(left, right, rendering);
            case LT, LE, GT, GE -> ordered(operator, left, right, rendering);
            case IN -> contains(right, left, rendering);
            case NOT_IN -> !contains(right, left, rendering);
        };
    }

    static boolean equal(Value left, Value right, Rendering rendering) {
        rendering.charge(Math.min(left.weight(), right.weight()) >> 1);
        return left.equals(right);
    }

    /** Whether {@code left < right}, and so on. */
    static boolean ordered(Expr.Comparator operator, Value left, Value right, Rendering rendering) {
        rendering.step();
        if (left instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (right instanceof Undefined undefined) {
            throw undefined.failure();
        }
        Value a = Numbers.number(left);
        Value b = Numbers.number(right);
        if (a != null && b != null) {
            Integer sign = Numbers.compare(a, b);
            return sign != null && holds(operator, sign);
        }
        if (left instanceof Str x && right instanceof Str y) {
            rendering.charge(Math.min(x.weight(), y.weight()));
            return holds(operator, compareTexts(x.text, y.text));
        }
        boolean lists = left instanceof ListValue && right instanceof ListValue;
        boolean tuples = left instanceof TupleValue && right instanceof TupleValue;
        if (lists || tuples) {
            return orderedSequences(
                    operator, (SequenceValue) left, (SequenceValue) right, rendering);
        }
        throw Failure.type(
                "'"
                        + symbol(operator)
                        + "' not supported between instances of '"
                        + left.typeName()
                        + "' and '"
                        + right.typeName()
                        + "'");
    }

    private static boolean orderedSequences(
            Expr.Comparator operator, SequenceValue a, SequenceValue b, Rendering rendering) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            if (!equal(a.items.get(i), b.items.get(i), rendering)) {
                return ordered(operator, a.items.get(i), b.items.get(i), rendering);
            }
        }
        return holds(operator, Integer.compare(a.length(), b.length()));
    }

    private static boolean holds(Expr.Comparator operator, int sign) {
        return switch (operator) {
            case LT -> sign < 0;
            case LE -> sign <= 0;
            case GT -> sign > 0;
            default -> sign >= 0;
        };
    }

    private static String symbol(Expr.Comparator operator) {
        return switch (operator) {
            case LT -> "<";
            case LE -> "<=";
            case GT -> ">";
            default -> ">=";
        };
    }

    /** By code points, as Python orders. */
    private static int compareTexts(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean pairs = Character.isSurrogate(x) != Character.isSurrogate(y);
                return pairs ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /** Python's {@code element in container}. */
    static boolean contains(Value container, Value element, Rendering rendering) {
        rendering.step();
        return switch (container) {
            case Str text -> {
                if (!(element instanceof Str part)) {
                    throw Failure.type(
                            "'in <string>' requires string as left operand, not "
                                    + element.typeName());
                }
                rendering.charge(text.weight());
                yield TextSearch.indexOf(text.text, part.text, 0) >= 0;
            }
            case DictValue dict -> {
                rendering.charge(element.weight() >> 4);
                yield dict.get(element) != null;
            }
            case DictView view when view.part == DictView.Part.KEYS ->
                    view.dict.get(element) != null;
            case RangeValue range -> {
                rendering.charge(range.length() >> 4);
                yield range.contains(element);
            }
            default -> among(container, element, rendering);
        };
    }

    private static boolean among(Value container, Value element, Rendering rendering) {
        Iterator<Value> elements = container.elements();
        if (elements == null) {
            throw Failure.type("argument of type '" + container.typeName() + "' is not iterable");
        }
        while (elements.hasNext()) {
            rendering.step();
            Value next = elements.next();
            if (identical(next, element) || equal(next, element, rendering)) {
                return true;
            }
        }
        return false;
    }

    /** Python's {@code is}, as far as templates can tell: not-a-number is itself and no equal. */
    @SuppressWarnings("ReferenceEquality")
    static boolean identical(Value left, Value right) {
        return left == right;
    }
}
