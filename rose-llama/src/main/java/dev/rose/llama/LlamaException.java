package dev.rose.llama;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A failure of the native library or of a file that was meant for it, in one line. */
public final class LlamaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of failure it is. */
    public enum Kind {
        /** The library, or a symbol of it, is missing, or its build is not one that Rose knows. */
        UNSUPPORTED_BUILD,
        /** A model or adapter file cannot be used. */
        INVALID_FILE,
        /** The machine has not enough memory. */
        OUT_OF_MEMORY,
        /** The rows do not fit the cache. */
        CACHE_FULL,
        /** A forward pass or a memory operation failed. */
        DECODE_FAILED,
        /** Reading or writing the disk failed. */
        STORAGE
    }

    private final Kind kind;

    public LlamaException(Kind kind, String message) {
        this(kind, message, null);
    }

    public LlamaException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** One line; never null. */
    @Override
    public String getMessage() {
        return Objects.requireNonNullElse(super.getMessage(), "");
    }

    public Kind kind() {
        return kind;
    }
}
