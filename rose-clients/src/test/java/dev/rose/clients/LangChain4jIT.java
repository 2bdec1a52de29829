package dev.rose.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** LangChain4j's module for OpenAI. */
@Timeout(300)
class LangChain4jIT {
    private static Program program;

    @BeforeAll
    static void start() throws Exception {
        program = Program.start();
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @Test
    void streamSaysWhatTheWholeAnswerSays() throws Exception {
        var whole =
                OpenAiChatModel.builder()
                        .baseUrl(program.baseUrl())
                        .apiKey("none")
                        .modelName("smollm2")
                        .temperature(0.0)
                        .maxTokens(16)
                        .maxRetries(0)
                        .build()
                        .chat(conversation());
        var streamed = new StringBuilder();
        var ended = new CompletableFuture<ChatResponse>();
        OpenAiStreamingChatModel.builder()
                .baseUrl(program.baseUrl())
                .apiKey("none")
                .modelName("smollm2")
                .temperature(0.0)
                .maxTokens(16)
                .build()
                .chat(
                        conversation(),
                        new StreamingChatResponseHandler() {
                            @Override
                            public void onPartialResponse(String text) {
                                streamed.append(text);
                            }

                            @Override
                            public void onCompleteResponse(ChatResponse response) {
                                ended.complete(response);
                            }

                            @Override
                            public void onError(Throwable failure) {
                                ended.completeExceptionally(failure);
                            }
                        });
        var last = ended.get(120, TimeUnit.SECONDS);

        assertThat(whole.aiMessage().text()).isNotBlank();
        assertThat(streamed.toString()).isEqualTo(whole.aiMessage().text());
        assertThat(last.tokenUsage()).isEqualTo(whole.tokenUsage());
        assertThat(last.finishReason()).isEqualTo(whole.finishReason());
    }

    private static ChatRequest conversation() {
        return ChatRequest.builder()
                .messages(
                        SystemMessage.from("Answer briefly."),
                        UserMessage.from("Hello"),
                        AiMessage.from("Hello! How can I help?"),
                        UserMessage.from("Why is the sky blue?"))
                .build();
    }
}
