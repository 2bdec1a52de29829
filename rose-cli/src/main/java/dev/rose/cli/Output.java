package dev.rose.cli;

import static dev.rose.error.RoseException.Kind.STORAGE;

import dev.rose.error.RoseException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Standard output as UTF-8, each text out at once. Not thread-safe. */
final class Output {
    private final OutputStream out;
    private char last = '\n';

    Output(OutputStream out) {
        this.out = out;
    }

    /** Whoever read the output has had enough; not a failure. */
    static final class ClosedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ClosedException(IOException cause) {
            super(cause);
        }
    }

    /**
     * Writes {@code text} through to the reader.
     *
     * @throws ClosedException where the reader is gone
     * @throws RoseException with kind {@code STORAGE} where writing fails for another reason
     */
    void print(String text) {
        if (text.isEmpty()) {
            return;
        }
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
            last = text.charAt(text.length() - 1);
        } catch (IOException e) {
            var reason = String.valueOf(e.getMessage());
            if (isClosed(reason.toLowerCase(Locale.ROOT))) {
                throw new ClosedException(e);
            }
            throw new RoseException(
                    STORAGE, "cannot write the output (%s); make room for it".formatted(reason), e);
        }
    }

    void line(String text) {
        print(text + "\n");
    }

    /** Ends the line if one is begun. */
    void endLine() {
        if (last != '\n') {
            print("\n");
        }
    }

    private static boolean isClosed(String reason) {
        // Java has no type for it; these are the words of Linux and macOS, and of Windows.
        return reason.contains("broken pipe") || reason.contains("pipe is being closed");
    }
}
