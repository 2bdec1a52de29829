package dev.rose.cli;

import dev.rose.AnswerOptions;
import dev.rose.Conversation;
import dev.rose.Mode;
import dev.rose.Reply;
import dev.rose.Rose;
import dev.rose.engine.FinishReason;
import dev.rose.engine.GenerationEvent;
import dev.rose.engine.GenerationResult;
import dev.rose.error.RoseException;
import dev.rose.policy.Policies;
import dev.rose.prompt.PromptPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run of {@code rose chat}: a line in, an answer or a command's deed out. */
final class Chat {
    /** Narrower columns are read badly. */
    private static final int LEAST_COLUMN = 30;

    private static final List<Mode> COMPARED = List.of(Mode.PLAIN, Mode.REVERSE, Mode.ROSE);

    private final Host host;
    private final Rose rose;
    private final ChatInput input;
    private final Presentation presentation;
    private final Output output;
    private Conversation conversation;
    private PromptPlan plan;
    private @Nullable Answered last;
    private boolean failed;

    /**
     * What is shown.
     *
     * @param counts the tokens of each turn
     * @param summary what ROSE changed, after each answer
     */
    record Presentation(boolean counts, boolean summary) {}

    /** The last answer, and how it was made. */
    private record Answered(AnswerOptions options, GenerationResult result) {}

    Chat(Host host, Rose rose, ChatInput input, Asked asked, Presentation presentation) {
        this.host = host;
        this.rose = rose;
        this.input = input;
        this.presentation = presentation;
        this.output = new Output(host.out());
        // Explained always, so that /explain can tell of an answer that was given.
        this.conversation = rose.converse(asked.by(rose).withExplain(true));
        this.plan = asked.plan();
    }

    /** Talks until the input ends; true where every line could be answered. */
    boolean run() {
        var line = input.read(prompt());
        while (line.isPresent()) {
            try {
                if (line.get().startsWith("/")) {
                    command(line.get());
                } else {
                    answer(conversation.say(line.get().strip()));
                }
            } catch (UsageException | RoseException e) {
                failed = true;
                output.endLine();
                note(ErrorReport.message(e));
            }
            line = input.read(prompt());
        }
        return !failed;
    }

    private String prompt() {
        return conversation.options().mode().label() + "> ";
    }

    private void command(String line) {
        var words = line.split("\\s+", 2);
        var verb =
                ChatVerb.of(words[0])
                        .orElseThrow(() ->
                                new UsageException(
                                        "there is no command '%s'; there are %s; a space before /"
                                                        .formatted(words[0], verbs())
                                                + " makes it part of a question"));
        var argument = words.length > 1 ? words[1].strip() : "";
        switch (verb) {
            case MODE -> mode(argument);
            case ALPHA -> alpha(argument);
            case POLICY -> policy(argument);
            case SYSTEM -> system(argument);
            case COMPARE -> compare();
            case EXPLAIN -> explain();
            case RETRY -> retry();
            case SAVE -> {
                var exchanges = conversation.exchanges();
                file(verb, argument).write(exchanges);
                note("%s saved".formatted(turns(exchanges.size())));
            }
            case LOAD -> {
                var exchanges = file(verb, argument).read();
                conversation = rose.converse(conversation.options(), exchanges);
                last = null;
                note("%s loaded".formatted(turns(exchanges.size())));
            }
            case HELP -> output.print(ChatVerb.help());
        }
    }

    private static String verbs() {
        return Arrays.stream(ChatVerb.values())
                .map(ChatVerb::typed)
                .collect(Collectors.joining(", "));
    }

    private static String turns(int count) {
        return count == 1 ? "1 turn" : count + " turns";
    }

    private static ConversationFile file(ChatVerb verb, String argument) {
        if (argument.isEmpty()) {
            throw new UsageException("%s needs a file: %1$s FILE".formatted(verb.typed()));
        }
        return new ConversationFile(TextArgument.path(verb.typed(), argument));
    }

    private void mode(String argument) {
        if (!argument.isEmpty()) {
            var mode =
                    Arrays.stream(Mode.values())
                            .filter(known -> known.label().equals(argument))
                            .findFirst()
                            .orElseThrow(() ->
                                    new UsageException(
                                            "/mode takes rose, plain or reverse, not '%s'"
                                                    .formatted(argument)));
            conversation.setOptions(conversation.options().withMode(mode));
        }
        note("mode is " + conversation.options().mode().label());
    }

    private void alpha(String argument) {
        if (!argument.isEmpty()) {
            try {
                conversation.setOptions(
                        conversation.options().withAlpha(Float.parseFloat(argument)));
            } catch (IllegalArgumentException e) {
                throw new UsageException(
                        "/alpha takes a finite number of at least 0, not '%s'".formatted(argument));
            }
        }
        note("alpha is " + conversation.options().alpha());
    }

