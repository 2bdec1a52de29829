package dev.rose.llama.gguf;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that is not, or not wholly, a GGUF file that llama.cpp can run. The message is one line
 * that names the file and says what was wrong, what was seen and what to do.
 */
public final class GgufException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of failure it is. */
    public enum Kind {
        /** The file, or a part of a split model, is not there. */
        MISSING,
        /** The file is there and cannot be read. */
        UNREADABLE,
        /** The file is damaged or of another format. */
        INVALID,
        /** The file is sound, and nothing that this build of llama.cpp can run as asked. */
        UNSUPPORTED
    }

    private final Kind kind;
    private final transient Path file;

    private GgufException(Kind kind, Path file, String message, @Nullable Throwable cause) {
        super(file + ": " + message, cause);
        this.kind = kind;
        this.file = file;
    }

    static GgufException missing(Path file, String message) {
        return new GgufException(Kind.MISSING, file, message, null);
    }

    static GgufException unreadable(Path file, String message, Throwable cause) {
        return new GgufException(Kind.UNREADABLE, file, message, cause);
    }

    /** A file of another format, or a name where another file was meant. */
    static GgufException invalid(Path file, String message) {
        return new GgufException(Kind.INVALID, file, message, null);
    }

    /** A file that was a GGUF once; {@code what} says what is wrong and what was seen. */
    static GgufException damaged(Path file, String what) {
        return new GgufException(
                Kind.INVALID, file, what + "; the file is damaged, download it again", null);
    }

    /** A file that contradicts itself; {@code what} says what is wrong and what was seen. */
    static GgufException malformed(Path file, String what) {
        return new GgufException(
                Kind.INVALID, file, what + "; download the file again or convert it anew", null);
    }

    static GgufException unsupported(Path file, String message) {
        return new GgufException(Kind.UNSUPPORTED, file, message, null);
    }

    /** One line; never null. */
    @Override
    public String getMessage() {
        return Objects.requireNonNullElse(super.getMessage(), "");
    }

    public Kind kind() {
        return kind;
    }

    /** The file that was refused; of a split model the part. */
    public Path file() {
        return file;
    }

    /** {@code text} of a file for a message: in quotes, on one line, not endless. */
    static String quoted(String text) {
        var out = new StringBuilder("'");
        var end = Math.min(text.length(), 60);
        for (var i = 0; i < end; i++) {
            var c = text.charAt(i);
            out.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
        }
        return out.append(end < text.length() ? "…'" : "'").toString();
    }
}
