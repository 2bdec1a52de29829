package dev.rose.eval.benchmark;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A mapping of a YAML file whose keys are known. What is wrong in it is said with file, line and
 * key, the first thing alone.
 */
final class YamlMapping {
    private final String file;
    private final String path;
    private final int line;
    private final Map<String, Node> values = new LinkedHashMap<>();

    /**
     * @param path of the mapping in the document; empty for the document itself
     * @param keys that it may have
     */
    YamlMapping(String file, String path, Node node, List<String> keys) {
        this.file = file;
        this.path = path;
        this.line = line(node);
        if (!(node instanceof MappingNode mapping)) {
            throw wrong(
                    file,
                    line,
                    path,
                    "must be a mapping with the keys %s, not %s"
                            .formatted(String.join(", ", keys), seen(node)));
        }
        for (var pair : mapping.getValue()) {
            var key =
                    pair.getKeyNode() instanceof ScalarNode scalar
                            ? scalar.getValue()
                            : seen(pair.getKeyNode());
            if (!keys.contains(key)) {
                throw wrong(
                        file,
                        line(pair.getKeyNode()),
                        path(key),
                        "there is no such key; allowed are " + String.join(", ", keys));
            }
            if (values.put(key, pair.getValueNode()) != null) {
                throw wrong(
                        file,
                        line(pair.getKeyNode()),
                        path(key),
                        "is there twice; once is allowed");
            }
        }
    }

    static RoseException wrong(String file, int line, String key, String message) {
        return new RoseException(
                Kind.INVALID_REQUEST,
                "%s, line %d: %s%s".formatted(file, line, key.isEmpty() ? "" : key + " ", message));
    }

    RoseException wrong(String key, String message) {
        var node = values.get(key);
        return wrong(file, node == null ? line : line(node), path(key), message);
    }

    private String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    Optional<Node> get(String key) {
        return Optional.ofNullable(values.get(key));
    }

    Iterable<String> keys() {
        return values.keySet();
    }

    /** A text that is not blank. */
    Optional<String> text(String key) {
        return get(key).map(node -> text(key, node));
    }

    String needed(String key) {
        return text(key).orElseThrow(() -> wrong(key, "is missing; give a text"));
    }

    private String text(String key, Node node) {
        if (node instanceof ScalarNode scalar
                && (scalar.getScalarStyle() != ScalarStyle.PLAIN
                        || !Tag.NULL.equals(scalar.getTag()))
                && !scalar.getValue().isBlank()) {
            return scalar.getValue();
        }
        throw wrong(key, "must be a text, not " + seen(node));
    }

    /** A text, or a list of texts that is not empty. */
    List<String> texts(String key) {
        var node = values.get(key);
        if (node instanceof SequenceNode list && !list.getValue().isEmpty()) {
            return list.getValue().stream().map(entry -> text(key, entry)).toList();
        }
        return List.of(needed(key));
    }

    /** One of some words. */
    Optional<String> word(String key, Iterable<String> words) {
        return text(key)
                .map(text -> {
                    for (var word : words) {
                        if (word.equals(text)) {
                            return text;
                        }
                    }
                    throw wrong(
                            key,
                            "must be %s, not '%s'".formatted(String.join(" or ", words), text));
                });
    }

    int integer(String key, int least, int most, int otherwise) {
        return get(key).map(
                        node -> {
                            var value = number(node, Tag.INT);
                            if (value >= least && value <= most) {
                                return (int) value;
                            }
                            throw wrong(
                                    key,
                                    "must be a whole number from %d to %d, not %s"
                                            .formatted(least, most, seen(node)));
                        })
                .orElse(otherwise);
    }

    float weight(String key, float otherwise) {
        return get(key).map(
                        node -> {
                            var value = number(node, Tag.FLOAT);
                            if (value >= 0 && value < Float.MAX_VALUE) {
                                return (float) value;
                            }
                            throw wrong(key, "must be a number of at least 0, not " + seen(node));
                        })
                .orElse(otherwise);
    }

    /** Not a number where it is none of that kind; a whole number is a number, too. */
    private static double number(Node node, Tag tag) {
        if (node instanceof ScalarNode scalar
                && (tag.equals(scalar.getTag()) || Tag.INT.equals(scalar.getTag()))) {
            try {
                return Double.parseDouble(scalar.getValue());
            } catch (NumberFormatException e) {
                return Double.NaN; // .inf, 0x1F
            }
        }
        return Double.NaN;
    }

    static int line(@Nullable Node node) {
        return node == null ? 1 : node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    /** A value as messages show it. */
    static String seen(@Nullable Node node) {
        return switch (node) {
            case null -> "an empty file";
            case MappingNode _ -> "a mapping";
            case SequenceNode list -> list.getValue().isEmpty() ? "an empty list" : "a list";
            case ScalarNode scalar when scalar.getValue().isBlank() -> "nothing";
            case ScalarNode scalar -> "'" + shortened(scalar.getValue()) + "'";
            default -> "something else";
        };
    }

    private static String shortened(String text) {
        var oneLine = text.strip().replaceAll("\\s+", " ");
        return oneLine.length() <= 40 ? oneLine : oneLine.substring(0, 40) + "…";
    }
}
