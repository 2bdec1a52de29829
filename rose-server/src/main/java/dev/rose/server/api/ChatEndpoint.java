package dev.rose.server.api;

import dev.rose.AnswerOptions;
import dev.rose.Rose;
import dev.rose.prompt.ChatMessage;
import dev.rose.prompt.PromptTemplate;
import dev.rose.prompt.PromptTokenizer;
import dev.rose.server.access.Caller;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request to {@code /v1/chat/completions}. */
record ChatEndpoint(ChatRequest request, Answering.Settled settled) implements Answerer.Asked {

    /** Reads a body. */
    static ChatEndpoint read(byte[] body, Answering answering, Caller caller) {
        var request = ChatRequest.read(body);
        return new ChatEndpoint(
                request,
                answering.settle(request.decoding(), answering.options().maxTokens(), caller));
    }

    @Override
    public @Nullable String model() {
        return request.model();
    }

    @Override
    public Decoding decoding() {
        return request.decoding();
    }

    @Override
    public String prompt() {
        return request.messages().getLast().content();
    }

    @Override
    public List<Job> jobs(Rose rose) {
        var options = Answering.prompted(settled, rose);
        var streams = rose.streams(request.messages(), options);
        var promptTokens = promptTokens(rose, options, request.messages());
        var jobs = new ArrayList<Job>();
        for (int i = 0; i < request.decoding().choices(); i++) {
            jobs.add(new Job(i, promptTokens, streams, Answering.choice(options, i), null));
        }
        return jobs;
    }

    /** Tokens of the conversation alone, without the prompts that are contrasted. */
    private static int promptTokens(Rose rose, AnswerOptions options, List<ChatMessage> messages) {
        var template = rose.template(options.template());
        var seen = messages;
        if (template instanceof PromptTemplate.Paper
                && messages.getFirst().role() != ChatMessage.Role.SYSTEM) {
            // It has no form without a system prompt.
            seen = new ArrayList<>(messages);
            seen.addFirst(ChatMessage.system(""));
        }
        return new PromptTokenizer(rose.model().vocabulary())
                .tokenize(template.render(seen))
                .length;
    }

    @Override
    public AnswerShape shape(String model, Rose rose) {
        var words = new TokenWords(rose.model().vocabulary());
        return new ChatShape(model, new RoseJson(settled, words), words);
    }
}
