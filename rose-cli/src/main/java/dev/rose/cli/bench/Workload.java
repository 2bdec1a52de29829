package dev.rose.cli.bench;

import dev.rose.AnswerOptions;
import dev.rose.Rose;
import dev.rose.StreamPrompt;
import dev.rose.engine.GenerationRequest;
import dev.rose.engine.ReverseStream;
import dev.rose.error.RoseException;
import java.util.ArrayList;
import java.util.List;

/**
 * The prompts of a benchmark as requests.
 *
 * @param prompts as they were given
 * @param requests one for each of them, all with as many reverse streams
 * @param primer another question under the same system prompts
 * @param context tokens that a stream must hold for the longest of them
 */
record Workload(
        List<BenchPrompt> prompts,
        List<GenerationRequest> requests,
        GenerationRequest primer,
        int context) {
    private static final int CONTEXT_STEP = 256;

    /**
     * Renders and tokenises.
     *
     * @throws RoseException with kind {@code CONTEXT_EXCEEDED} for a prompt that leaves no room for
     *     an answer, and as {@link Rose#streams}
     */
    static Workload of(Rose rose, AnswerOptions answers, BenchOptions options) {
        int trained = rose.model().info().contextLength();
        int limit = options.context() > 0 ? options.context() : trained;
        var requests = new ArrayList<GenerationRequest>();
        int longest = 0;
        for (var prompt : options.prompts()) {
            var streams = rose.streams(prompt.text(), answers);
            for (var stream : streams) {
                int length = stream.tokens().length;
                // Of an answer of one token nothing could be measured.
                if (length + 2 > limit) {
                    throw tooLong(requests.size() + 1, stream, limit, trained);
                }
                longest = Math.max(longest, length);
            }
            requests.add(request(streams, answers.maxTokens()));
        }
        long wanted = (long) longest + answers.maxTokens() + CONTEXT_STEP - 1;
        int context = (int) Math.min(limit, wanted / CONTEXT_STEP * CONTEXT_STEP);
        var primer = request(rose.streams("Hello!", answers), answers.maxTokens());
        return new Workload(options.prompts(), requests, primer, context);
    }

    private static RoseException tooLong(int number, StreamPrompt stream, int limit, int trained) {
        return new RoseException(
                RoseException.Kind.CONTEXT_EXCEEDED,
                ("prompt %d has %d tokens with its system prompt and template, and the context of"
                                + " %d must hold it and at least two more; shorten it%s")
                        .formatted(
                                number,
                                stream.tokens().length,
                                limit,
                                limit < trained ? " or raise --context, up to " + trained : ""));
    }

    private static GenerationRequest request(List<StreamPrompt> streams, int maxTokens) {
        var reverse =
                streams.stream()
                        .skip(1)
                        .map(stream -> new ReverseStream(stream.tokens(), stream.alpha()))
                        .toList();
        return GenerationRequest.greedy(streams.getFirst().tokens(), reverse, maxTokens);
    }

    int size() {
        return requests.size();
    }

    int reverseStreams() {
        return requests.getFirst().reverse().size();
    }

    String kind(int prompt) {
        return prompts.get(prompt).kind();
    }

    int count(String kind) {
        return (int) prompts.stream().filter(prompt -> prompt.kind().equals(kind)).count();
    }

    /** Tokens of the positive prompts and of the reverse ones. */
    int promptTokens() {
        return requests.stream()
                .mapToInt(request ->
                        request.prompt().length
                                + request.reverse().stream().mapToInt(r -> r.prompt().length).sum())
                .sum();
    }
}
