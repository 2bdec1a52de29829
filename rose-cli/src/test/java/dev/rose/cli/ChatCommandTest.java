package dev.rose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code rose chat} with lines from a pipe, over the toy model. */
final class ChatCommandTest {
    @TempDir private Path folder;

    @Test
    void eachLineIsATurnAndOnlyAnswersAreOutput() {
        var run = chat("Hello\n\nAnd you?");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith(chat("Hello").out()).hasSizeGreaterThan(10);
        assertThat(run.out()).doesNotContain("> ").doesNotContain("\u001b");
    }

    @Test
    void aTurnReadsTheTurnsBeforeIt() {
        var first = chat("Hello");
        var both = chat("Hello\nWhy?");
        var alone = chat("Why?");
        assertThat(both.out().substring(first.out().length())).isNotEqualTo(alone.out());
    }

    @Test
    void noInputIsNoTurn() {
        var run = chat("");
        assertThat(run).isEqualTo(new Cli.Result(0, "", ""));
    }

    @Test
    void settingsAreShownAndChanged() {
        var run =
                chat("/mode\n/mode plain\n/alpha 0.7\n/alpha\n/system\n/system Be brief.\n/system");
        assertThat(run.err())
                .isEqualTo(
                        """
                        rose: mode is rose
                        rose: mode is plain
                        rose: alpha is 0.7
                        rose: alpha is 0.7
                        rose: every stream reads that after its prompt; the turns so far stay
                        """);
        assertThat(run.out())
                .startsWith("You are a helpful, respectful and honest assistant.")
                .endsWith("false information.\n\nBe brief.\n");
        assertThat(run.code()).isZero();
    }

    @Test
    void aPolicyIsTakenInTheMiddle() {
        var run = chat("/policy strict\n/alpha\nHello");
        assertThat(run.err())
                .isEqualTo(
                        """
                        rose: policy is strict; the turns so far stay
                        rose: alpha is 0.7
                        """);
        var strict = new Cli().in("Hello\n").run("chat", "--max-tokens", "8", "--policy", "strict");
        assertThat(run.out()).isEqualTo(strict.out());
        assertThat(chat("/system Be brief.\n/policy strict\n/system").out())
                .endsWith("\n\nBe brief.\n");
        assertThat(chat("/policy none").err()).startsWith("rose: there is no policy 'none'");
    }

