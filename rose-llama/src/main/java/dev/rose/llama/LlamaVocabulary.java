package dev.rose.llama;

import dev.rose.llama.SharedOwnership.Use;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/** The vocabulary of a model. Thread-safe; throws {@link IllegalStateException} after its close. */
public final class LlamaVocabulary {
    private static final int CONTROL = 1 << 3;
    private static final int USER_DEFINED = 1 << 4;
    private static final int TRIM_BEFORE = 1 << 7;
    private static final int TRIM_AFTER = 1 << 8;

    /** Longest text, in bytes, that is tokenised on the caller's stack. */
    private static final int SHORT_TEXT = 4096;

    private static final int STACK_BYTES_PER_TEXT_BYTE = 2048;

    private final ModelFunctions functions;
    private final MemorySegment pointer;
    private final Supplier<Use> open;
    private final int size;
    private final AtomicReferenceArray<byte[]> pieces;

    LlamaVocabulary(ModelFunctions functions, MemorySegment pointer, Supplier<Use> open) {
        this.functions = functions;
        this.pointer = pointer;
        this.open = open;
        this.size = functions.tokenCount(pointer);
        this.pieces = new AtomicReferenceArray<>(size);
    }

    /** Number of tokens. */
    public int size() {
        return size;
    }

    /**
     * Text as tokens.
     *
     * @param addSpecial whether the tokens that the model wants around every text are added
     * @param parseSpecial whether spellings of control tokens become control tokens
     */
    public int[] tokenize(String text, boolean addSpecial, boolean parseSpecial) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        try (var _ = open.get()) {
            if (bytes.length <= SHORT_TEXT) {
                return tokenize(bytes, addSpecial, parseSpecial);
            }
            return onLargeStack(bytes, addSpecial, parseSpecial);
        }
    }

    /** The bytes of {@code token}; empty for a control token; may end inside a character. */
    public byte[] bytes(int token) {
        var piece = pieces.get(check(token));
        if (piece == null) {
            piece = piece(token, false);
            pieces.set(token, piece);
        }
        return piece.clone();
    }

    /** The spelling of {@code token}, control tokens included. */
    public String spelling(int token) {
        return new String(piece(check(token), true), StandardCharsets.UTF_8);
    }

    public boolean isEndOfGeneration(int token) {
        try (var _ = open.get()) {
            return functions.isEndOfGeneration(pointer, check(token));
        }
    }

    /** Whether {@code token} is structure and not text. */
    public boolean isControl(int token) {
        return has(token, CONTROL);
    }

    /**
     * Whether {@code token} is taken wherever a text spells it, as a whole and before all others.
     */
    public boolean isUserDefined(int token) {
        return has(token, USER_DEFINED);
    }

    /** The token that begins a text, where the vocabulary has one. */
    public OptionalInt begin() {
        return special("llama_vocab_bos");
    }

    /** The token that ends a text, where the vocabulary has one. */
    public OptionalInt end() {
        return special("llama_vocab_eos");
    }

    private OptionalInt special(String function) {
        try (var _ = open.get()) {
            var token = functions.integer(function, pointer);
            return token < 0 || token >= size ? OptionalInt.empty() : OptionalInt.of(token);
        }
    }

    /** Whether white space before {@code token} goes with it. */
    public boolean trimsBefore(int token) {
        return has(token, TRIM_BEFORE);
    }

    /** Whether white space after {@code token} goes with it. */
    public boolean trimsAfter(int token) {
        return has(token, TRIM_AFTER);
    }

    private boolean has(int token, int attribute) {
        try (var _ = open.get()) {
            return (functions.attributes(pointer, check(token)) & attribute) != 0;
        }
    }

    /**
     * Some of llama.cpp's tokenizers match with recursion, deeper the longer the text, and a stack
     * that overflows in native code ends the JVM; so long texts get a stack to match.
     */
    private int[] onLargeStack(byte[] bytes, boolean addSpecial, boolean parseSpecial) {
        var result = new int[1][];
        var failure = new Throwable[1];
        var stack = Math.min(1L << 32, (long) bytes.length * STACK_BYTES_PER_TEXT_BYTE + (8 << 20));
        var thread =
                new Thread(
                        null,
                        () -> {
                            try {
                                result[0] = tokenize(bytes, addSpecial, parseSpecial);
                            } catch (Throwable t) {
                                failure[0] = t;
                            }
                        },
                        "rose-tokenize",
                        stack);
        thread.start();
        var interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                // The native call cannot be left half-way; the interrupt is kept for the caller.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure[0] != null) {
            throw NativeLookup.failed("llama_tokenize", failure[0]);
        }
        return result[0];
    }

    private int[] tokenize(byte[] bytes, boolean addSpecial, boolean parseSpecial) {
        try (var scratch = Arena.ofConfined()) {
            var text = scratch.allocate(Math.max(1, bytes.length));
            MemorySegment.copy(bytes, 0, text, ValueLayout.JAVA_BYTE, 0, bytes.length);
            var capacity = bytes.length + 8;
            var tokens = scratch.allocate(ValueLayout.JAVA_INT, capacity);
            var count =
                    functions.tokenize(
                            pointer,
                            text,
                            bytes.length,
                            tokens,
                            capacity,
                            addSpecial,
                            parseSpecial);
            if (count < 0 && count != Integer.MIN_VALUE) {
                capacity = -count;
                tokens = scratch.allocate(ValueLayout.JAVA_INT, capacity);
                count =
                        functions.tokenize(
                                pointer,
                                text,
                                bytes.length,
                                tokens,
                                capacity,
                                addSpecial,
                                parseSpecial);
            }
            if (count < 0) {
                throw new IllegalArgumentException(
                        "the text of " + bytes.length + " bytes cannot be tokenised");
            }
            return tokens.asSlice(0, 4L * count).toArray(ValueLayout.JAVA_INT);
        }
    }

    private byte[] piece(int token, boolean special) {
        try (var _ = open.get();
                var scratch = Arena.ofConfined()) {
            var buffer = scratch.allocate(64);
            var length = functions.piece(pointer, token, buffer, 64, special);
            if (length < 0) {
                buffer = scratch.allocate(-length);
                length = functions.piece(pointer, token, buffer, -length, special);
            }
            return buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private int check(int token) {
        if (token < 0 || token >= size) {
            throw new IllegalArgumentException("token %d of %d".formatted(token, size));
        }
        return token;
    }
}
