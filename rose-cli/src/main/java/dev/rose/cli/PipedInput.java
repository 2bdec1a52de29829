package dev.rose.cli;

import static dev.rose.error.RoseException.Kind.STORAGE;

import dev.rose.error.RoseException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Lines of a file or a pipe, each a turn; Ctrl-C ends the command. */
final class PipedInput implements ChatInput {
    private final InputStream in;
    private final Interruption interruption;
    private int line;

    PipedInput(InputStream in, Interruption interruption) {
        this.in = new BufferedInputStream(in);
        this.interruption = interruption;
    }

    @Override
    public Optional<String> read(String prompt) {
        // Nothing native runs while a line is waited for, and the wait cannot be ended otherwise.
        interruption.stopsBy(interruption::close);
        while (!interruption.requested()) {
            var bytes = new ByteArrayOutputStream();
            if (!readLine(bytes) && bytes.size() == 0) {
                break;
            }
            line++;
            try {
                var text = Utf8.decode(bytes.toByteArray()).stripTrailing();
                if (!text.isBlank()) {
                    return Optional.of(text);
                }
            } catch (Utf8.MalformedException e) {
                throw new UsageException(
                        "line %d is not UTF-8: %s; convert it (iconv -t utf-8)"
                                .formatted(line, e.getMessage()));
            }
        }
        return Optional.empty();
    }

    /** Reads to the next line break; false where the input ends first. */
    private boolean readLine(ByteArrayOutputStream bytes) {
        try {
            int b = in.read();
            for (; b >= 0 && b != '\n'; b = in.read()) {
                bytes.write(b);
            }
            return b >= 0;
        } catch (IOException e) {
            throw new RoseException(
                    STORAGE, "cannot read standard input (%s)".formatted(e.getMessage()), e);
        }
    }

    @Override
    public void interruptibly(Runnable stop, Runnable deed) {
        interruption.stopsBy(stop);
        deed.run();
    }

    @Override
    public int columns() {
        return 0;
    }

    @Override
    public void close() {}
}
