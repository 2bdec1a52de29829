package dev.rose.server.api;

import dev.rose.engine.GenerationEvent;
import dev.rose.method.TokenLogprobs;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Answers as {@code /v1/chat/completions} gives them. */
final class ChatShape implements AnswerShape {
    private static final String CHUNK = "chat.completion.chunk";

    private final ReplyHead head;
    private final RoseJson rose;
    private final ChatLogprobs logprobs;

    ChatShape(String model, RoseJson rose, TokenWords words) {
        this.head = ReplyHead.now("chatcmpl-", model);
        this.rose = rose;
        this.logprobs = new ChatLogprobs(words);
    }

    @Override
    public ObjectNode begun(Job job, List<TokenLogprobs> scored) {
        var chunk = head.object(CHUNK);
        var delta = choice(chunk, job).putObject("delta");
        delta.put("role", "assistant");
        delta.put("content", "");
        return unfinished(chunk);
    }

    @Override
    public ObjectNode text(Job job, GenerationEvent.Text text) {
        var chunk = head.object(CHUNK);
        var choice = choice(chunk, job);
        choice.putObject("delta").put("content", text.text());
        if (job.options().logprobs() >= 0) {
            choice.set("logprobs", logprobs.of(text.tokens()));
        }
        if (job.options().explain()) {
            chunk.set("rose", rose.steps(text.tokens()));
        }
        return unfinished(chunk);
    }

    private static ObjectNode unfinished(ObjectNode chunk) {
        ((ObjectNode) chunk.get("choices").get(0)).putNull("finish_reason");
        return chunk;
    }

    @Override
    public ObjectNode ended(Answered answered) {
        var chunk = head.object(CHUNK);
        var choice = choice(chunk, answered.job());
        choice.putObject("delta");
        choice.put("finish_reason", answered.finishReason());
        chunk.set("rose", rose.summary(answered));
        return chunk;
    }

    private static ObjectNode choice(ObjectNode chunk, Job job) {
        var choice = chunk.putArray("choices").addObject();
        choice.put("index", job.index());
        return choice;
    }

    @Override
    public ObjectNode usage(Usage usage) {
        var chunk = head.object(CHUNK);
        chunk.putArray("choices");
        chunk.set("usage", usage.json());
        return chunk;
    }

    @Override
    public ObjectNode whole(List<Answered> answers) {
        var reply = head.object("chat.completion");
        var choices = reply.putArray("choices");
        for (var answered : answers) {
            var choice = choices.addObject();
            choice.put("index", answered.job().index());
            var message = choice.putObject("message");
            message.put("role", "assistant");
            message.put("content", answered.text());
            message.putNull("refusal");
            choice.set(
                    "logprobs",
                    answered.job().options().logprobs() < 0
                            ? null
                            : logprobs.of(answered.reports()));
            choice.put("finish_reason", answered.finishReason());
            if (answers.size() > 1) {
                choice.set("rose", rose.whole(answered));
            }
        }
        reply.set("usage", Usage.of(answers, answers.size()).json());
        reply.set("rose", rose.whole(answers.getFirst()));
        return reply;
    }
}
