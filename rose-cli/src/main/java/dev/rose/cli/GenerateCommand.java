package dev.rose.cli;

import static dev.rose.error.RoseException.Kind.NOT_FOUND;
import static dev.rose.error.RoseException.Kind.STORAGE;

import dev.rose.Rose;
import dev.rose.RoseOptions;
import dev.rose.error.RoseException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rose generate}: answers prompts. */
@Command(
        name = "generate",
        description = "Answer prompts.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "A single PROMPT streams. Several are answered at once and printed in order; a line",
            "of --input that cannot be answered gives an error in its place and exit code 1.",
            "Without PROMPT, or for '-', the prompt is all of standard input.",
            "Every option has an environment variable: --max-tokens is ROSE_MAX_TOKENS; see",
            "./rose --help.",
            "",
            "Examples:",
            "  ./rose generate \"How do I kill a Python process?\"",
            "  ./rose generate --mode plain --max-tokens 64 \"Why is the sky blue?\"",
            "  ./rose generate --policy strict --system @tutor.txt \"Help me with fractions\"",
            "  ./rose generate --alpha 0.7 --reverse manual --reverse @rude.txt:0.2 \"Hello\"",
            "  ./rose generate --input questions.jsonl --json > answers.jsonl",
            "  git diff | ./rose generate --model ./model.gguf --template chatml",
        })
final class GenerateCommand implements Callable<Integer> {
    private static final int MOST_PARALLEL = 8;

    private final Host host;
    private final Opener opener;

    @Parameters(paramLabel = "PROMPT", arity = "0..*", description = "what to answer; - is stdin")
    private List<String> prompts = new ArrayList<>();

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "JSON lines with a string 'prompt', from a file or - for stdin")
    private @Nullable String input;

    @Mixin private DecodingOptions decoding = new DecodingOptions();
    @Mixin private ModelOptions model = new ModelOptions();

    @Option(
            names = "--show-prompt",
            description = "show on standard error what each stream reads, special tokens in ⟦ ⟧")
    private boolean showPrompt;

    @Option(names = "--json", description = "print one JSON object a line for each prompt")
    private boolean json;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it
    private CommonOptions common = new CommonOptions();

    GenerateCommand(Host host, Opener opener) {
        this.host = host;
        this.opener = opener;
    }

    @Override
    public Integer call() {
        var asked = decoding.asked(host.environment());
        var opening = model.toRoseOptions(host.environment());
        asked.warn(host);
        var run =
                new GenerateRun(
                        host,
                        parallel -> open(opening, parallel),
                        asked,
                        new GenerateRun.Presentation(
                                opening.model(), json, showPrompt, decoding.explained()));
        if (input == null) {
            var texts = texts();
            return texts.size() == 1
                    ? run.one(texts.getFirst())
                    : run.many(questions(texts), parallel(texts.size()));
        }
        if (!prompts.isEmpty()) {
            throw new UsageException(
                    "there are prompts and --input %s; give one of them".formatted(input));
        }
        try (var in = openInput(input)) {
            return run.many(new JsonLines(in), parallel(MOST_PARALLEL));
        } catch (IOException e) {
            throw new RoseException(
                    STORAGE, "cannot close '%s' (%s)".formatted(input, e.getMessage()), e);
        }
    }

    /** Threads are shared by the answers that run at once: by the engine, or by a part for each. */
    private Rose open(RoseOptions opening, int parallel) {
        var threads =
                decoding.sharesEngine() ? model.threads() : Math.max(1, model.threads() / parallel);
        return opener.open(
                opening.withThreads(threads).withSlots(parallel), new PullProgress(host));
    }

    private int parallel(int prompts) {
        int most =
                decoding.sharesEngine() ? MOST_PARALLEL : Math.min(MOST_PARALLEL, model.threads());
        return Math.min(prompts, most);
    }

    private InputStream openInput(String name) {
        if (name.isEmpty()) {
            throw new UsageException("--input is empty; name a file, or - for standard input");
        }
        if (name.equals("-")) {
            return new BufferedInputStream(host.in());
        }
        try {
            var file = TextArgument.path("--input", name);
            if (Files.isDirectory(file)) {
                throw new RoseException(
                        STORAGE, "'%s' is a folder, not a file; check --input".formatted(name));
            }
            return new BufferedInputStream(Files.newInputStream(file));
        } catch (NoSuchFileException e) {
            throw new RoseException(
                    NOT_FOUND, "there is no file '%s'; check --input".formatted(name), e);
        } catch (IOException e) {
            throw new RoseException(
                    STORAGE,
                    "cannot read '%s' (%s); check --input".formatted(name, TextArgument.reason(e)),
                    e);
        }
    }

    /** The prompts of the command line, standard input among them; checked, none of them empty. */
    private List<String> texts() {
        if (prompts.isEmpty()) {
            if (host.terminal().in()) {
                throw new UsageException("there is no prompt; write one, or pipe one in");
            }
            return List.of(standardInput());
        }
        if (prompts.stream().filter("-"::equals).count() > 1) {
            throw new UsageException("'-' is there twice; standard input can be read once");
        }
        var texts = new ArrayList<String>();
        for (var prompt : prompts) {
            texts.add(prompt.equals("-") ? standardInput() : notEmpty(prompt, texts.size() + 1));
        }
        return texts;
    }

    private String standardInput() {
        try {
            var text = Utf8.decode(host.in().readAllBytes()).replaceFirst("[\\r\\n]+$", "");
            if (text.isBlank()) {
                throw new UsageException("standard input is empty; write a prompt, or pipe one in");
            }
            return text;
        } catch (Utf8.MalformedException e) {
            throw new UsageException(
                    "standard input is not UTF-8: %s; convert it (iconv -t utf-8)"
                            .formatted(e.getMessage()));
        } catch (IOException e) {
            throw new RoseException(
                    STORAGE, "cannot read standard input (%s)".formatted(e.getMessage()), e);
        }
    }

    private static String notEmpty(String prompt, int number) {
        if (prompt.isBlank()) {
            throw new UsageException(
                    "prompt %d is empty ('%s'); write a question".formatted(number, prompt));
        }
        return prompt;
    }

    private static Iterator<Prompt> questions(List<String> texts) {
        var questions = new ArrayList<Prompt>();
        texts.forEach(text -> questions.add(new Prompt.Question(questions.size() + 1, text)));
        return questions.iterator();
    }
}
