package dev.rose.server.api;

import dev.rose.engine.GenerationEvent;
import dev.rose.engine.TokenReport;
import dev.rose.method.TokenLogprobs;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Answers as {@code /v1/completions} gives them. */
final class CompletionShape implements AnswerShape {
    private static final String KIND = "text_completion";

    private final ReplyHead head;
    private final RoseJson rose;
    private final TokenWords words;
    private final int choices;
    // Of streams: where the next token of each answer begins.
    private final Map<Integer, Integer> offsets = new ConcurrentHashMap<>();

    CompletionShape(String model, RoseJson rose, TokenWords words, int choices) {
        this.head = ReplyHead.now("cmpl-", model);
        this.rose = rose;
        this.words = words;
        this.choices = choices;
    }

    @Override
    public @Nullable ObjectNode begun(Job job, List<TokenLogprobs> scored) {
        var echo = job.echo();
        if (echo == null) {
            return null;
        }
        var chunk = head.object(KIND);
        var logprobs = job.options().logprobs() < 0 ? null : new CompletionLogprobs(words, 0);
        if (logprobs != null) {
            addEcho(logprobs, echo, scored);
            offsets.put(job.index(), logprobs.offset());
        }
        choice(chunk, job, echo.text(), logprobs).putNull("finish_reason");
        return chunk;
    }

    @Override
    public ObjectNode text(Job job, GenerationEvent.Text text) {
        var chunk = head.object(KIND);
        CompletionLogprobs logprobs = null;
        if (job.options().logprobs() >= 0) {
            logprobs = new CompletionLogprobs(words, offsets.getOrDefault(job.index(), 0));
            logprobs.addAll(logprobs(text.tokens()));
            offsets.put(job.index(), logprobs.offset());
        }
        choice(chunk, job, text.text(), logprobs).putNull("finish_reason");
        if (job.options().explain()) {
            chunk.set("rose", rose.steps(text.tokens()));
        }
        return chunk;
    }

    @Override
    public ObjectNode ended(Answered answered) {
        var chunk = head.object(KIND);
        choice(chunk, answered.job(), "", null).put("finish_reason", answered.finishReason());
        chunk.set("rose", rose.summary(answered));
        return chunk;
    }

    @Override
    public ObjectNode usage(Usage usage) {
        var chunk = head.object(KIND);
        chunk.putArray("choices");
        chunk.set("usage", usage.json());
        return chunk;
    }

    @Override
    public ObjectNode whole(List<Answered> answers) {
        var reply = head.object(KIND);
        var list = reply.putArray("choices");
        for (var answered : answers) {
            var job = answered.job();
            var echo = job.echo();
            CompletionLogprobs logprobs = null;
            if (job.options().logprobs() >= 0) {
                logprobs = new CompletionLogprobs(words, 0);
                if (echo != null) {
                    addEcho(logprobs, echo, answered.scored());
                }
                logprobs.addAll(logprobs(answered.reports()));
            }
            var text = (echo == null ? "" : echo.text()) + answered.text();
            var choice = choice(text, job, logprobs);
            choice.put("finish_reason", answered.finishReason());
            if (answers.size() > 1) {
                choice.set("rose", rose.whole(answered));
            }
            list.add(choice);
        }
        reply.set("usage", Usage.of(answers, choices).json());
        reply.set("rose", rose.whole(answers.getFirst()));
        return reply;
    }

    private static void addEcho(
            CompletionLogprobs logprobs, Job.Echo echo, List<TokenLogprobs> scored) {
        logprobs.addFirst(echo.first());
        logprobs.addAll(scored);
    }

    private static List<TokenLogprobs> logprobs(List<TokenReport> reports) {
        return reports.stream().map(TokenReport::logprobs).filter(Objects::nonNull).toList();
    }

    private static ObjectNode choice(
            ObjectNode chunk, Job job, String text, @Nullable CompletionLogprobs logprobs) {
        var choice = choice(text, job, logprobs);
        chunk.putArray("choices").add(choice);
        return choice;
    }

    private static ObjectNode choice(String text, Job job, @Nullable CompletionLogprobs logprobs) {
        var choice = Json.object();
        choice.put("index", job.index());
        choice.put("text", text);
        choice.set("logprobs", logprobs == null ? null : logprobs.json());
        return choice;
    }
}
