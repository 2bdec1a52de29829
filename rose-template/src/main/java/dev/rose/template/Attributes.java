package dev.rose.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code value.name} and {@code value[index]}, as the sandbox of Jinja allows them. */
final class Attributes {
    private static final Set<String> LIST_CHANGES =
            Set.of("append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort");
    private static final Set<String> DICT_CHANGES =
            Set.of("clear", "pop", "popitem", "setdefault", "update");

    /** What every object of Python has; the sandbox hides it. */
    private static final Set<String> INTERNAL =
            Set.of(
                    "__class__",
                    "__delattr__",
                    "__dir__",
                    "__doc__",
                    "__eq__",
                    "__format__",
                    "__ge__",
                    "__getattribute__",
                    "__getstate__",
                    "__gt__",
                    "__hash__",
                    "__init__",
                    "__init_subclass__",
                    "__le__",
                    "__lt__",
                    "__ne__",
                    "__new__",
                    "__reduce__",
                    "__reduce_ex__",
                    "__repr__",
                    "__setattr__",
                    "__sizeof__",
                    "__str__",
                    "__subclasshook__");

    private static final Parameters INDEX =
            Parameters.positional("index", "value", "start?", "stop?");
    private static final Parameters COUNT = Parameters.positional("count", "value");
    private static final Parameters GET = Parameters.positional("get", "key", "default?");
    private static final Parameters FROM_KEYS =
            Parameters.positional("fromkeys", "iterable", "value?");

    private Attributes() {}

    /** {@code owner.name}: an attribute if there is one, else the element of that name. */
    static Value get(Value owner, Str name) {
        Value attribute = attribute(owner, name.text);
        if (attribute != null) {
            return attribute;
        }
        if (owner instanceof DictValue dict) {
            Value element = dict.entries.get(name);
            if (element != null) {
                return element;
            }
        }
        return Undefined.attribute(owner, name.text);
    }

    /** {@code owner[index]}: the element if there is one, else the attribute of that name. */
    static Value item(Value owner, Value index) {
        if (owner instanceof Undefined undefined) {
            throw undefined.failure();
        }
        Value element = element(owner, index);
        if (element == null && index instanceof Str name) {
            element = attribute(owner, name.text);
        }
        return element != null ? element : Undefined.element(owner, index);
    }

    private static @Nullable Value element(Value owner, Value index) {
        if (owner instanceof DictValue dict) {
            return index.hashable() ? dict.entries.get(index) : null;
        }
        IntValue number = Numbers.integer(index);
        if (number == null) {
            return null;
        }
        int position = number.clipped();
        int length = owner.length();
        if (position < 0) {
            position += length;
        }
        if (position < 0 || position >= length) {
            return null;
        }
        return switch (owner) {
            case SequenceValue sequence -> sequence.items.get(position);
            case Str text -> {
                int offset = text.offset(position);
                int end = offset + Character.charCount(text.text.codePointAt(offset));
                yield text.part(offset, end);
            }
            case RangeValue range -> range.at(position);
            default -> null;
        };
    }

