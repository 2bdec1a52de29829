package dev.rose.eval.benchmark;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts in UTF-8, with a byte order mark or without. */
final class TextFile {
    private static final int MARK = '\uFEFF';

    private TextFile() {}

    /** What is done with an opened file. */
    @FunctionalInterface
    interface Use {
        void with(BufferedReader reader) throws IOException;
    }

    /**
     * @throws RoseException with kind {@code STORAGE} where it cannot be read, {@code
     *     INVALID_REQUEST} where it is no UTF-8
     */
    static void read(Path file, Use use) {
        try (var reader = Files.newBufferedReader(file)) {
            reader.mark(1);
            if (reader.read() != MARK) {
                reader.reset();
            }
            use.with(reader);
        } catch (CharacterCodingException e) {
            throw notText(file, e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    static RoseException notText(Path file, Exception e) {
        return new RoseException(
                Kind.INVALID_REQUEST,
                "%s is not UTF-8 text; fetch or convert it".formatted(file),
                e);
    }

    static RoseException unreadable(Path file, IOException e) {
        return new RoseException(
                Kind.STORAGE, "cannot read %s (%s)".formatted(file, e.getMessage()), e);
    }
}
