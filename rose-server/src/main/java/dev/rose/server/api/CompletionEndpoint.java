package dev.rose.server.api;

import dev.rose.AnswerOptions;
import dev.rose.Rose;
import dev.rose.StreamPrompt;
import dev.rose.server.access.Caller;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request to {@code /v1/completions}. */
record CompletionEndpoint(CompletionRequest request, Answering.Settled settled)
        implements Answerer.Asked {

    /** Reads a body. */
    static CompletionEndpoint read(byte[] body, Answering answering, Caller caller) {
        var request = CompletionRequest.read(body);
        return new CompletionEndpoint(
                request, answering.settle(request.decoding(), Answering.COMPLETION_TOKENS, caller));
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
        return switch (request.prompts().getFirst()) {
            case CompletionRequest.Prompt.Text(var text) -> text;
            case CompletionRequest.Prompt.Tokens(var ids) -> ids.toString();
        };
    }

    @Override
    public List<Job> jobs(Rose rose) {
        var options = Answering.prompted(settled, rose);
        var jobs = new ArrayList<Job>();
        for (var prompt : request.prompts()) {
            var streams =
                    switch (prompt) {
                        case CompletionRequest.Prompt.Text(var text) ->
                                rose.completion(text, options);
                        case CompletionRequest.Prompt.Tokens(var ids) ->
                                rose.completion(
                                        ids.stream().mapToInt(Integer::intValue).toArray(),
                                        options);
                    };
            for (int i = 0; i < request.decoding().choices(); i++) {
                jobs.add(job(jobs.size(), prompt, streams, Answering.choice(options, i), rose));
            }
        }
        return jobs;
    }

    private Job job(
            int index,
            CompletionRequest.Prompt prompt,
            List<StreamPrompt> streams,
            AnswerOptions options,
            Rose rose) {
        return new Job(
                index,
                streams.getFirst().textTokens(),
                streams,
                options,
                request.echo() ? echo(prompt, streams.getFirst(), options, rose) : null);
    }

    private Job.Echo echo(
            CompletionRequest.Prompt prompt,
            StreamPrompt stream,
            AnswerOptions options,
            Rose rose) {
        var text =
                switch (prompt) {
                    case CompletionRequest.Prompt.Text(var written) -> written;
                    case CompletionRequest.Prompt.Tokens(var ids) ->
                            Texts.of(ids, rose.model().vocabulary());
                };
        var maxTokens = request.decoding().maxTokens();
        return new Job.Echo(
                text,
                stream.tokens()[stream.tokens().length - stream.textTokens()],
                options.logprobs() >= 0,
                maxTokens != null && maxTokens == 0);
    }

    @Override
    public AnswerShape shape(String model, Rose rose) {
        var words = new TokenWords(rose.model().vocabulary());
        return new CompletionShape(
                model, new RoseJson(settled, words), words, request.decoding().choices());
    }
}