    /** An attribute proper, or null. */
    static @Nullable Value attribute(Value owner, String name) {
        if (INTERNAL.contains(name)) {
            return Undefined.unsafe(owner, name);
        }
        if (owner instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (owner instanceof NamespaceValue namespace) {
            Value value = namespace.attributes.get(Str.of(name));
            return value == null || !name.startsWith("_") ? value : Undefined.unsafe(owner, name);
        }
        if (name.startsWith("_")) {
            return null;
        }
        return switch (owner) {
            case Str text -> StringMethods.bind(text, name);
            case DictValue dict -> dictAttribute(dict, name);
            case ListValue list ->
                    LIST_CHANGES.contains(name)
                            ? Undefined.unsafe(owner, name)
                            : name.equals("copy")
                                    ? function(name, () -> list)
                                    : sequenceAttribute(list, name);
            case TupleValue tuple -> {
                int part = tuple.names.indexOf(name);
                yield part >= 0 ? tuple.items.get(part) : sequenceAttribute(tuple, name);
            }
            case LoopValue loop -> loop.attribute(name);
            case MacroValue macro -> macro.attribute(name);
            case RangeValue range -> rangeAttribute(range, name);
            case CyclerValue cycler -> cyclerAttribute(cycler, name);
            case JoinerValue joiner ->
                    switch (name) {
                        case "sep" -> joiner.separator;
                        case "used" -> BoolValue.of(joiner.used);
                        default -> null;
                    };
            case IntValue number -> intAttribute(number, name);
            case BoolValue bool -> intAttribute(bool.asInt(), name);
            case FloatValue number -> floatAttribute(number, name);
            default -> null;
        };
    }

    /** A method without parameters. */
    static FunctionValue function(String name, java.util.function.Supplier<Value> body) {
        Parameters none = Parameters.of(name);
        return new FunctionValue(
                name,
                (rendering, arguments) -> {
                    none.bind(arguments);
                    return body.get();
                });
    }

    private static FunctionValue unsupported(String type, String name) {
        return new FunctionValue(
                name,
                (rendering, arguments) -> {
                    throw Failure.render(
                            "the method '" + name + "' of '" + type + "' is not supported");
                });
    }

    private static @Nullable Value dictAttribute(DictValue dict, String name) {
        if (DICT_CHANGES.contains(name)) {
            return Undefined.unsafe(dict, name);
        }
        return switch (name) {
            case "items" -> function(name, () -> new DictView(DictView.Part.ITEMS, dict));
            case "keys" -> function(name, () -> new DictView(DictView.Part.KEYS, dict));
            case "values" -> function(name, () -> new DictView(DictView.Part.VALUES, dict));
            case "copy" -> function(name, () -> dict);
            case "get" ->
                    new FunctionValue(
                            name,
                            (rendering, arguments) -> {
                                Value[] given = GET.bind(arguments);
                                Value found = dict.get(given[0]);
                                Value otherwise = given[1] == null ? NoneValue.NONE : given[1];
                                return found == null ? otherwise : found;
                            });
            case "fromkeys" ->
                    new FunctionValue(
                            name,
                            (rendering, arguments) -> {
                                Value[] given = FROM_KEYS.bind(arguments);
                                Value value = given[1] == null ? NoneValue.NONE : given[1];
                                Map<Value, Value> entries = new LinkedHashMap<>();
                                given[0].iterate()
                                        .forEachRemaining(key -> {
                                            rendering.step();
                                            entries.put(DictValue.checkedKey(key), value);
                                        });
                                return new DictValue(entries);
                            });
            default -> null;
        };
    }

    private static @Nullable Value sequenceAttribute(SequenceValue sequence, String name) {
        return switch (name) {
            case "count" ->
                    new FunctionValue(
                            name,
                            (rendering, arguments) -> {
                                Value wanted = COUNT.bind(arguments)[0];
                                int count = 0;
                                for (Value item : sequence.items) {
                                    count += Operators.equal(item, wanted, rendering) ? 1 : 0;
                                    rendering.step();
                                }
                                return IntValue.of(count);
                            });
            case "index" ->
                    new FunctionValue(
                            name,
                            (rendering, arguments) -> {
                                Value[] given = INDEX.bind(arguments);
                                int[] span = Slices.span(given[1], given[2], sequence.length());
                                for (int i = span[0]; i < span[1]; i++) {
                                    rendering.step();
                                    if (Operators.equal(
                                            sequence.items.get(i), given[0], rendering)) {
                                        return IntValue.of(i);
                                    }
                                }
                                throw Failure.value(
                                        Texts.shortRepr(given[0])
                                                + " is not in "
                                                + sequence.typeName());
                            });
            default -> null;
        };
    }

    private static @Nullable Value rangeAttribute(RangeValue range, String name) {
        return switch (name) {
            case "start" -> IntValue.of(range.start);
            case "stop" -> IntValue.of(range.stop);
            case "step" -> IntValue.of(range.step);
            case "count", "index" -> {
                List<Value> items = new ArrayList<>();
                range.elements().forEachRemaining(items::add);
                yield sequenceAttribute(new ListValue(items), name);
            }
            default -> null;
        };
    }

    private static @Nullable Value cyclerAttribute(CyclerValue cycler, String name) {
        return switch (name) {
            case "next" -> function(name, cycler::next);
            case "current" -> cycler.current();
            case "items" -> new TupleValue(cycler.items);
            case "pos" -> IntValue.of(cycler.position);
            case "reset" ->
                    function(
                            name,
                            () -> {
                                cycler.position = 0;
                                return NoneValue.NONE;
                            });
            default -> null;
        };
    }

    private static @Nullable Value intAttribute(IntValue number, String name) {
        return switch (name) {
            case "real", "numerator" -> number;
            case "imag" -> IntValue.ZERO;
            case "denominator" -> IntValue.ONE;
            case "conjugate" -> function(name, () -> number);
            case "bit_length" ->
                    function(name, () -> IntValue.of(number.bigValue().abs().bitLength()));
            case "bit_count" ->
                    function(name, () -> IntValue.of(number.bigValue().abs().bitCount()));
            case "as_integer_ratio" -> function(name, () -> TupleValue.of(number, IntValue.ONE));
            case "to_bytes", "from_bytes" -> unsupported("int", name);
            default -> null;
        };
    }

    private static @Nullable Value floatAttribute(FloatValue number, String name) {
        return switch (name) {
            case "real" -> number;
            case "imag" -> new FloatValue(0);
            case "conjugate" -> function(name, () -> number);
            case "is_integer" -> function(name, () -> BoolValue.of(number.isIntegral()));
            case "as_integer_ratio", "hex", "fromhex" -> unsupported("float", name);
            default -> null;
        };
    }
}
