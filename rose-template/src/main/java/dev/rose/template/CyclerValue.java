package dev.rose.template;

import java.util.List;

/** Jinja's {@code cycler}. */
final class CyclerValue implements Value {
    final List<Value> items;
    int position;

    CyclerValue(List<Value> items) {
        if (items.isEmpty()) {
            throw Failure.render("at least one item has to be provided");
        }
        this.items = items;
    }

    Value current() {
        return items.get(position);
    }

    Value next() {
        Value current = current();
        position = (position + 1) % items.size();
        return current;
    }

    @Override
    public String typeName() {
        return "Cycler";
    }
}
