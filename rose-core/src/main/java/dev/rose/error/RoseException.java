package dev.rose.error;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one failure that Rose's API throws for what a caller, a file, a machine or a network did.
 *
 * <p>The message is one line: what was wrong, what was seen, what to do. Broken preconditions of
 * the API itself (a negative index, use after close) stay {@link IllegalArgumentException} and
 * {@link IllegalStateException}.
 */
public final class RoseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of failure it is; each edge maps it once to an exit code or a status. */
    public enum Kind {
        /** The request cannot be carried out as written: an option, a prompt, a template. */
        INVALID_REQUEST,
        /** The prompt does not fit the context. */
        CONTEXT_EXCEEDED,
        /** No such model, file or name. */
        NOT_FOUND,
        /** The model file is damaged, of a foreign format, or not one that Rose can run. */
        INVALID_MODEL,
        /** The native library is missing or of a build that Rose does not know. */
        UNSUPPORTED_BUILD,
        /** A download failed; trying again may help. */
        DOWNLOAD_FAILED,
        /** Offline by request, and the file is not in the cache. */
        OFFLINE,
        /** Reading or writing the disk failed. */
        STORAGE,
        /** Not enough memory for the model or its context. */
        OUT_OF_MEMORY,
        /** The engine failed while decoding. */
        ENGINE_FAILED,
        /** Too many requests at a time; asking again later may help. */
        BUSY,
        /** Ended from outside before it began. */
        CANCELLED
    }

    private final Kind kind;

    public RoseException(Kind kind, String message) {
        this(kind, message, null);
    }

    public RoseException(Kind kind, String message, @Nullable Throwable cause) {
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
