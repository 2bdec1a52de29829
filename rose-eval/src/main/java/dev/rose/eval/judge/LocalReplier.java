package dev.rose.eval.judge;

import dev.rose.AnswerOptions;
import dev.rose.Mode;
import dev.rose.Rose;
import dev.rose.TemplateChoice;
import dev.rose.engine.GenerationResult;
import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.method.TokenLogprobs;
import dev.rose.prompt.PromptPair;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Asks a model in this process. Where the rubric has verdicts, the answer is made to begin with
 * {@code [[}, and the verdict is the form that the model's next token most likely begins: one pass,
 * no text to read. Where the model puts next to nothing on any form, or a score is asked for, it
 * writes its reply.
 */
final class LocalReplier implements Replier {
    private static final String OPENING = "[[";

    /** Probability on all forms together, below which their order is noise. */
    private static final double LEAST_MASS = 0.1;

    /** Tokens of a written reply. */
    private static final int MOST_TOKENS = 200;

    private final Rose rose;
    private final TemplateChoice template;

    /**
     * @param rose closed with this
     */
    LocalReplier(Rose rose, TemplateChoice template) {
        this.rose = rose;
        this.template = template;
    }

    @Override
    public Reply ask(Rubric rubric, String prompt) {
        var options =
                AnswerOptions.defaults()
                        .withMode(Mode.PLAIN)
                        .withPrompts(PromptPair.paper().withPositive(rubric.system()))
                        .withTemplate(template)
                        .withMaxTokens(MOST_TOKENS);
        try {
            var measured =
                    rubric.verdicts().isEmpty()
                            ? Optional.<Ruling>empty()
                            : measure(rubric, prompt, options);
            return measured.isPresent()
                    ? new Reply.Measured(measured.get())
                    : new Reply.Text(rose.ask(prompt, options).text());
        } catch (RoseException e) {
            if (e.kind() == Kind.CONTEXT_EXCEEDED) {
                // This answer is too long for this judge, and will be the next time.
                return new Reply.Measured(Ruling.unscored(e.getMessage()));
            }
            throw e;
        }
    }

    private Optional<Ruling> measure(Rubric rubric, String prompt, AnswerOptions options) {
        var vocabulary = rose.model().vocabulary();
        var before = rose.streams(prompt, options).getFirst().tokens();
        // A completion puts the tokens that begin every prompt in front, and here they are there.
        int begun = startsWith(before, vocabulary.prefix()) ? vocabulary.prefix().length : 0;
        var tokens =
                IntStream.concat(
                                IntStream.of(before).skip(begun),
                                IntStream.of(vocabulary.tokenize(OPENING)))
                        .toArray();
        var one = options.withMaxTokens(1).withLogprobs(TokenLogprobs.MOST);
        GenerationResult result;
        try (var answer = rose.generate(rose.completion(tokens, one), one)) {
            result = answer.result();
        }
        return result.logprobs().isEmpty()
                ? Optional.empty()
                : ruling(rubric, result.logprobs().getFirst().top());
    }

    private static boolean startsWith(int[] tokens, int[] beginning) {
        return tokens.length >= beginning.length
                && Arrays.equals(tokens, 0, beginning.length, beginning, 0, beginning.length);
    }

    private Optional<Ruling> ruling(Rubric rubric, List<TokenLogprobs.Candidate> candidates) {
        var forms = rubric.verdicts().keySet();
        var mass = new TreeMap<String, Double>();
        for (var candidate : candidates) {
            var text =
                    new String(
                                    rose.model().vocabulary().bytes(candidate.token()),
                                    StandardCharsets.UTF_8)
                            .strip()
                            .toLowerCase(Locale.ROOT);
            var begun = forms.stream().filter(form -> begins(text, form)).toList();
            if (begun.size() == 1) {
                mass.merge(begun.getFirst(), Math.exp(candidate.logprob()), Double::sum);
            }
        }
        double all = mass.values().stream().mapToDouble(p -> p).sum();
        if (all < LEAST_MASS) {
            return Optional.empty();
        }
        var best =
                mass.entrySet().stream().max(Map.Entry.comparingByValue(Comparator.naturalOrder()));
        var note =
                mass.entrySet().stream()
                        .map(form ->
                                String.format(
                                        Locale.ROOT,
                                        "p(%s) = %.3f",
                                        form.getKey(),
                                        form.getValue()))
                        .collect(Collectors.joining(", "));
        return best.map(form ->
                Ruling.of(Objects.requireNonNull(rubric.verdicts().get(form.getKey())), note));
    }

    /** Whether a token's text is the beginning of a form, or the form with its bracket behind. */
    private static boolean begins(String text, String form) {
        return !text.isEmpty()
                && (form.startsWith(text)
                        || (text.startsWith(form)
                                && !Character.isLetterOrDigit(text.charAt(form.length()))));
    }

    @Override
    public void close() {
        rose.close();
    }
}