    private void policy(String argument) {
        if (argument.isEmpty()) {
            throw new UsageException(
                    "/policy needs a name or a file: ./rose policy list shows them");
        }
        var policy = new Policies(Surroundings.home(host.environment()).policies()).find(argument);
        var own = plan.own();
        var wanted = own == null ? policy.prompts() : policy.prompts().withOwn(own);
        var options = conversation.options().withPolicy(policy, wanted.toPair(facing -> facing));
        conversation.setOptions(options.withPrompts(rose.prompts(wanted, options.template())));
        plan = wanted;
        note("policy is %s; the turns so far stay".formatted(policy.name()));
    }

    private void system(String argument) {
        var options = conversation.options();
        if (argument.isEmpty()) {
            output.line(options.prompts().positive());
            return;
        }
        var wanted = plan.withOwn(TextArgument.text("/system", argument));
        conversation.setOptions(options.withPrompts(rose.prompts(wanted, options.template())));
        plan = wanted;
        note("every stream reads that after its prompt; the turns so far stay");
    }

    private void retry() {
        requireQuestion("ask again");
        var options = conversation.options();
        if (options.sampling().isGreedy() && last != null && last.options().equals(options)) {
            note(
                    "decoding is greedy: another answer needs another /mode, /alpha, /policy or /system");
        }
        answer(conversation.retry());
    }

    private void requireQuestion(String deed) {
        if (conversation.lastQuestion().isEmpty()) {
            throw new UsageException(
                    "there is nothing to %s yet; write a question".formatted(deed));
        }
    }

    private void explain() {
        var answered = last;
        if (answered == null) {
            throw new UsageException("there is nothing to explain yet; write a question");
        }
        var vocabulary = rose.model().vocabulary();
        var text = new AnswerText(vocabulary, answered.options());
        if (host.terminal().out()) {
            output.line(text.marked(answered.result(), mark()));
        }
        output.print(new StepTable(vocabulary).of(answered.result().steps()));
        output.line(text.summary(answered.result()));
    }

    private void compare() {
        requireQuestion("compare");
        int cells = input.columns();
        boolean beside = cells >= COMPARED.size() * (LEAST_COLUMN + 3);
        var texts = new ArrayList<String>();
        for (var mode : COMPARED) {
            var options = conversation.options().withMode(mode);
            if (!beside) {
                output.line("--- " + mode.label());
            }
            try (var reply = conversation.compare(options)) {
                var result = stream(reply, !beside);
                texts.add(result.text());
                if (result.finishReason() == FinishReason.CANCELLED) {
                    return;
                }
            }
        }
        if (beside) {
            var columns = new Columns(cells, COMPARED.size());
            output.print(columns.of(COMPARED.stream().map(Mode::label).toList()));
            output.print(columns.of(texts));
        }
    }

    private void answer(Reply reply) {
        try (reply) {
            int dropped = reply.droppedTurns();
            if (dropped > 0) {
                note(
                        "the context is full: the oldest %s no longer read"
                                .formatted(dropped == 1 ? "turn is" : dropped + " turns are"));
            }
            var result = stream(reply, true);
            last = new Answered(conversation.options(), result);
            if (result.finishReason() == FinishReason.CANCELLED) {
                note("stopped");
            }
            if (presentation.summary()) {
                note(
                        new AnswerText(rose.model().vocabulary(), conversation.options())
                                .summary(result));
            }
        }
    }

    /** Pulls an answer to its end, on a line of its own; Ctrl-C stops it. */
    private GenerationResult stream(Reply reply, boolean shown) {
        var results = new ArrayList<GenerationResult>(1);
        input.interruptibly(
                reply::cancel,
                () -> {
                    while (reply.hasNext()) {
                        switch (reply.next()) {
                            case GenerationEvent.Text(var text, _) -> {
                                if (shown) {
                                    output.print(text);
                                }
                            }
                            case GenerationEvent.Finished(var result) -> results.add(result);
                        }
                    }
                });
        output.endLine();
        var result = results.getFirst();
        if (presentation.counts()) {
            note(counts(result));
        }
        return result;
    }

    private static String counts(GenerationResult result) {
        return String.format(
                Locale.ROOT,
                "prompts %d tokens: %d cached, %d computed in %.0f ms; answer %d tokens in %.0f ms",
                result.promptTokens() + result.reversePromptTokens(),
                result.cachedTokens(),
                result.computedTokens(),
                result.prefillMs(),
                result.tokens().size(),
                result.decodeMs());
    }

    private AnswerText.Mark mark() {
        return isColoured(true) ? AnswerText.Mark.COLOUR : AnswerText.Mark.BRACKETS;
    }

    private boolean isColoured(boolean terminal) {
        return terminal && !Surroundings.noColor(host.environment());
    }

    /** A line that is neither asked for nor an answer. */
    private void note(String text) {
        var line = "rose: " + text;
        host.err()
                .println(
                        isColoured(host.terminal().err())
                                ? "\u001b[2m" + line + "\u001b[0m"
                                : line);
        host.err().flush();
    }
}
