package dev.rose.template;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The filters that order, cut and join sequences. */
final class SequenceFilters {
    private SequenceFilters() {}

    static void define() {
        for (String name : new String[] {"length", "count"}) {
            Filters.put(name, (r, value, a) -> length(value));
        }
        Filters.put("list", (r, value, a) -> new ListValue(toList(value, r)));
        Filters.put("first", (r, value, a) -> first(value));
        Filters.put("last", (r, value, a) -> last(value));
        Filters.put("reverse", (r, value, a) -> reverse(value, r));
        Filters.put("join", SequenceFilters::join, "d?", "attribute?");
        Filters.put("items", (r, value, a) -> items(value));
        Filters.put("dictsort", SequenceFilters::dictSort, "case_sensitive?", "by?", "reverse?");
        Filters.put("sort", SequenceFilters::sort, "reverse?", "case_sensitive?", "attribute?");
        Filters.put("unique", SequenceFilters::unique, "case_sensitive?", "attribute?");
        Filters.put(
                "min",
                (r, value, a) -> extreme(value, a, true, r),
                "case_sensitive?",
                "attribute?");
        Filters.put(
                "max",
                (r, value, a) -> extreme(value, a, false, r),
                "case_sensitive?",
                "attribute?");
        Filters.put("sum", SequenceFilters::sum, "attribute?", "start?");
        Filters.put(
                "groupby", SequenceFilters::groupBy, "attribute", "default?", "case_sensitive?");
        Filters.put(
                "batch",
                (r, value, a) ->
                        generator(() -> batch(r, value, StringMethods.required(a[0]), fill(a[1]))),
                "linecount",
                "fill_with?");
        Filters.put(
                "slice",
                (r, value, a) ->
                        generator(() -> slice(r, value, StringMethods.required(a[0]), fill(a[1]))),
                "slices",
                "fill_with?");
    }

    static List<Value> toList(Value value, Rendering rendering) {
        Iterator<Value> elements = value.iterate();
        List<Value> items = new ArrayList<>();
        while (elements.hasNext()) {
            rendering.step();
            items.add(elements.next());
        }
        return items;
    }

    private static Value length(Value value) {
        int length = value.length();
        if (length < 0) {
            throw Failure.type("object of type '" + value.typeName() + "' has no len()");
        }
        return IntValue.of(length);
    }

    private static Value first(Value value) {
        Iterator<Value> elements = value.iterate();
        return elements.hasNext()
                ? elements.next()
                : Undefined.because("No first item, sequence was empty.");
    }

    private static Value last(Value value) {
        Iterator<Value> elements = value.reversed();
        if (elements == null) {
            throw Failure.type("'" + value.typeName() + "' object is not reversible");
        }
        return elements.hasNext()
                ? elements.next()
                : Undefined.because("No last item, sequence was empty.");
    }

    private static Value reverse(Value value, Rendering rendering) {
        if (value instanceof Str text) {
            return Slices.slice(text, null, null, IntValue.of(-1), rendering);
        }
        Iterator<Value> elements = value.reversed();
        if (elements != null) {
            return new IteratorValue("reversed " + value.typeName(), elements);
        }
        return new ListValue(toList(value, rendering).reversed());
    }

    private static Value join(Rendering rendering, Value value, @Nullable Value[] arguments) {
        Str separator = arguments[0] == null ? Str.EMPTY : Texts.str(arguments[0], rendering);
        Value attribute = arguments[1] == NoneValue.NONE ? null : arguments[1];
        ElementKey key = ElementKey.of(attribute, null, false);
        Iterator<Value> elements = value.iterate();
        TextBuilder out = new TextBuilder(rendering);
        for (boolean first = true; elements.hasNext(); first = false) {
            rendering.step();
            if (!first) {
                out.append(separator);
            }
            out.append(Texts.str(key.in(elements.next(), rendering), rendering));
        }
        return out.toStr();
    }

    private static Value items(Value value) {
        if (value instanceof Undefined) {
            return new IteratorValue("generator", List.<Value>of().iterator());
        }
        if (!(value instanceof DictValue dict)) {
            return new IteratorValue(
                    "generator",
                    new LazyIterator(
                            () -> {
                                throw Failure.type("Can only get item pairs from a mapping.");
                            },
                            item -> item));
        }
        return new IteratorValue("generator", new DictView(DictView.Part.ITEMS, dict).elements());
    }

    private static boolean flag(@Nullable Value argument) {
        return argument != null && argument.truth();
    }

    private static Value dictSort(Rendering rendering, Value value, @Nullable Value[] arguments) {
        boolean ignoreCase = !flag(arguments[0]);
        String by = arguments[1] == null ? "key" : Texts.str(arguments[1], rendering).text;
        int side =
                switch (by) {
                    case "key" -> 0;
                    case "value" -> 1;
                    default ->
                            throw Failure.render(
                                    "You can only sort by either \"key\" or \"value\"");
                };
        if (!(value instanceof DictValue dict)) {
            throw value instanceof Undefined undefined
                    ? undefined.failure()
                    : Failure.type("dictsort wants a mapping, not " + value.typeName());
        }
        ElementKey key = ElementKey.of(IntValue.of(side), null, ignoreCase);
        return new ListValue(
                Sorting.sorted(
                        new DictView(DictView.Part.ITEMS, dict).toList(),
                        pair -> key.in(pair, rendering),
                        flag(arguments[2]),
                        rendering));
    }

