package dev.rose.server.api;

import dev.rose.engine.GenerationEvent;
import dev.rose.method.TokenLogprobs;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** How an endpoint writes the answers to one request. */
interface AnswerShape {

    /**
     * The event that an answer begins with; null for none.
     *
     * @param scored as {@link Answered#scored}
     */
    @Nullable ObjectNode begun(Job job, List<TokenLogprobs> scored);

    /** The event of more text. */
    ObjectNode text(Job job, GenerationEvent.Text text);

    /** The event of the end. */
    ObjectNode ended(Answered answered);

    /** The event of a stream's end that counts. */
    ObjectNode usage(Usage usage);

    /** All answers at once. */
    ObjectNode whole(List<Answered> answers);
}
