package dev.rose.template;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;

/** What {@code keys()}, {@code values()} and {@code items()} of a dict give. */
final class DictView implements Value {
    /** Which side of the entries. */
    enum Part {
        KEYS("dict_keys"),
        VALUES("dict_values"),
        ITEMS("dict_items");

        final String typeName;

        Part(String typeName) {
            this.typeName = typeName;
        }
    }

    final Part part;
    final DictValue dict;

    DictView(Part part, DictValue dict) {
        this.part = part;
        this.dict = dict;
    }

    List<Value> toList() {
        return switch (part) {
            case KEYS -> new ArrayList<>(dict.entries.keySet());
            case VALUES -> new ArrayList<>(dict.entries.values());
            case ITEMS -> {
                List<Value> items = new ArrayList<>(dict.entries.size());
                dict.entries.forEach((key, value) -> items.add(TupleValue.of(key, value)));
                yield items;
            }
        };
    }

    @Override
    public String typeName() {
        return part.typeName;
    }

    @Override
    public boolean truth() {
        return dict.truth();
    }

    @Override
    public long weight() {
        return 1 + 2 * dict.weight();
    }

    @Override
    public int depth() {
        return dict.depth() + 2;
    }

    @Override
    public int length() {
        return dict.length();
    }

    @Override
    public Iterator<Value> elements() {
        return toList().iterator();
    }

    @Override
    public Iterator<Value> reversed() {
        return toList().reversed().iterator();
    }

    @Override
    public boolean hashable() {
        return part == Part.VALUES;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof DictView that
                        && part != Part.VALUES
                        && that.part != Part.VALUES
                        && new HashSet<>(toList()).equals(new HashSet<>(that.toList())));
    }

    @Override
    public int hashCode() {
        return part == Part.VALUES ? System.identityHashCode(this) : dict.entries.size();
    }
}