    @Test
    void settingsAreThoseOfTheNextAnswer() {
        var plain = new Cli().in("Hello\n").run("chat", "--max-tokens", "8", "--mode", "plain");
        assertThat(chat("/mode plain\nHello").out()).isEqualTo(plain.out());
        assertThat(chat("/mode plain\n/mode rose\nHello").out()).isEqualTo(chat("Hello").out());
        assertThat(chat("Hello").out()).isNotEqualTo(plain.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/mod plain | rose: there is no command '/mod'; there are /mode, /alpha, /policy,"
                        + " /system, /compare, /explain, /retry, /save, /load, /help; a space before / makes"
                        + " it part of a question",
                "/mode fast | rose: /mode takes rose, plain or reverse, not 'fast'",
                "/alpha -1 | rose: /alpha takes a finite number of at least 0, not '-1'",
                "/alpha x | rose: /alpha takes a finite number of at least 0, not 'x'",
                "/policy | rose: /policy needs a name or a file: ./rose policy list shows them",
                "/save | rose: /save needs a file: /save FILE",
                "/load none.json | rose: there is no file 'none.json'",
                "/retry | rose: there is nothing to ask again yet; write a question",
                "/compare | rose: there is nothing to compare yet; write a question",
                "/explain | rose: there is nothing to explain yet; write a question",
            })
    void aWrongLineIsToldAndTheTalkGoesOn(String line, String told) {
        var run = chat(line + "\nHello");
        assertThat(run.err()).isEqualTo(told + "\n");
        assertThat(run.out()).isEqualTo(chat("Hello").out());
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void aSpaceBeforeASlashIsAQuestion() {
        var run = chat(" /mode plain");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo(chat("x\n").out().isEmpty() ? "" : run.out()).isNotEmpty();
    }

    @Test
    void helpKnowsEveryVerb() {
        var help = chat("/help").out();
        for (var verb : ChatVerb.values()) {
            assertThat(help).contains(verb.typed());
        }
    }

    @Test
    void aComparisonShowsTheLastTurnInEveryMode() {
        var run = chat("Hello\n/compare\nWhy?");
        var first = chat("Hello").out();
        var compared = run.out().substring(first.length());
        assertThat(compared)
                .startsWith("--- plain\n" + chat("/mode plain\nHello").out() + "--- reverse\n")
                .contains("--- rose\n" + first);
        assertThat(run.out()).endsWith(chat("Hello\nWhy?").out().substring(first.length()));
    }

    @Test
    void anExplanationTellsWhatWasChanged() {
        var run = chat("Hello\n/explain");
        assertThat(run.out())
                .startsWith(chat("Hello").out())
                .containsPattern("\n1 +'.*' +\\*? +'.*' +0\\.[0-9]{3} ")
                .containsPattern("[0-9]+ of 8 tokens changed by ROSE");
    }

    @Test
    void aRetryAsksAgain() {
        var greedy = chat("Hello\n/retry");
        assertThat(greedy.out()).isEqualTo(chat("Hello").out().repeat(2));
        assertThat(greedy.err()).contains("decoding is greedy: another answer needs another /mode");
        var drawn =
                new Cli().in("Hello\n/retry\n").run("chat", "--temperature=5", "--max-tokens=8");
        assertThat(drawn.err()).isEmpty();
        var once = new Cli().in("Hello\n").run("chat", "--temperature=5", "--max-tokens=8").out();
        assertThat(drawn.out()).startsWith(once).isNotEqualTo(once.repeat(2));
    }

    @Test
    void nothingButAConversationIsWrittenOver() throws IOException {
        var notes = Files.writeString(folder.resolve("notes.txt"), "keep me");
        assertThat(chat("Hello\n/save " + notes).err())
                .isEqualTo(
                        "rose: '%s' is there already and is no conversation; name another file\n"
                                .formatted(notes));
        assertThat(notes).hasContent("keep me");
        var talk = folder.resolve("talk.json");
        assertThat(chat("Hello\n/save " + talk + "\nWhy?\n/save " + talk).err())
                .isEqualTo("rose: 1 turn saved\nrose: 2 turns saved\n");
        assertThat(chat("Hello\n/save " + folder.resolve("none/talk.json")).err())
                .startsWith("rose: there is no folder for '");
    }

    @Test
    void aSavedConversationGoesOn() throws IOException {
        var file = folder.resolve("talk.json");
        var saved = chat("Hello\nWhy?\n/save " + file);
        assertThat(saved.err()).isEqualTo("rose: 2 turns saved\n");
        assertThat(Files.readString(file))
                .startsWith("{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"},")
                .endsWith("}]}\n");
        var loaded = chat("/load " + file + "\n/retry");
        assertThat(loaded.err()).startsWith("rose: 2 turns loaded\n");
        assertThat(loaded.code()).isZero();
        assertThat(loaded.out()).isNotEmpty();
        var again = folder.resolve("again.json");
        chat("/load " + file + "\n/save " + again);
        assertThat(Files.readString(again)).isEqualTo(Files.readString(file));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | is not JSON at line 1, column 2",
                "[] | has no list 'messages'",
                "{\"messages\": 1} | has no list 'messages'",
                "{\"messages\": [1]} | has a message 1 that is no object",
                "{\"messages\": [{\"role\": \"user\"}]} | has a message 1 without role or content",
                "{\"messages\": [{\"role\": \"system\", \"content\": \"x\"}]} | has 'system' as"
                        + " message 1, where 'user' belongs",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"\"}]} | has an empty message 1",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}]} | ends with a question"
                        + " that has no answer",
            })
    void aBrokenFileIsRefused(String content, String told) throws IOException {
        var file = Files.writeString(folder.resolve("broken.json"), content);
        var run = chat("/load " + file);
        assertThat(run.err()).startsWith("rose: '" + file + "' " + told);
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void aFullContextIsTold() {
        var run =
                new Cli()
                        .in("Hello\n".repeat(12))
                        .run(
                                "chat",
                                "--max-tokens=8",
                                "--no-safety-prompt",
                                "--system=Be kind.",
                                "--reverse=Be rude.",
                                "--context=200");
        assertThat(run.code()).isZero();
        assertThat(run.err())
                .containsPattern("rose: the context is full: the oldest .*(is|are) no longer read");
    }

    @Test
    void countsAreShownWithVerbose() {
        var run = new Cli().in("Hello\nWhy?\n").run("chat", "--verbose", "--max-tokens=8");
        assertThat(run.err())
                .containsPattern(
                        "rose: prompts [0-9]+ tokens: [0-9]+ cached, [0-9]+ computed in [0-9]+ ms;"
                                + " answer 8 tokens in [0-9]+ ms");
    }

    @Test
    void aSummaryFollowsEachAnswerWithExplain() {
        var run = new Cli().in("Hello\nWhy?\n").run("chat", "--explain", "--max-tokens=8");
        assertThat(run.err().lines())
                .hasSize(2)
                .allMatch(line -> line.contains("tokens changed by ROSE"));
    }

    @Test
    void aLineThatIsNotUtf8IsTold() {
        var run = new Cli().in(new byte[] {'a', (byte) 0xff, '\n'}).run("chat");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).startsWith("rose: line 1 is not UTF-8");
    }

    private static Cli.Result chat(String lines) {
        return new Cli().in(lines + "\n").run("chat", "--max-tokens", "8");
    }
}
