package dev.rose.server.api;

import dev.rose.Rose;
import dev.rose.server.access.Admission;
import dev.rose.server.models.ModelPool;
import dev.rose.server.observe.Metrics;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries a request for answers from its checked form to the last byte of its reply. */
final class Answerer {
    private final ModelPool models;
    private final Admission admission;
    private final OpenRequests open;
    private final Metrics metrics;
    private final Bounds bounds;

    Answerer(
            ModelPool models,
            Admission admission,
            OpenRequests open,
            Metrics metrics,
            Bounds bounds) {
        this.models = models;
        this.admission = admission;
        this.open = open;
        this.metrics = metrics;
        this.bounds = bounds;
    }

    /** What an endpoint makes of a request once there is a model. */
    interface Asked {
        /** Null for the server's first. */
        @Nullable String model();

        Decoding decoding();

        Answering.Settled settled();

        /** What the user wrote, for the log of an operator who wants it. */
        String prompt();

        /** The answers that are wanted; fails with what is wrong with the prompts. */
        List<Job> jobs(Rose rose);

        AnswerShape shape(String model, Rose rose);
    }

    /** Answers. */
    void answer(Context context, Asked asked) throws IOException {
        Visit.of(context).asks(asked.prompt());
        var running = open.begin();
        var events = asked.decoding().stream() ? new SseWriter(context) : null;
        try {
            answer(context, asked, running, events);
        } catch (IOException e) {
            // Nobody could be told of the end.
            Failures.clientGone(context);
        } finally {
            open.end(running);
        }
    }

    private void answer(Context context, Asked asked, Running running, @Nullable SseWriter events)
            throws IOException {
        var visit = Visit.of(context);
        try (var watch = new ClientWatch(Client.of(context), running, bounds, events);
                var lease = running.await(() -> models.acquire(asked.model()))) {
            visit.isAnsweredBy(lease.name());
            var figures =
                    new Figures(
                            metrics,
                            asked.settled().options().mode().label(),
                            visit,
                            asked.decoding().choices());
            try (var pass = running.await(() -> admission.enter(visit.caller()))) {
                watch.startTime(bounds.time());
                // The model may have to write prompts first.
                var jobs = running.await(() -> asked.jobs(lease.rose()));
                var shape = asked.shape(lease.name(), lease.rose());
                var run =
                        new AnswerRun(
                                lease.rose(),
                                running,
                                figures.before(
                                        events == null
                                                ? new Unheard()
                                                : new Streamed(events, shape),
                                        pass::used));
                if (events == null) {
                    var answers = run.all(jobs, bounds.atOnce());
                    Replies.json(context, shape.whole(answers));
                } else {
                    stream(context, asked, run, jobs, shape, events);
                }
            }
        } catch (EndedEarly e) {
            Failures.endedEarly(context, e, events);
        }
    }

    private void stream(
            Context context,
            Asked asked,
            AnswerRun run,
            List<Job> jobs,
            AnswerShape shape,
            SseWriter events)
            throws IOException {
        try {
            var answers = run.all(jobs, bounds.atOnce());
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
            // The status is out: what went wrong is the last event.
            var error = Failures.of(e, context);
            Visit.of(context).fails(error.code());
            events.send(Failures.json(error));
        }
    }
}
