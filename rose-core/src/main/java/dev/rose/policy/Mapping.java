package dev.rose.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A YAML mapping whose keys are known; says what is wrong with what it holds. */
final class Mapping {
    private final String path;
    private final int line;
    private final Problems problems;
    private final Map<String, Node> values = new LinkedHashMap<>();

    /** Where problems go. */
    @FunctionalInterface
    interface Problems {
        void add(int line, String key, String message);
    }

    /**
     * @param path of the mapping in the document; empty for the document itself
     * @param keys that it may have
     */
    Mapping(MappingNode node, String path, List<String> keys, Problems problems) {
        this.path = path;
        this.line = line(node);
        this.problems = problems;
        for (var pair : node.getValue()) {
            var key =
                    pair.getKeyNode() instanceof ScalarNode scalar
                            ? scalar.getValue()
                            : "a " + kind(pair.getKeyNode());
            if (!keys.contains(key)) {
                problems.add(
                        line(pair.getKeyNode()),
                        path(key),
                        "there is no such key; allowed are " + String.join(", ", keys));
            } else if (values.put(key, pair.getValueNode()) != null) {
                problems.add(line(pair.getKeyNode()), path(key), "is there twice; once is allowed");
            }
        }
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    Optional<Node> get(String key) {
        return Optional.ofNullable(values.get(key));
    }

    int line() {
        return line;
    }

    String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Complains about the value of {@code key}, or about the mapping where it has none. */
    void complain(String key, String message) {
        var node = values.get(key);
        problems.add(node == null ? line : line(node), path(key), message);
    }

    /** A text that is not blank; empty where there is none or something else is wrong with it. */
    Optional<String> text(String key, String allowed) {
        return get(key).flatMap(node -> {
            if (isText(node) && !((ScalarNode) node).getValue().isBlank()) {
                return Optional.of(((ScalarNode) node).getValue());
            }
            complain(key, "must be %s, not %s".formatted(allowed, seen(node)));
            return Optional.empty();
        });
    }

    /** A number that {@code limits} takes. */
    Optional<Float> number(String key, Limits limits) {
        return get(key).flatMap(node -> {
            if (node instanceof ScalarNode scalar
                    && (Tag.FLOAT.equals(node.getTag()) || Tag.INT.equals(node.getTag()))) {
                var value = parse(scalar.getValue());
                if (limits.hold(value)) {
                    return Optional.of(value);
                }
            }
            complain(key, "must be a number %s, not %s".formatted(limits.words(), seen(node)));
            return Optional.empty();
        });
    }

    Optional<Long> integer(String key) {
        return get(key).flatMap(node -> {
            if (node instanceof ScalarNode scalar && Tag.INT.equals(node.getTag())) {
                try {
                    return Optional.of(Long.parseLong(scalar.getValue()));
                } catch (NumberFormatException tooLarge) {
                    // said below, as for any other text
                }
            }
            complain(
                    key, "must be a whole number of at most 64 bits, not %s".formatted(seen(node)));
            return Optional.empty();
        });
    }

    /**
     * What a number must be.
     *
     * @param most excluded; infinite for none
     */
    record Limits(float most, String words) {
        static final Limits WEIGHT = new Limits(Float.POSITIVE_INFINITY, "of at least 0");
        static final Limits SHARE = new Limits(1, "of at least 0 and below 1");

        boolean hold(float value) {
            return value >= 0 && value < most;
        }
    }

    private static float parse(String number) {
        try {
            return Float.parseFloat(number);
        } catch (NumberFormatException e) {
            return Float.NaN; // .inf, .nan, 0x1F
        }
    }

    static boolean isText(Node node) {
        return node instanceof ScalarNode scalar
                && (scalar.getScalarStyle() != ScalarStyle.PLAIN || Tag.STR.equals(node.getTag()));
    }

    static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    /** A value as messages show it. */
    static String seen(Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            return "a " + kind(node);
        }
        var value = scalar.getValue();
        if (value.isBlank()) {
            return "nothing";
        }
        var oneLine = value.strip().replaceAll("\\s+", " ");
        return "'%s'".formatted(oneLine.length() <= 40 ? oneLine : oneLine.substring(0, 40) + "…");
    }

    private static String kind(Node node) {
        return switch (node) {
            case MappingNode _ -> "mapping";
            case SequenceNode _ -> "list";
            default -> "scalar";
        };
    }
}
