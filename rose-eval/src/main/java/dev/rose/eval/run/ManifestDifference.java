package dev.rose.eval.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What differs between two manifests, in words. */
final class ManifestDifference {
    /** Where a run is gone on with does not make it another one. */
    private static final Set<String> NO_MATTER = Set.of("machine");

    private static final int MOST_TOLD = 4;
    private static final int MOST_SHOWN = 60;

    private final List<String> found = new ArrayList<>();

    private ManifestDifference() {}

    /** Empty where nothing differs that matters. */
    static String between(ObjectNode was, ObjectNode is) {
        var difference = new ManifestDifference();
        var names = new TreeSet<>(was.propertyNames());
        names.addAll(is.propertyNames());
        names.removeAll(NO_MATTER);
        for (var name : names) {
            difference.compare(name, was.path(name), is.path(name));
        }
        var found = difference.found;
        var told = String.join("; ", found.subList(0, Math.min(MOST_TOLD, found.size())));
        return found.size() > MOST_TOLD
                ? told + "; and %d more".formatted(found.size() - MOST_TOLD)
                : told;
    }

    private void compare(String name, JsonNode was, JsonNode is) {
        if (was.isObject() && is.isObject()) {
            var names = new TreeSet<>(was.propertyNames());
            names.addAll(is.propertyNames());
            for (var inner : names) {
                compare(name + "." + inner, was.path(inner), is.path(inner));
            }
        } else if (was.isArray() && is.isArray() && was.size() == is.size()) {
            for (int i = 0; i < was.size(); i++) {
                compare("%s[%d]".formatted(name, i), was.path(i), is.path(i));
            }
        } else if (!was.equals(is)) {
            found.add("%s was %s, is %s".formatted(name, shown(was), shown(is)));
        }
    }

    private static String shown(JsonNode node) {
        if (node.isMissingNode()) {
            return "not there";
        }
        var text = node.toString();
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    }
}
