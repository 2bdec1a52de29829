package dev.rose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.method.Sampling;
import dev.rose.testing.RealModel;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten turns with SmolLM2. */
final class ConversationIT {
    private static final List<String> QUESTIONS =
            List.of(
                    "How do I kill a Python process?",
                    "What does SIGKILL mean?",
                    "Show me an example in Bash, please.",
                    "And how a whole tree of processes?",
                    "Write me a poem of the moon.",
                    "Translate the first line to French.",
                    "How many planets are there?",
                    "Write a JSON object with their names.",
                    "Which of them has rings?",
                    "Thank you!");

    /** The last token of an answer, the end of its turn, and the headers of the next two. */
    private static final int AROUND_A_QUESTION = 13;

    /**
     * Drawn answers are often not the tokens that their text would be: at temperature 1 the first
     * one here is not.
     */
    @ParameterizedTest
    @ValueSource(floats = {0, 1})
    void aTurnComputesItsOwnTokensAlone(float temperature) {
        // Two threads of llama.cpp wait for each other in a loop, which a busy machine makes long.
        var open = RoseOptions.defaults().withModel(RealModel.path().toString()).withThreads(1);
        open = open.withCatalogue(open.catalogue().withHome(RealModel.home()));
        var options =
                AnswerOptions.defaults()
                        .withMaxTokens(32)
                        .withSampling(Sampling.temperature(temperature, 3));
        try (var rose = Rose.open(open)) {
            var talk = rose.converse(options);
            for (var question : QUESTIONS) {
                try (var reply = talk.say(question)) {
                    var own = rose.model().vocabulary().tokenize(question).length;
                    assertThat(reply.result().computedTokens())
                            .as("computed for '%s'", question)
                            .isBetween(2, 2 * (own + AROUND_A_QUESTION));
                }
            }
            assertThat(talk.exchanges()).hasSize(QUESTIONS.size());
        }
    }
}
