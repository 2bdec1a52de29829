package dev.rose;

import static dev.rose.error.RoseException.Kind.INVALID_REQUEST;

import dev.rose.error.RoseException;
import dev.rose.prompt.ChatMessage;
import dev.rose.prompt.ChatMessage.Role;
import dev.rose.prompt.PromptPlan;
import dev.rose.prompt.PromptTokenizer.Spoken;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Messages that somebody else keeps, of which only the texts are known.
 *
 * @param own the texts of their system messages, which stand behind each stream's prompt so that
 *     they are not contrasted; possibly empty
 * @param turns the other messages
 */
record Messages(String own, List<ChatMessage> turns) implements Script {

    /**
     * @throws RoseException with kind {@code INVALID_REQUEST} where the last message is not the
     *     user's
     */
    static Messages of(List<ChatMessage> messages) {
        if (messages.isEmpty() || messages.getLast().role() != Role.USER) {
            throw new RoseException(
                    INVALID_REQUEST,
                    messages.isEmpty()
                            ? "there is no message; send one of the user"
                            : "the last message is of the %s; send one of the user behind it"
                                    .formatted(messages.getLast().role().label()));
        }
        var own =
                messages.stream()
                        .filter(message -> message.role() == Role.SYSTEM)
                        .map(ChatMessage::content)
                        .filter(text -> !text.isBlank())
                        .collect(Collectors.joining("\n\n"));
        return new Messages(
                own, messages.stream().filter(message -> message.role() != Role.SYSTEM).toList());
    }

    @Override
    public List<ChatMessage> messages(String system) {
        var messages = new ArrayList<ChatMessage>();
        messages.add(ChatMessage.system(own.isEmpty() ? system : PromptPlan.joined(system, own)));
        messages.addAll(turns);
        return messages;
    }

    @Override
    public List<Spoken> spoken(String system) {
        return List.of();
    }

    @Override
    public String question() {
        return turns.getLast().content();
    }
}
