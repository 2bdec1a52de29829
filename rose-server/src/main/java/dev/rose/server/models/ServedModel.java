package dev.rose.server.models;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A model that requests may name.
 *
 * @param name what requests call it
 * @param model what it is, as {@link dev.rose.RoseOptions#model} has it; several names may share
 *     one
 */
public record ServedModel(String name, String model) {
    private static final Pattern ALIAS = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._:-]{0,127}");
    private static final String EXTENSION = ".gguf";

    /**
     * Reads {@code NAME=MODEL} or {@code MODEL}. Without a name a file, here or on the hub, is
     * called as it is without its folder and ending: requests see neither folders nor owners.
     *
     * @throws RoseException with kind {@code INVALID_REQUEST} where a part is missing
     */
    public static ServedModel parse(String argument) {
        var equals = argument.indexOf('=');
        if (equals >= 0 && !isFile(argument)) {
            var name = argument.substring(0, equals);
            var model = argument.substring(equals + 1);
            if (!ALIAS.matcher(name).matches() || model.isBlank()) {
                throw new RoseException(
                        Kind.INVALID_REQUEST,
                        ("a model with a name of its own is written NAME=MODEL, the name of"
                                        + " letters, digits and . _ : -, not '%s'")
                                .formatted(argument));
            }
            return new ServedModel(name, model);
        }
        if (argument.isBlank()) {
            throw new RoseException(
                    Kind.INVALID_REQUEST, "the model is empty; write MODEL or NAME=MODEL");
        }
        return new ServedModel(shortName(argument), argument);
    }

    private static String shortName(String model) {
        var file = model.substring(Math.max(model.lastIndexOf('/'), model.lastIndexOf('\\')) + 1);
        return file.endsWith(EXTENSION) && file.length() > EXTENSION.length()
                ? file.substring(0, file.length() - EXTENSION.length())
                : file;
    }

    private static boolean isFile(String argument) {
        try {
            return Files.exists(Path.of(argument));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
