package dev.rose.model.llama;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.llama.LlamaException;
import dev.rose.llama.gguf.GgufException;
import java.util.function.Supplier;

/** Failures of the native side and of model files, as the core names them. */
final class LlamaFailures {
    private LlamaFailures() {}

    static <T> T translated(Supplier<T> call) {
        try {
            return call.get();
        } catch (LlamaException e) {
            throw translate(e);
        } catch (GgufException e) {
            throw translate(e);
        }
    }

    private static RoseException translate(GgufException e) {
        var kind =
                switch (e.kind()) {
                    case MISSING -> Kind.NOT_FOUND;
                    case UNREADABLE -> Kind.STORAGE;
                    case INVALID, UNSUPPORTED -> Kind.INVALID_MODEL;
                };
        return new RoseException(kind, e.getMessage(), e);
    }

    static RoseException translate(LlamaException e) {
        var kind =
                switch (e.kind()) {
                    case UNSUPPORTED_BUILD -> Kind.UNSUPPORTED_BUILD;
                    case INVALID_FILE -> Kind.INVALID_MODEL;
                    case OUT_OF_MEMORY -> Kind.OUT_OF_MEMORY;
                    case CACHE_FULL -> Kind.CONTEXT_EXCEEDED;
                    case DECODE_FAILED -> Kind.ENGINE_FAILED;
                    case STORAGE -> Kind.STORAGE;
                };
        return new RoseException(kind, e.getMessage(), e);
    }
}
