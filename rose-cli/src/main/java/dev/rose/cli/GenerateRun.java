package dev.rose.cli;

import dev.rose.AnswerOptions;
import dev.rose.Rose;
import dev.rose.StreamPrompt;
import dev.rose.engine.Generation;
import dev.rose.engine.GenerationEvent;
import dev.rose.engine.GenerationResult;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntFunction;

/** One run of {@code rose generate}: opens the model, answers, prints. */
final class GenerateRun {
    private final Host host;
    private final IntFunction<Rose> opener;
    private final Asked asked;
    private AnswerOptions options;
    private final Presentation presentation;
    private final Output output;

    /**
     * What is shown, and how.
     *
     * @param model as the user named it
     * @param json objects instead of text
     * @param showPrompt prompts go to standard error first
     * @param explained what is shown of why tokens were taken
     */
    record Presentation(String model, boolean json, boolean showPrompt, Explained explained) {}

    /**
     * @param opener opens the model for so many answers at once
     */
    GenerateRun(Host host, IntFunction<Rose> opener, Asked asked, Presentation presentation) {
        this.host = host;
        this.opener = opener;
        this.asked = asked;
        this.options = asked.options();
        this.presentation = presentation;
        this.output = new Output(host.out());
    }

    /** Answers one prompt, streaming. */
    int one(String prompt) {
        return Interruption.around(interruption -> {
            try (var rose = opener.apply(1)) {
                options = asked.by(rose);
                var streams = rose.streams(prompt, options);
                show(streams, rose);
                try (var answer = rose.generate(streams, options)) {
                    interruption.stopsBy(answer::cancel);
                    stream(answer, rose);
                }
                return ExitCode.DONE;
            }
        });
    }

    /** Answers many prompts, {@code parallel} at once. */
    int many(Iterator<Prompt> prompts, int parallel) {
        return Interruption.around(interruption -> {
            try (var rose = opener.apply(parallel)) {
                options = asked.by(rose);
                // A template that does not fit is wrong for every prompt: fail once.
                rose.streams("?", options);
                try (var queue = new AnswerQueue(rose, options, parallel)) {
                    interruption.stopsBy(queue::stop);
                    queue.start(prompts);
                    return printAll(queue, rose);
                }
            }
        });
    }

    private void stream(Generation answer, Rose rose) {
        var whole = presentation.json() || mark() != AnswerText.Mark.NONE;
        while (answer.hasNext()) {
            switch (answer.next()) {
                case GenerationEvent.Text(var text, _) -> {
                    if (!whole) {
                        output.print(text);
                    }
                }
                case GenerationEvent.Finished(var result) -> {
                    if (whole) {
                        print(result, rose);
                    }
                    output.endLine();
                    summarise(result, rose);
                }
            }
        }
    }

    private int printAll(AnswerQueue queue, Rose rose) {
        var code = ExitCode.DONE;
        var first = true;
        while (true) {
            switch (queue.take()) {
                case AnswerQueue.Outcome.Answered(var streams, var result) -> {
                    if (!first && !presentation.json()) {
                        output.print("\n");
                    }
                    first = false;
                    show(streams, rose);
                    print(result, rose);
                    output.endLine();
                    summarise(result, rose);
                }
                case AnswerQueue.Outcome.Failed(var line) -> {
                    code = ExitCode.FAILED;
                    if (presentation.json()) {
                        output.line(AnswerJson.error(line));
                    } else {
                        complain("prompt %d: %s".formatted(line.line(), line.problem()));
                    }
                }
                case AnswerQueue.Outcome.Dropped() -> {}
                case AnswerQueue.Outcome.End() -> {
                    return code;
                }
            }
        }
    }

    private void print(GenerationResult result, Rose rose) {
        var vocabulary = rose.model().vocabulary();
        if (presentation.json()) {
            output.line(new AnswerJson(presentation.model(), options, vocabulary).answer(result));
        } else {
            output.print(text(rose).marked(result, mark()));
        }
    }

    /** Changes are marked for people; a file or a pipe gets the text as it is. */
    private AnswerText.Mark mark() {
        if (!options.explain() || !host.terminal().out()) {
            return AnswerText.Mark.NONE;
        }
        return Surroundings.noColor(host.environment())
                ? AnswerText.Mark.BRACKETS
                : AnswerText.Mark.COLOUR;
    }

    private void summarise(GenerationResult result, Rose rose) {
        if (!options.explain() || presentation.json()) {
            return;
        }
        if (presentation.explained() == Explained.IN_A_TABLE) {
            output.print("\n");
            output.print(new StepTable(rose.model().vocabulary()).of(result.steps()));
            output.endLine();
        }
        complain(text(rose).summary(result));
    }

    private AnswerText text(Rose rose) {
        return new AnswerText(rose.model().vocabulary(), options);
    }

    private void show(List<StreamPrompt> streams, Rose rose) {
        if (presentation.showPrompt()) {
            var coloured = host.terminal().err() && !Surroundings.noColor(host.environment());
            var text = new PromptText(rose.model().vocabulary(), coloured);
            for (var stream : streams) {
                host.err()
                        .println(
                                "--- %s, weight %s, %d tokens"
                                        .formatted(
                                                stream.name(),
                                                stream.alpha(),
                                                stream.tokens().length));
                host.err().println(text.marked(stream.tokens()));
            }
            host.err().println("---");
            host.err().flush();
        }
    }

    private void complain(String text) {
        host.err().println("rose: " + text);
        host.err().flush();
    }
}
