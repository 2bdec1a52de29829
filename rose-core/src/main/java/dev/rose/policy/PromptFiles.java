package dev.rose.policy;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The texts that a policy names by {@code file: …}, from its own folder on. */
final class PromptFiles {
    private final @Nullable Path folder;
    private final Mapping.Problems problems;

    PromptFiles(@Nullable Path folder, Mapping.Problems problems) {
        this.folder = folder;
        this.problems = problems;
    }

    /** The text without the line breaks at its end; empty where something is wrong with it. */
    Optional<String> read(Mapping mapping, String name) {
        var problem = "";
        try {
            if (folder == null) {
                problem = "is not allowed here: this policy is in no folder";
            } else if (Files.isDirectory(folder.resolve(name))) {
                problem = "'%s' is a folder; a text file is allowed".formatted(name);
            } else if (Files.exists(folder.resolve(name))
                    && !Files.isRegularFile(folder.resolve(name))) {
                // A device may have no end.
                problem = "'%s' is a device or a pipe; a text file is allowed".formatted(name);
            } else {
                var text = Files.readString(folder.resolve(name)).replaceFirst("[\\r\\n]+$", "");
                if (!text.isBlank()) {
                    return Optional.of(text);
                }
                problem = "'%s' is empty; a text file is allowed".formatted(name);
            }
        } catch (NoSuchFileException | InvalidPathException e) {
            problem = "there is no file '%s' in %s".formatted(name, folder);
        } catch (CharacterCodingException e) {
            problem = "'%s' is not UTF-8 text; convert it".formatted(name);
        } catch (IOException e) {
            problem = "cannot read '%s' (%s)".formatted(name, e.getMessage());
        }
        var line = mapping.get("file").map(Mapping::line).orElse(mapping.line());
        problems.add(line, mapping.path("file"), problem);
        return Optional.empty();
    }
}
