package dev.rose.prompt;

import static dev.rose.error.RoseException.Kind.INVALID_REQUEST;

import dev.rose.error.RoseException;
import dev.rose.prompt.ChatMessage.Role;
import java.util.List;

/** The form in which a model reads a conversation. Thread-safe. */
public sealed interface PromptTemplate permits PromptTemplate.Paper, ChatTemplate {

    /** For people and reports: {@code paper}, {@code auto}, the name of a chat template. */
    String name();

    /**
     * The conversation, ending where the answer begins.
     *
     * @throws RoseException with kind {@code INVALID_REQUEST} where this template cannot render it;
     *     the message names {@code --template}
     */
    RenderedPrompt render(List<ChatMessage> messages);

    /** A system prompt and one question. */
    default RenderedPrompt render(String system, String query) {
        return render(List.of(ChatMessage.system(system), ChatMessage.user(query)));
    }

    /**
     * The plain form of the paper's code, for models without a chat template: {@code
     * {prompt}\nHuman:\n{query}\n\nAssistant:\n}. It has a place for one system prompt and one
     * question and no control tokens.
     */
    record Paper() implements PromptTemplate {
        @Override
        public String name() {
            return "paper";
        }

        @Override
        public RenderedPrompt render(List<ChatMessage> messages) {
            if (messages.size() != 2
                    || messages.get(0).role() != Role.SYSTEM
                    || messages.get(1).role() != Role.USER) {
                throw new RoseException(
                        INVALID_REQUEST,
                        "the paper template takes a system prompt and one question, not "
                                + messages.stream().map(m -> m.role().label()).toList()
                                + "; choose another --template");
            }
            return new RenderedPrompt.Builder()
                    .content(messages.get(0).content())
                    .structure("\nHuman:\n")
                    .content(messages.get(1).content())
                    .structure("\n\nAssistant:\n")
                    .build();
        }
    }
}
