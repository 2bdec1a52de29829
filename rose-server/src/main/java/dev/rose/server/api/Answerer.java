package dev.rose.server.api;

import dev.rose.Rose;
import dev.rose.engine.GenerationEvent;
import dev.rose.method.TokenLogprobs;
import dev.rose.server.access.Admission;
import dev.rose.server.access.Caller;
import dev.rose.server.models.ModelPool;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries a request for answers from its checked form to the last byte of its reply. */
final class Answerer {
    private final ModelPool models;
    private final Admission admission;
    private final OpenRequests open;
    private final Bounds bounds;

    Answerer(ModelPool models, Admission admission, OpenRequests open, Bounds bounds) {
        this.models = models;
        this.admission = admission;
        this.open = open;
        this.bounds = bounds;
    }

    /** What an endpoint makes of a request once there is a model. */
    interface Asked {
        /** Null for the server's first. */
        @Nullable String model();

        Decoding decoding();

        /** The answers that are wanted; fails with what is wrong with the prompts. */
        List<Job> jobs(Rose rose);

        AnswerShape shape(String model, Rose rose);
    }

    /** Answers. */
    void answer(Context context, Asked asked) throws IOException {
        var running = open.begin();
        var events = asked.decoding().stream() ? new SseWriter(context) : null;
        try (var lease = models.acquire(asked.model());
                var _ = new ClientWatch(Client.of(context), running, bounds, events);
                var _ = running.await(() -> admission.enter(Caller.anonymous()))) {
            var jobs = asked.jobs(lease.rose());
            var shape = asked.shape(lease.name(), lease.rose());
            if (events == null) {
                var answers = run(lease.rose(), running, new Unheard(), jobs);
                Replies.json(context, shape.whole(answers));
            } else {
                stream(context, asked, running, events, shape, lease.rose(), jobs);
            }
        } catch (EndedEarly e) {
            Failures.endedEarly(context, e, events);
        } finally {
            open.end(running);
        }
    }

    private List<Answered> run(
            Rose rose, Running running, AnswerListener listener, List<Job> jobs) {
        return new AnswerRun(rose, running, listener).all(jobs, bounds.atOnce());
    }

    private void stream(
            Context context,
            Asked asked,
            Running running,
            SseWriter events,
            AnswerShape shape,
            Rose rose,
            List<Job> jobs)
            throws IOException {
        try {
            var answers = run(rose, running, new Streamed(events, shape), jobs);
            if (asked.decoding().usage()) {
                events.send(shape.usage(Usage.of(answers, asked.decoding().choices())));
            }
            events.done();
        } catch (EndedEarly e) {
            throw e;
        } catch (RuntimeException e) {
            if (!events.isOpen()) {
                throw e;
            }
            events.send(Failures.json(Failures.of(e, context)));
        }
    }

    private record Unheard() implements AnswerListener {
        @Override
        public boolean hearsText() {
            return false;
        }

        @Override
        public void begun(Job job, List<TokenLogprobs> scored) {}

        @Override
        public void text(Job job, GenerationEvent.Text text) {}

        @Override
        public void ended(Answered answered) {}
    }

    private record Streamed(SseWriter events, AnswerShape shape) implements AnswerListener {
        @Override
        public boolean hearsText() {
            return true;
        }

        @Override
        public void begun(Job job, List<TokenLogprobs> scored) throws IOException {
            var event = shape.begun(job, scored);
            if (event != null) {
                events.send(event);
            }
        }

        @Override
        public void text(Job job, GenerationEvent.Text text) throws IOException {
            events.send(shape.text(job, text));
        }

        @Override
        public void ended(Answered answered) throws IOException {
            events.send(shape.ended(answered));
        }
    }
}