    private static Value sort(Rendering rendering, Value value, @Nullable Value[] arguments) {
        List<ElementKey> keys = ElementKey.several(arguments[2], !flag(arguments[1]));
        return new ListValue(
                Sorting.sorted(
                        toList(value, rendering),
                        item -> {
                            List<Value> parts = new ArrayList<>(keys.size());
                            keys.forEach(key -> parts.add(key.in(item, rendering)));
                            return new ListValue(parts);
                        },
                        flag(arguments[0]),
                        rendering));
    }

    private static Value unique(Rendering rendering, Value value, @Nullable Value[] arguments) {
        ElementKey key = ElementKey.of(arguments[1], null, !flag(arguments[0]));
        Set<Value> seen = new HashSet<>();
        return new IteratorValue(
                "generator",
                new LazyIterator(
                        value::iterate,
                        item -> {
                            rendering.step();
                            Value found = DictValue.checkedKey(key.in(item, rendering));
                            rendering.charge(found.weight() >> 4);
                            return seen.add(found) ? item : null;
                        }));
    }

    private static Value extreme(
            Value value, @Nullable Value[] arguments, boolean least, Rendering rendering) {
        ElementKey key = ElementKey.of(arguments[1], null, !flag(arguments[0]));
        Iterator<Value> elements = value.iterate();
        if (!elements.hasNext()) {
            return Undefined.because("No aggregated item, sequence was empty.");
        }
        Expr.Comparator better = least ? Expr.Comparator.LT : Expr.Comparator.GT;
        Value best = elements.next();
        Value bestKey = key.in(best, rendering);
        while (elements.hasNext()) {
            Value next = elements.next();
            Value nextKey = key.in(next, rendering);
            if (Operators.ordered(better, nextKey, bestKey, rendering)) {
                best = next;
                bestKey = nextKey;
            }
        }
        return best;
    }

    private static Value sum(Rendering rendering, Value value, @Nullable Value[] arguments) {
        ElementKey key = ElementKey.of(arguments[0], null, false);
        Value total = arguments[1] == null ? IntValue.ZERO : arguments[1];
        if (total instanceof Str) {
            throw Failure.type("sum() can't sum strings [use ''.join(seq) instead]");
        }
        Iterator<Value> elements = value.iterate();
        while (elements.hasNext()) {
            rendering.step();
            total =
                    Operators.binary(
                            TokenType.ADD, total, key.in(elements.next(), rendering), rendering);
        }
        return total;
    }

    private static Value groupBy(Rendering rendering, Value value, @Nullable Value[] arguments) {
        boolean ignoreCase = !flag(arguments[2]);
        ElementKey key = ElementKey.of(arguments[0], arguments[1], ignoreCase);
        ElementKey shown = ElementKey.of(arguments[0], arguments[1], false);
        List<Value> items =
                Sorting.sorted(
                        toList(value, rendering),
                        item -> key.in(item, rendering),
                        false,
                        rendering);
        List<Value> groups = new ArrayList<>();
        int from = 0;
        while (from < items.size()) {
            Value first = key.in(items.get(from), rendering);
            int to = from + 1;
            while (to < items.size()
                    && Operators.equal(first, key.in(items.get(to), rendering), rendering)) {
                to++;
            }
            groups.add(
                    new TupleValue(
                            List.of(
                                    shown.in(items.get(from), rendering),
                                    new ListValue(List.copyOf(items.subList(from, to)))),
                            List.of("grouper", "list")));
            from = to;
        }
        return new ListValue(groups);
    }

    private static @Nullable Value fill(@Nullable Value argument) {
        return argument == NoneValue.NONE ? null : argument;
    }

    private static IteratorValue generator(Supplier<List<Value>> make) {
        return new IteratorValue(
                "generator", new LazyIterator(() -> make.get().iterator(), item -> item));
    }

    private static List<Value> batch(
            Rendering rendering, Value value, Value size, @Nullable Value fill) {
        List<Value> batches = new ArrayList<>();
        List<Value> line = new ArrayList<>();
        for (Value item : toList(value, rendering)) {
            if (IntValue.of(line.size()).equals(size)) {
                batches.add(new ListValue(line));
                line = new ArrayList<>();
            }
            line.add(item);
        }
        if (!line.isEmpty()) {
            if (fill != null) {
                long missing = (long) StringMethods.integer(size) - line.size();
                rendering.charge(Math.max(0, missing));
                for (long i = 0; i < missing; i++) {
                    line.add(fill);
                }
            }
            batches.add(new ListValue(line));
        }
        return batches;
    }

    private static List<Value> slice(
            Rendering rendering, Value value, Value count, @Nullable Value fill) {
        List<Value> items = toList(value, rendering);
        int slices = StringMethods.integer(count);
        if (slices == 0) {
            throw Failure.render("integer division or modulo by zero");
        }
        rendering.charge(Math.max(0, slices));
        int each = Math.floorDiv(items.size(), slices);
        int longer = Math.floorMod(items.size(), slices);
        List<Value> result = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < slices; i++) {
            int to = at + each + (i < longer ? 1 : 0);
            List<Value> part = new ArrayList<>(items.subList(at, to));
            if (fill != null && i >= longer) {
                part.add(fill);
            }
            result.add(new ListValue(part));
            at = to;
        }
        return result;
    }
}
