package dev.rose.cli;

import static dev.rose.error.RoseException.Kind.NOT_FOUND;
import static dev.rose.error.RoseException.Kind.STORAGE;

import dev.rose.cli.bench.BenchPrompt;
import dev.rose.error.RoseException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What {@code --prompts} names: so many of the built-in prompts, or a file of one a line. */
final class BenchPrompts {
    private static final int MOST_BYTES = 4 << 20;
    private static final int MOST_PROMPTS = 1000;

    private BenchPrompts() {}

    static List<BenchPrompt> of(String argument) {
        if (argument.isBlank()) {
            throw new UsageException("--prompts is empty; give a number, or a file of one a line");
        }
        return argument.matches("[+-]?[0-9]+") ? builtIn(argument) : read(argument);
    }

    private static List<BenchPrompt> builtIn(String number) {
        var known = BenchPrompt.builtIn();
        // More digits are more than there are, whatever they say.
        var count = number.length() > 6 ? -1 : Integer.parseInt(number);
        if (count < 1 || count > known.size()) {
            throw new UsageException(
                    "--prompts takes 1 to %d of the built-in prompts or a file, not %s"
                            .formatted(known.size(), number));
        }
        return known.subList(0, count);
    }

    private static List<BenchPrompt> read(String name) {
        var text = text(name);
        var prompts =
                (name.endsWith(".jsonl") ? objects(name, text) : lines(text))
                        .stream().map(prompt -> new BenchPrompt("own", prompt)).toList();
        if (prompts.isEmpty()) {
            throw new UsageException("'%s' holds no prompt; write one a line".formatted(name));
        }
        if (prompts.size() > MOST_PROMPTS) {
            throw new UsageException(
                    "'%s' holds %d prompts; --prompts takes at most %d"
                            .formatted(name, prompts.size(), MOST_PROMPTS));
        }
        return prompts;
    }

    private static List<String> lines(String text) {
        return text.lines().filter(line -> !line.isBlank()).map(String::strip).toList();
    }

    private static List<String> objects(String name, String text) {
        var prompts = new ArrayList<String>();
        new JsonLines(
                        new ByteArrayInputStream(
                                text.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .forEachRemaining(prompt -> {
                    switch (prompt) {
                        case Prompt.Question(int _, String question) -> prompts.add(question);
                        case Prompt.Bad(int line, String problem) ->
                                throw new UsageException(
                                        "line %d of '%s': %s".formatted(line, name, problem));
                    }
                });
        return prompts;
    }

    private static String text(String name) {
        Path file = TextArgument.path("--prompts", name);
        if (Files.isDirectory(file)) {
            throw new RoseException(
                    STORAGE, "'%s' is a folder, not a file; check --prompts".formatted(name));
        }
        // Not by the file's size: it may be a pipe.
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new UsageException(
                        "'%s' has more than %s; --prompts takes a file of one prompt a line"
                                .formatted(name, Sizes.bytes(MOST_BYTES)));
            }
            var text = Utf8.decode(bytes);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (Utf8.MalformedException e) {
            throw new UsageException(
                    "'%s' is not UTF-8: %s; convert it (iconv -t utf-8)"
                            .formatted(name, e.getMessage()));
        } catch (NoSuchFileException e) {
            throw new RoseException(
                    NOT_FOUND,
                    "there is no file '%s'; --prompts takes a number, or a file of one prompt a line"
                            .formatted(name),
                    e);
        } catch (IOException e) {
            throw new RoseException(
                    STORAGE,
                    "cannot read '%s' (%s); check --prompts"
                            .formatted(name, TextArgument.reason(e)),
                    e);
        }
    }
}
