package dev.rose;

import dev.rose.Dialogue.Turn;
import dev.rose.engine.GenerationResult;
import dev.rose.error.RoseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Questions that build on the answers before them. Every stream reads the same turns after its own
 * system prompt, and what it has read stays in its cache: a turn computes its own tokens alone.
 *
 * <p>When the context is full, the oldest turns are dropped from all streams together until a
 * quarter of it is free, so that this is not needed, and all computed anew, at each turn from then
 * on. The system prompts stay.
 *
 * <p>Thread-safe; one answer at a time.
 */
public final class Conversation {
    private final Rose rose;
    private final List<Turn> turns;
    private AnswerOptions options;
    private int dropped;
    private @Nullable String lastQuestion;
    private boolean lastIsKept;
    private int retries;
    private @Nullable Reply running;

    Conversation(Rose rose, AnswerOptions options, List<Exchange> exchanges) {
        this.rose = rose;
        this.options = options;
        this.turns = new ArrayList<>(exchanges.stream().map(Turn::of).toList());
        if (!exchanges.isEmpty()) {
            lastQuestion = exchanges.getLast().question();
            lastIsKept = true;
        }
    }

    public synchronized AnswerOptions options() {
        return options;
    }

    /** How answers are made from the next one on; the turns so far stay as they are. */
    public synchronized void setOptions(AnswerOptions options) {
        this.options = options;
    }

    /** What was said, the oldest first, dropped turns included. */
    public synchronized List<Exchange> exchanges() {
        return turns.stream().map(Turn::exchange).toList();
    }

    /** Turns, from the oldest on, that no stream reads any more. */
    public synchronized int droppedTurns() {
        return dropped;
    }

    /** The last question asked, answered or not. */
    public synchronized Optional<String> lastQuestion() {
        return Optional.ofNullable(lastQuestion);
    }

    /**
     * Begins to answer; the turn is kept when the answer ends. Of one that is cancelled or closed
     * before its end, what was given is kept, if anything was; of one that fails, nothing.
     *
     * @throws RoseException as {@link Rose#generate}; the conversation stays as it is
     * @throws IllegalStateException while another answer runs
     */
    public synchronized Reply say(String question) {
        return begin(question, turns, options);
    }

    /**
     * Drops the last turn and asks its question again. Where tokens are drawn, they are drawn anew:
     * with {@link dev.rose.method.Sampling#seed} and one more for each time.
     *
     * @throws RoseException as {@link #say}
     * @throws IllegalStateException where nothing was asked, or while another answer runs
     */
    public synchronized Reply retry() {
        var question = requireQuestion();
        int times = retries + 1;
        var seeded =
                options.withSampling(
                        options.sampling().withSeed(options.sampling().seed() + times));
        var reply = begin(question, beforeLastQuestion(), seeded);
        retries = times;
        return reply;
    }

    /**
     * Answers the last question with other options. The conversation does not change, and several
     * such answers may run at once.
     *
     * @throws RoseException as {@link #say}
     * @throws IllegalStateException where nothing was asked
     */
    public synchronized Reply compare(AnswerOptions other) {
        var fitted = fit(new Dialogue(beforeLastQuestion(), requireQuestion()), other);
        return new Reply(
                rose.generate(fitted.streams(), other),
                fitted.dropped() - Math.min(dropped, fitted.dropped()),
                Reply.Keeper.NOBODY);
    }

    private String requireQuestion() {
        var question = lastQuestion;
        if (question == null) {
            throw new IllegalStateException("nothing was asked yet");
        }
        return question;
    }

    private List<Turn> beforeLastQuestion() {
        return lastIsKept ? turns.subList(0, turns.size() - 1) : turns;
    }

    private Reply begin(String question, List<Turn> before, AnswerOptions with) {
        if (running != null) {
            throw new IllegalStateException("an answer runs; pull it to its end or close it");
        }
        var kept = List.copyOf(before);
        var fitted = fit(new Dialogue(kept, question), with);
        var generation = rose.generate(fitted.streams(), with);
        int fresh = fitted.dropped() - Math.min(dropped, kept.size());
        var reply = new Reply(generation, fresh, new Keeping(question));
        turns.subList(kept.size(), turns.size()).clear();
        dropped = fitted.dropped();
        lastQuestion = question;
        lastIsKept = false;
        retries = 0;
        running = reply;
        return reply;
    }

    /** Keeps the answer to a question. */
    private final class Keeping implements Reply.Keeper {
        private final String question;

        Keeping(String question) {
            this.question = question;
        }

        @Override
        public void finished(GenerationResult result) {
            keep(
                    result.text().isEmpty() && result.tokens().isEmpty()
                            ? null
                            : Turn.of(question, result, rose.model().vocabulary()));
        }

        @Override
        public void left(String given) {
            keep(given.isEmpty() ? null : Turn.of(new Exchange(question, given)));
        }

        private void keep(@Nullable Turn turn) {
            synchronized (Conversation.this) {
                running = null;
                if (turn != null) {
                    turns.add(turn);
                    lastIsKept = true;
                }
            }
        }
    }

    /**
     * What streams read of a dialogue.
     *
     * @param dropped turns, from the oldest on, that they do not
     */
    private record Fitted(List<StreamPrompt> streams, int dropped) {
        int longest() {
            return streams.stream().mapToInt(stream -> stream.tokens().length).max().orElse(0);
        }
    }

    private Fitted fit(Dialogue dialogue, AnswerOptions with) {
        int limit = rose.contextLimit();
        int full = limit - Math.min(with.maxTokens(), limit / 4);
        int ample = limit - limit / 4;
        int all = dialogue.turns().size();
        var fitted = without(Math.min(dropped, all), dialogue, with);
        if (fitted.longest() <= full) {
            return fitted;
        }
        while (fitted.dropped() < all && fitted.longest() > ample) {
            if (fitted.dropped() == all - 1 && fitted.longest() <= full) {
                break; // what was said last matters more than room for later
            }
            fitted = without(fitted.dropped() + 1, dialogue, with);
        }
        return fitted;
    }

    private Fitted without(int count, Dialogue dialogue, AnswerOptions with) {
        return new Fitted(rose.streams(dialogue.without(count), with), count);
    }
}
