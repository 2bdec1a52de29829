package dev.rose.llama.gguf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/**
 * A model in several files, named {@code NAME-00001-of-00003.gguf} and so on. The first has the
 * metadata; the model is given by it.
 */
final class SplitModel {
    private static final String NUMBER = "split.no";
    private static final String COUNT = "split.count";
    private static final String TENSORS = "split.tensors.count";

    private SplitModel() {}

    /** The parts of the model that {@code first} begins: itself alone where it is not split. */
    static List<GgufReader.Parsed> parts(GgufReader.Parsed first) {
        var count = value(first, COUNT, GgufValueType.UINT16, 0);
        if (count <= 1) {
            return List.of(first);
        }
        var names = names(first, (int) count);
        var parts = new ArrayList<GgufReader.Parsed>();
        parts.add(first);
        for (var i = 1; i < count; i++) {
            if (!Files.exists(names.get(i))) {
                throw GgufException.missing(
                        names.get(i),
                        "this part of the split model is missing ("
                                + (i + 1)
                                + " of "
                                + count
                                + "); put all parts into one folder");
            }
            parts.add(part(names.get(i), i));
        }
        requireTensors(parts);
        return parts;
    }

    private static List<Path> names(GgufReader.Parsed first, int count) {
        var number = value(first, NUMBER, GgufValueType.UINT16, -1);
        var name = String.valueOf(first.path().getFileName());
        if (number != 0) {
            throw GgufException.invalid(
                    first.path(),
                    "this is part "
                            + (number + 1)
                            + " of a model in "
                            + count
                            + " files; give the first part, "
                            + partName("NAME", 0, count));
        }
        var suffix = partName("", 0, count);
        if (!name.endsWith(suffix) || name.length() == suffix.length()) {
            throw GgufException.invalid(
                    first.path(),
                    "the first of "
                            + count
                            + " files of a split model must be named NAME"
                            + suffix
                            + "; give the parts their original names");
        }
        var prefix = name.substring(0, name.length() - suffix.length());
        var paths = new ArrayList<Path>();
        for (var i = 0; i < count; i++) {
            paths.add(first.path().resolveSibling(partName(prefix, i, count)));
        }
        return paths;
    }

    private static String partName(String prefix, int number, int count) {
        return String.format(Locale.ROOT, "%s-%05d-of-%05d.gguf", prefix, number + 1, count);
    }

    private static GgufReader.Parsed part(Path path, int expected) {
        var part = GgufReader.read(path, expected);
        var number = value(part, NUMBER, GgufValueType.UINT16, -1);
        if (number != expected) {
            throw GgufException.invalid(
                    path,
                    "the name says part "
                            + (expected + 1)
                            + " of a split model, and its split.no says "
                            + (number < 0 ? "nothing" : "part " + (number + 1))
                            + "; download the part again");
        }
        return part;
    }

    private static void requireTensors(List<GgufReader.Parsed> parts) {
        var names = new HashSet<String>();
        for (var part : parts) {
            for (var tensor : part.tensors()) {
                if (!names.add(tensor.name())) {
                    throw GgufException.damaged(
                            part.path(),
                            "the tensor "
                                    + GgufException.quoted(tensor.name())
                                    + " is in an earlier part, too");
                }
            }
        }
        var first = parts.getFirst();
        var expected = value(first, TENSORS, GgufValueType.INT32, -1);
        if (expected != names.size()) {
            throw GgufException.damaged(
                    first.path(),
                    TENSORS + " is " + expected + ", and the parts have " + names.size());
        }
    }

    private static long value(
            GgufReader.Parsed part, String key, GgufValueType type, long otherwise) {
        var entry = part.metadata().typed(key, type);
        return entry == null ? otherwise : part.metadata().integer(key).orElse(otherwise);
    }
}
