package dev.rose;

import dev.rose.prompt.ChatMessage;
import dev.rose.prompt.PromptTokenizer.Spoken;
import java.util.List;

/** What every stream reads with its own system prompt. */
interface Script {
    /** The messages with a stream's system prompt, which is in the first one. */
    List<ChatMessage> messages(String system);

    /** {@link #messages} with the tokens of answers, as far as they are known. */
    List<Spoken> spoken(String system);

    /** What is to be answered. */
    String question();
}
