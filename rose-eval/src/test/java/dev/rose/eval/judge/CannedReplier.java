package dev.rose.eval.judge;

import java.util.ArrayList;
import java.util.List;

/** Says what it was told to say, in turn, and keeps what it was asked. */
final class CannedReplier implements Replier {
    final List<String> prompts = new ArrayList<>();
    private final List<String> replies;

    CannedReplier(String... replies) {
        this.replies = List.of(replies);
    }

    @Override
    public Reply ask(Rubric rubric, String prompt) {
        prompts.add(prompt);
        return new Reply.Text(replies.get(prompts.size() - 1));
    }

    @Override
    public void close() {}
}
