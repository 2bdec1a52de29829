package dev.rose.model;

/** The tokens of a model and the way between them and text. Thread-safe. */
public interface Vocabulary {

    /** Number of tokens; ids run from 0 to {@code size() - 1}. */
    int size();

    /**
     * Plain text as tokens. Nothing in {@code text} becomes a control token, whatever it spells,
     * and none is added.
     */
    int[] tokenize(String text);

    /**
     * The id of the control token that is spelled exactly {@code text}, or -1.
     *
     * <p>Control tokens structure a prompt ({@code <|im_start|>}); only templates may make them.
     */
    int controlToken(String text);

    /** The spellings of all control tokens, longest first. */
    java.util.List<String> controlTokens();

    /** How the text beside a control token is trimmed: before it, after it. */
    Trim trimAround(int controlToken);

    /**
     * Tokens that the model expects before every prompt: usually none or the one that begins it.
     */
    int[] prefix();

    /** The bytes that {@code token} stands for; may end inside a UTF-8 character. Not null. */
    byte[] bytes(int token);

    /** The spelling of {@code token} for people, control tokens included. */
    String spelling(int token);

    /** Whether {@code token} ends the answer. */
    boolean isEndOfGeneration(int token);

    /** Whether {@code token} is structure and not text. */
    boolean isControl(int token);

    /** White space beside a control token that the model's tokenizer swallows. */
    enum Trim {
        NONE,
        BEFORE,
        AFTER,
        BOTH
    }
}
