package dev.rose.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionCreateParams;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** OpenAI's own client for Java. */
@Timeout(300)
class OpenAiJavaIT {
    private static Program program;
    private static OpenAIClient client;

    @BeforeAll
    static void start() throws Exception {
        program = Program.start();
        client =
                OpenAIOkHttpClient.builder()
                        .baseUrl(program.baseUrl())
                        .apiKey("none")
                        .maxRetries(0)
                        .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        program.close();
    }

    @Test
    void streamSaysWhatTheWholeAnswerSays() {
        var whole = client.chat().completions().create(question().build());
        var choice = whole.choices().getFirst();
        assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.LENGTH);
        var text = choice.message().content().orElseThrow();
        assertThat(text).isNotBlank();
        assertThat(whole.usage().orElseThrow().completionTokens()).isEqualTo(16);

        var asked =
                question()
                        .streamOptions(
                                ChatCompletionStreamOptions.builder().includeUsage(true).build())
                        .build();
        try (var stream = client.chat().completions().createStreaming(asked)) {
            var chunks = stream.stream().toList();
            assertThat(
                            chunks.stream()
                                    .flatMap(chunk -> chunk.choices().stream())
                                    .map(part -> part.delta().content().orElse(""))
                                    .collect(Collectors.joining()))
                    .isEqualTo(text);
            assertThat(chunks.getLast().usage().orElseThrow()).isEqualTo(whole.usage().get());
        }
    }

    @Test
    @SuppressWarnings("deprecation") // its only way to what OpenAI does not send
    void roseGoesInAndComesOutAsAnotherProperty() {
        var plain =
                client.chat()
                        .completions()
                        .create(
                                question()
                                        .putAdditionalBodyProperty(
                                                "rose", JsonValue.from(Map.of("mode", "plain")))
                                        .build());

        assertThat(plain._additionalProperties().get("rose").toString()).contains("mode=plain");
    }

    @Test
    void logprobsAndChoicesAreThere() {
        var answer =
                client.chat()
                        .completions()
                        .create(
                                question()
                                        .logprobs(true)
                                        .topLogprobs(2)
                                        .n(2)
                                        .maxCompletionTokens(4)
                                        .build());

        assertThat(answer.choices()).hasSize(2);
        var tokens = answer.choices().getFirst().logprobs().orElseThrow().content().orElseThrow();
        assertThat(tokens)
                .hasSize(4)
                .allSatisfy(token -> {
                    assertThat(token.logprob()).isLessThanOrEqualTo(0);
                    assertThat(token.topLogprobs()).hasSize(2);
                });
    }

    @Test
    void completionsAndModelsAreThere() {
        var model = client.models().list().data().getFirst().id();
        var answer =
                client.completions()
                        .create(
                                CompletionCreateParams.builder()
                                        .model(model)
                                        .prompt("The sky is")
                                        .maxTokens(4)
                                        .temperature(0)
                                        .build());

        assertThat(model).isEqualTo("smollm2");
        assertThat(answer.choices().getFirst().text()).isNotEmpty();
    }

    @Test
    void errorsAreThoseOfTheClient() {
        assertThatThrownBy(() ->
                        client.chat()
                                .completions()
                                .create(question().model("no-such-model").build()))
                .isInstanceOfSatisfying(
                        NotFoundException.class,
                        e -> assertThat(e.code()).hasValue("model_not_found"));
        assertThatThrownBy(() ->
                        client.chat()
                                .completions()
                                .create(
                                        question()
                                                .putAdditionalBodyProperty(
                                                        "no_such_field", JsonValue.from(1))
                                                .build()))
                .isInstanceOfSatisfying(
                        BadRequestException.class,
                        e -> assertThat(e.param()).hasValue("no_such_field"));
    }

    private static ChatCompletionCreateParams.Builder question() {
        return ChatCompletionCreateParams.builder()
                .model("smollm2")
                .addSystemMessage("Answer briefly.")
                .addUserMessage("Why is the sky blue?")
                .maxCompletionTokens(16)
                .temperature(0);
    }
}
