package dev.rose.server.api;

import dev.rose.engine.GenerationEvent;
import dev.rose.method.TokenLogprobs;
import dev.rose.server.observe.AnswerFigures;
import dev.rose.server.observe.AnswerTimer;
import dev.rose.server.observe.Metrics;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * Counts and times the answers of a request. Its time in the queue is part of the first token's.
 */
final class Figures {
    private final Metrics metrics;
    private final String mode;
    private final Visit visit;
    private final int choices;
    private final AnswerTimer first;
    private final Map<Integer, AnswerTimer> timers = new ConcurrentHashMap<>();

    /**
     * Begins to time.
     *
     * @param choices answers to each prompt
     */
    Figures(Metrics metrics, String mode, Visit visit, int choices) {
        this.choices = choices;
        this.metrics = metrics;
        this.mode = mode;
        this.visit = visit;
        this.first = metrics.started(mode);
    }

    /**
     * A listener that counts, then passes on.
     *
     * @param used is told of each answer's tokens, and of its prompt's
     */
    AnswerListener before(AnswerListener next, IntConsumer used) {
        return new Counting(next, used);
    }

    private AnswerTimer timer(Job job) {
        Function<Integer, AnswerTimer> start = index -> index == 0 ? first : metrics.started(mode);
        return timers.computeIfAbsent(job.index(), start);
    }

    private void count(Answered answered, IntConsumer used) {
        var result = answered.result();
        var gone = Ending.CLIENT_GONE.label();
        // As usage has it: answers to one prompt have read it once.
        var isFirst = answered.job().index() % choices == 0;
        var figures =
                new AnswerFigures(
                        mode,
                        gone.equals(answered.ended()) ? gone : answered.finishReason(),
                        isFirst ? answered.job().promptTokens() : 0,
                        answered.completionTokens(),
                        result == null ? 0 : result.changedTokens(),
                        result == null ? Double.NaN : result.overhead());
        metrics.finished(timer(answered.job()), figures);
        visit.answered(figures);
        used.accept(figures.promptTokens() + figures.completionTokens());
    }

    private final class Counting implements AnswerListener {
        private final AnswerListener next;
        private final IntConsumer used;

        Counting(AnswerListener next, IntConsumer used) {
            this.next = next;
            this.used = used;
        }

        @Override
        public boolean hearsText() {
            return next.hearsText();
        }

        @Override
        public void begun(Job job, List<TokenLogprobs> scored) throws IOException {
            timer(job);
            next.begun(job, scored);
        }

        @Override
        public void text(Job job, GenerationEvent.Text text) throws IOException {
            timer(job).token();
            next.text(job, text);
        }

        @Override
        public void ended(Answered answered) throws IOException {
            count(answered, used);
            next.ended(answered);
        }
    }
}
