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
     * Text of a template as tokens: spellings of control tokens ({@code <|im_start|>}) become
     * control tokens. Never for text that a user or an operator wrote.
     */
    int[] tokenizeStructure(String text);

    /** White space beside a control or user-defined token that goes with it and makes no token. */
    Trim trimAround(int token);

    /**
     * Tokens that the model expects before every prompt: usually none or the one that begins it.
     */
    int[] prefix();

    /**
     * The bytes that {@code token} stands for; none for a control token; may end inside a
     * character.
     */
    byte[] bytes(int token);

    /** The spelling of {@code token} for people, control tokens included. */
    String spelling(int token);

    /** Whether {@code token} ends the answer. */
    boolean isEndOfGeneration(int token);

    /** Whether {@code token} is structure and not text. */
    boolean isControl(int token);

    /**
     * Whether the tokenizer takes {@code token} wherever its spelling stands, in text too. Models
     * have such tokens for runs of white space, and some for the roles of their templates.
     */
    default boolean isUserDefined(int token) {
        return false;
    }

    /** Sides of a control token on which its white space goes with it. */
    enum Trim {
        NONE,
        BEFORE,
        AFTER,
        BOTH
    }
}
