package dev.rose.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** Python's {@code sorted}: stable, and content with an order that is none. */
final class Sorting {
    private Sorting() {}

    static <T> List<T> sorted(
            List<T> items, Function<T, Value> key, boolean reverse, Rendering rendering) {
        List<T> ordered = new ArrayList<>(items);
        if (reverse) {
            Collections.reverse(ordered);
        }
        List<Value> keys = new ArrayList<>(ordered.size());
        for (T item : ordered) {
            keys.add(key.apply(item));
        }
        List<Integer> order = new ArrayList<>(ordered.size());
        for (int i = 0; i < ordered.size(); i++) {
            order.add(i);
        }
        List<T> result = new ArrayList<>(ordered.size());
        for (int index : merge(order, keys, rendering)) {
            result.add(ordered.get(index));
        }
        if (reverse) {
            Collections.reverse(result);
        }
        return result;
    }

    private static List<Integer> merge(List<Integer> order, List<Value> keys, Rendering rendering) {
        if (order.size() < 2) {
            return order;
        }
        int middle = order.size() / 2;
        List<Integer> left = merge(order.subList(0, middle), keys, rendering);
        List<Integer> right = merge(order.subList(middle, order.size()), keys, rendering);
        List<Integer> merged = new ArrayList<>(order.size());
        int i = 0;
        int j = 0;
        while (i < left.size() && j < right.size()) {
            Value a = keys.get(left.get(i));
            Value b = keys.get(right.get(j));
            merged.add(
                    Operators.ordered(Expr.Comparator.LT, b, a, rendering)
                            ? right.get(j++)
                            : left.get(i++));
        }
        merged.addAll(left.subList(i, left.size()));
        merged.addAll(right.subList(j, right.size()));
        return merged;
    }
}
