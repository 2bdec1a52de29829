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
     * {prompt}\nHuman:\n{query}\n\nAssistant:\n}. It has a place for one system prompt, before one
     * question or, which the paper has not, several with their answers; and no control tokens.
     */
    record Paper() implements PromptTemplate {
        @Override
        public String name() {
            return "paper";
        }

        @Override
        public RenderedPrompt render(List<ChatMessage> messages) {
            var builder = new RenderedPrompt.Builder();
            for (var i = 0; i < messages.size(); i++) {
                var message = messages.get(i);
                if (message.role() != role(i)) {
                    throw refused(messages);
                }
                switch (message.role()) {
                    case SYSTEM -> builder.content(message.content()).structure("\n");
                    case USER ->
                            builder.structure("Human:\n")
                                    .content(message.content())
                                    .structure("\n\nAssistant:\n");
                    case ASSISTANT -> builder.content(message.content()).structure("\n\n");
                }
            }
            if (messages.size() < 2 || messages.getLast().role() != Role.USER) {
                throw refused(messages);
            }
            return builder.build();
        }

        private static Role role(int message) {
            if (message == 0) {
                return Role.SYSTEM;
            }
            return message % 2 == 1 ? Role.USER : Role.ASSISTANT;
        }

        private static RoseException refused(List<ChatMessage> messages) {
            return new RoseException(
                    INVALID_REQUEST,
                    "the paper template takes a system prompt, then questions and answers by turns"
                            + " with a question at the end, not "
                            + messages.stream().map(m -> m.role().label()).toList()
                            + "; choose another --template");
        }
    }
}
