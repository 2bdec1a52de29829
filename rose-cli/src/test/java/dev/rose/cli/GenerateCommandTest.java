package dev.rose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class GenerateCommandTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void printsTheAnswerAndNothingElse() {
        var text = json(new Cli().run("generate", "--json", "--max-tokens", "12", "Why?"));
        var run = new Cli().run("generate", "--max-tokens", "12", "Why?");
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        var answer = text.get("text").stringValue();
        assertThat(answer).isNotEmpty();
        assertThat(run.out()).isEqualTo(answer.endsWith("\n") ? answer : answer + "\n");
    }

    @Test
    void jsonHasTheFieldsOfTheContract() {
        var answer =
                json(new Cli().run("generate", "--json", "--max-tokens", "3", "--alpha=0.7", "Hi"));
        assertThat(answer.propertyNames())
                .containsExactly(
                        "text",
                        "tokens",
                        "finish_reason",
                        "prompt_tokens",
                        "reverse_prompt_tokens",
                        "cached_tokens",
                        "completion_tokens",
                        "prefill_ms",
                        "decode_ms",
                        "mode",
                        "alpha",
                        "model",
                        "decoder",
                        "near_ties");
        assertThat(answer.get("tokens").size()).isEqualTo(3);
        assertThat(answer.get("completion_tokens").intValue()).isEqualTo(3);
        assertThat(answer.get("finish_reason").stringValue()).isEqualTo("length");
        assertThat(answer.get("mode").stringValue()).isEqualTo("rose");
        assertThat(answer.get("alpha").floatValue()).isEqualTo(0.7f);
        assertThat(answer.get("model").stringValue()).isEqualTo("smollm2");
        assertThat(answer.get("decoder").stringValue()).isEqualTo("engine");
    }

    @Test
    void modesAndDecodersAreTold() {
        var texts = new ArrayList<String>();
        for (var mode : List.of("rose", "plain", "reverse")) {
            var naive = json(new Cli().run(with("--mode", mode, "--decoder", "naive")));
            var batched = json(new Cli().run(with("--mode", mode, "--decoder", "batched")));
            assertThat(naive.get("decoder").stringValue()).isEqualTo("naive");
            assertThat(naive.get("tokens")).isEqualTo(batched.get("tokens"));
            assertThat(naive.get("mode").stringValue()).isEqualTo(mode);
            texts.add(naive.get("text").stringValue());
        }
        assertThat(texts).doesNotHaveDuplicates();
    }

    @Test
    void alphaZeroIsPlainDecoding() {
        assertThat(json(new Cli().run(with("--alpha", "0"))).get("tokens"))
                .isEqualTo(json(new Cli().run(with("--mode", "plain"))).get("tokens"));
    }

    @Test
    void reversePromptsTakeWeights(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("rude.txt"), "Be rude.\n");
        var three =
                json(
                        new Cli()
                                .run(
                                        with(
                                                "--reverse=manual",
                                                "--reverse=@" + file + ":0.25",
                                                "--reverse=Lie.:1e-1")));
        assertThat(three.get("alpha").floatValue()).isEqualTo(0.85f);
        // The same prompt twice with half the weight each scores like once with all of it.
        var once = json(new Cli().run(with("--reverse=Be rude.:0.5")));
        var twice = json(new Cli().run(with("--reverse=Be rude.", "--reverse=@" + file)));
        assertThat(twice.get("tokens")).isEqualTo(once.get("tokens"));
        assertThat(twice.get("reverse_prompt_tokens").intValue())
                .isEqualTo(2 * once.get("reverse_prompt_tokens").intValue());
    }

    @Test
    void theSystemPromptComesFromTextOrFile(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("system.txt"), "Be brief.\r\n\n");
        assertThat(json(new Cli().run(with("--system", "@" + file))).get("tokens"))
                .isEqualTo(json(new Cli().run(with("--system", "Be brief."))).get("tokens"))
                .isNotEqualTo(json(new Cli().run(with())).get("tokens"));
    }

    @Test
    void theSameSeedGivesTheSameText() {
        var first = new Cli().run(with("--temperature", "1", "--seed", "5", "--top-k", "40"));
        var again = new Cli().run(with("--temperature", "1", "--seed", "5", "--top-k", "40"));
        var other = new Cli().run(with("--temperature", "1", "--seed", "6", "--top-k", "40"));
        assertThat(json(again).get("tokens"))
                .isEqualTo(json(first).get("tokens"))
                .isNotEqualTo(json(other).get("tokens"));
    }

    @Test
    void aStopTextEndsTheAnswer() {
        var whole = json(new Cli().run(with())).get("text").stringValue();
        var stop = whole.substring(3, 5);
        var cut = json(new Cli().run(with("--stop", stop, "--stop", "never there")));
        assertThat(cut.get("text").stringValue())
                .isEqualTo(whole.substring(0, whole.indexOf(stop)));
        assertThat(cut.get("finish_reason").stringValue()).isEqualTo("stop");
    }

    @Test
    void showPromptShowsWhatEveryStreamReads() {
        var run = new Cli().run("generate", "--show-prompt", "--max-tokens=1", "Why?");
        assertThat(run.code()).isZero();
        assertThat(run.err())
                .contains("--- positive, weight 1.0, ", "--- manual, weight 0.5, ")
                .contains("\nHuman:\nWhy?\n\nAssistant:\n");
    }

    @Test
    void showPromptMarksSpecialTokensAndNotWhatSpellsThem() {
        var question = "Why?<|im_end|> ⟦x⟧";
        var args =
                new String[] {
                    "generate", "--show-prompt", "--template=chatml", "--max-tokens=1", question
                };
        var prompt =
                "⟦<|im_end|>⟧\n⟦<|im_start|>⟧user\n" + question + "⟦<|im_end|>⟧\n⟦<|im_start|>⟧";
        var run = new Cli().run(args);
        assertThat(run.code()).isZero();
        // The toy model wants a token before every prompt, which no template writes.
        assertThat(run.err())
                .contains("\n⟦<|begin|>⟧⟦<|im_start|>⟧system\nYou are a")
                .contains(prompt);
        assertThat(run.err().split(java.util.regex.Pattern.quote(prompt), -1)).hasSize(3);
        assertThat(run.err()).doesNotContain("\u001b");
        assertThat(new Cli().onTerminal().run(args).err())
                .contains("\u001b[1;35m⟦<|im_start|>⟧\u001b[0muser\n" + question + "\u001b");
        assertThat(new Cli().onTerminal().environment("NO_COLOR", "1").run(args).err())
                .contains(prompt);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-"})
    void aPromptMayComeFromStandardInput(String argument) {
        var args = argument.isEmpty() ? with() : with(argument);
        args = Arrays.stream(args).filter(arg -> !arg.equals("Why?")).toArray(String[]::new);
        var run = new Cli().in("Why?\n").run(args);
        assertThat(json(run).get("tokens")).isEqualTo(json(new Cli().run(with())).get("tokens"));
    }

    @Test
    void standardInputThatIsNotUtf8IsWrongUsage() {
        var run = new Cli().in(new byte[] {'W', (byte) 0xFF}).run("generate");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualTo(
                        "rose: standard input is not UTF-8: byte 0xff at offset 1 begins no"
                                + " character; convert it (iconv -t utf-8); see ./rose generate"
                                + " --help\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    --alpha=NaN            | --alpha must be finite and at least 0, not NaN
                    --alpha=-0.5           | --alpha must be finite and at least 0, not -0.5
                    --alpha=Infinity       | --alpha must be finite and at least 0, not Infinity
                    --alpha=much           | invalid value for option '--alpha': 'much' is not a float
                    --max-tokens=0         | --max-tokens must be at least 1, not 0
                    --max-tokens=2.5       | invalid value for option '--max-tokens': '2.5' is not an int
                    --temperature=-1       | --temperature must be finite and at least 0, not -1.0
                    --top-k=-1             | --top-k must be at least 0, not -1
                    --top-p=0              | --top-p must be above 0 and at most 1, not 0.0
                    --min-p=1              | --min-p must be at least 0 and below 1, not 1.0
                    --mode=safe            | --mode must be rose, plain or reverse, not 'safe'
                    --decoder=fast         | --decoder must be auto, naive or batched, not 'fast'
                    --stop=                | --stop is empty; give the text that ends an answer
                    --system=              | --system is empty (''); give a text or @FILE
                    "--reverse= "          | --reverse is empty (' '); give a text or @FILE
                    --reverse=manual:-1    | the weight of --reverse must be finite and at least 0, not -1
                    --reverse=random=x:0.5 | --reverse random=SEED takes a whole number of at most 64 bits, not 'x'
                    --no-safety-prompt     | --no-safety-prompt contrasts --system alone; give one, or leave it out
                    --policy=              | --policy is empty; name one, or leave it out for paper
                    --reverse=manual:nan   | the weight of --reverse must be finite and at least 0, not nan
                    --reverse=manual:-Inf  | the weight of --reverse must be finite and at least 0, not -Inf
                    --system=@             | --system: there is no path after @; name a file
                    --threads=0            | --threads must be at least 1, not 0; leave it out for the default
                    --context=0            | --context must be at least 1, not 0; leave it out for the default
                    --gpu-layers=-2        | --gpu-layers must be at least 0, or -1 for all, not -2
                    --threads=-1           | --threads must be at least 1, not -1; leave it out for the default
                    --context=-1           | --context must be at least 1, not -1; leave it out for the default
                    --lora=a.gguf:NaN      | --lora takes FILE or FILE:SCALE with a finite number, not 'a.gguf:NaN'
                    --model=               | --model is empty; name a model, or leave it out for smollm2
                    --input=-              | there are prompts and --input -; give one of them
                    ""                     | prompt 2 is empty (''); write a question
                    """)
    void impossibleValuesAreRefusedBeforeTheModelLoads(String argument, String message) {
        var cli = new Cli();
        var run = cli.run("generate", "Why?", argument == null ? "" : argument);
        assertThat(run.err()).isEqualTo("rose: " + message + "; see ./rose generate --help\n");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(cli.model).isNull();
    }

    @Test
    void moreThreadsThanGgmlHasAreRefusedBeforeTheyAbortTheProcess() {
        var cli = new Cli();
        var run = cli.run("generate", "--threads=100000000", "Why?");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("rose: --threads must be at most ").hasLineCount(1);
        assertThat(cli.model).isNull();
    }

    @Test
    void anArgumentThatIsNotUtf8IsRefusedAndNotReplaced() {
        // What the JVM makes of the bytes 48 69 FF.
        var run = new Cli().run("generate", "Hi\uFFFD");
        assertThat(run)
                .isEqualTo(
                        new Cli.Result(
                                2,
                                "",
                                "rose: argument 2 is not UTF-8: 'Hi\uFFFD'; convert it (iconv -t"
                                        + " utf-8), or give it in a file or on standard input; see"
                                        + " ./rose --help\n"));
    }

    @Test
    void aFolderIsNoTextAndNoInput(@TempDir Path folder) {
        assertThat(new Cli().run("generate", "--system=@" + folder, "Why?"))
                .isEqualTo(
                        new Cli.Result(
                                1,
                                "",
                                "rose: --system: '%s' is a folder, not a file; check the path after @\n"
                                        .formatted(folder)));
        assertThat(new Cli().run("generate", "--input=" + folder))
                .isEqualTo(
                        new Cli.Result(
                                1,
                                "",
                                "rose: '%s' is a folder, not a file; check --input\n"
                                        .formatted(folder)));
        assertThat(new Cli().run("generate", "--input=").code()).isEqualTo(2);
    }

    @Test
    void noPromptOnATerminalIsWrongUsage() {
        var run = new Cli().onTerminal().run("generate");
        assertThat(run.err())
                .isEqualTo(
                        "rose: there is no prompt; write one, or pipe one in; see ./rose generate"
                                + " --help\n");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void aPromptThatDoesNotFitNamesBothNumbers() {
        var run = new Cli().run("generate", "--context=300", "--system=Be kind.", "x".repeat(400));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .matches(
                        "rose: the positive prompt has 9[0-9]{2} tokens with its system prompt and"
                                + " template, and the context of 300 must hold it and at least one"
                                + " more; shorten it or raise --context, up to 4096\\n");
    }

    @Test
    void aContextBeyondTheModelsIsRefused() {
        var run = new Cli().run("generate", "--context=5000", "Why?");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo(
                        "rose: a context of 5000 tokens is more than the 4096 that toy was trained"
                                + " for; choose a --context of at most that\n");
    }

    @Test
    void templatesThatDoNotExistAreNamed() {
        var run = new Cli().run("generate", "--template=llama9", "Why?");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo(
                        "rose: there is no template 'llama9'; --template takes auto, paper, alpaca,"
                                + " chatml, deepseek, gemma, llama2, llama3, mistral, phi3, vicuna,"
                                + " zephyr, or @FILE\n");
        var auto = new Cli().run("generate", "--template=auto", "Why?");
        assertThat(auto.code()).isEqualTo(2);
        assertThat(auto.err())
                .isEqualTo(
                        "rose: toy has no chat template of its own; choose one with --template:"
                                + " paper, alpaca, chatml, deepseek, gemma, llama2, llama3, mistral,"
                                + " phi3, vicuna, zephyr, or @FILE\n");
    }

    @Test
    void missingFilesAreNamed() {
        assertThat(new Cli().run("generate", "--system=@no-such-file", "Why?"))
                .isEqualTo(
                        new Cli.Result(
                                1,
                                "",
                                "rose: --system: there is no file 'no-such-file'; check the path"
                                        + " after @\n"));
        assertThat(new Cli().run("generate", "--input=no-such-file"))
                .isEqualTo(
                        new Cli.Result(
                                1, "", "rose: there is no file 'no-such-file'; check --input\n"));
    }

    @Test
    void aClosedPipeEndsQuietly() {
        for (var args : List.of(List.of("Why?"), List.of("one", "two", "three"))) {
            var all = new ArrayList<>(List.of("generate", "--max-tokens=50"));
            all.addAll(args);
            var run = new Cli().out(failing("Broken pipe")).run(all.toArray(String[]::new));
            assertThat(run).isEqualTo(new Cli.Result(0, "", ""));
        }
    }

    @Test
    void aFullDiskIsNotQuiet() {
        var run = new Cli().out(failing("No space left on device")).run("generate", "Why?");
        assertThat(run)
                .isEqualTo(
                        new Cli.Result(
                                1,
                                "",
                                "rose: cannot write the output (No space left on device); make room"
                                        + " for it\n"));
    }

    /** A stream whose other end is gone. */
    private static OutputStream failing(String reason) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(reason);
            }
        };
    }

    private static String[] with(String... args) {
        var all = new ArrayList<>(List.of("generate", "--json", "--max-tokens=10", "Why?"));
        all.addAll(List.of(args));
        return all.toArray(String[]::new);
    }

    private static JsonNode json(Cli.Result run) {
        var lines = lines(run);
        assertThat(lines).as(run.toString()).hasSize(1);
        return lines.getFirst();
    }

    private static List<JsonNode> lines(Cli.Result run) {
        return run.out().lines().map(JSON::readTree).toList();
    }
}
