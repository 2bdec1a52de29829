package dev.rose.cli;

import static dev.rose.error.RoseException.Kind.INVALID_MODEL;
import static dev.rose.error.RoseException.Kind.NOT_FOUND;
import static dev.rose.error.RoseException.Kind.STORAGE;

import dev.rose.catalogue.ModelCatalogue;
import dev.rose.catalogue.ModelRef;
import dev.rose.error.RoseException;
import dev.rose.llama.gguf.GgufException;
import dev.rose.llama.gguf.GgufFile;
import dev.rose.template.TemplateException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A chat template's text and where it came from.
 *
 * @param name as the user wrote it, with the variant behind it where a model has several
 * @param text in Jinja's dialect
 */
record TemplateSource(String name, String text) {
    /** The name of a model's template that applies unless another one is chosen. */
    static final String DEFAULT = "default";

    private static final byte[] GGUF = {'G', 'G', 'U', 'F'};

    /**
     * The templates that {@code argument} names, by name of the variant: the one of a file, or
     * those of a model, the default one first. Not empty.
     *
     * @throws RoseException where there is no such file or model, or no template in it
     */
    static Map<String, TemplateSource> all(String argument, Host host) {
        if (argument.isEmpty()) {
            throw new UsageException(
                    "the template is empty; name a template file, a GGUF file or a model");
        }
        var model = ModelRef.parse(argument);
        if (model instanceof ModelRef.Local(var path) && !isGguf(path)) {
            return Map.of(DEFAULT, new TemplateSource(argument, text(path)));
        }
        var file =
                new ModelCatalogue(Surroundings.catalogue(host.environment()))
                        .resolve(model, new PullProgress(host));
        return ofModel(argument, file);
    }

    private static Map<String, TemplateSource> ofModel(String argument, Path path) {
        var templates = new LinkedHashMap<String, TemplateSource>();
        try {
            var file = GgufFile.read(path);
            file.chatTemplate()
                    .ifPresent(text -> templates.put(DEFAULT, new TemplateSource(argument, text)));
            file.namedChatTemplates()
                    .forEach((variant, text) ->
                            templates.put(
                                    variant,
                                    new TemplateSource(argument + " (" + variant + ")", text)));
        } catch (GgufException e) {
            throw new RoseException(INVALID_MODEL, String.valueOf(e.getMessage()), e);
        }
        if (templates.isEmpty()) {
            throw new RoseException(
                    NOT_FOUND,
                    "%s has no chat template of its own; name a template file".formatted(argument));
        }
        return templates;
    }

    private static boolean isGguf(Path path) {
        if (!Files.isRegularFile(path)) {
            return false;
        }
        try (var in = Files.newInputStream(path)) {
            return Arrays.equals(in.readNBytes(GGUF.length), GGUF);
        } catch (IOException e) {
            throw unreadable(path.toString(), e);
        }
    }

    /** The whole of a UTF-8 file, to the last line break: templates are exact. */
    static String text(Path path) {
        try {
            if (Files.isDirectory(path)) {
                throw new RoseException(
                        STORAGE, "'%s' is a folder, not a file; check the path".formatted(path));
            }
            return Files.readString(path);
        } catch (CharacterCodingException e) {
            throw new RoseException(
                    STORAGE,
                    "'%s' is not UTF-8 text; convert it or choose another file".formatted(path),
                    e);
        } catch (IOException e) {
            throw unreadable(path.toString(), e);
        }
    }

    private static RoseException unreadable(String name, IOException e) {
        return new RoseException(
                STORAGE,
                "cannot read '%s' (%s); check the path".formatted(name, TextArgument.reason(e)),
                e);
    }

    /** The failure of this template as a line: where it is, and what is wrong. */
    String described(TemplateException e) {
        return "%s: line %d, column %d: %s"
                .formatted(name, e.line(), e.column(), ErrorReport.oneLine(e.reason()));
    }
}
