package dev.rose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RoseCommandTest {

    @Test
    void withoutACommandItSaysWhatToTry() {
        assertThat(new Cli().run())
                .isEqualTo(
                        new Cli.Result(
                                2,
                                "",
                                "rose: there is no command; try ./rose generate \"Why is the sky"
                                        + " blue?\"; see ./rose --help\n"));
    }

    @Test
    void anUnknownCommandNamesTheKnownOnes() {
        var run = new Cli().run("generat", "Why?");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("rose: there is no command 'generat'; the commands are ")
                .contains("generate", "pull", "models", "doctor", "completion")
                .endsWith("; see ./rose --help\n")
                .hasLineCount(1);
    }

    @Test
    void anUnknownOptionNamesTheNearOnes() {
        var run = new Cli().run("generate", "--alpa", "0.5", "Why?");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("rose: unknown option")
                .contains("--alpa", "did you mean", "--alpha")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "generate",
                "pull",
                "models",
                "doctor",
                "template",
                "template render",
                "template check",
                "bench",
                "report",
                "compare",
                "keys",
                "completion"
            })
    void helpHasExamples(String command) {
        var args = new ArrayList<>(List.of("--help"));
        if (!command.isEmpty()) {
            args.addAll(0, List.of(command.split(" ")));
        }
        var run = new Cli().run(args.toArray(String[]::new));
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("Usage: rose", "Examples:", "  ./rose " + command);
        assertThat(run.out().lines()).allSatisfy(l -> assertThat(l).hasSizeLessThan(101));
    }

    @Test
    void versionIsThatOfTheBuildOfTheJvmAndOfTheNativeLibrary() {
        var run = new Cli().run("--version");
        assertThat(run.code()).isZero();
        assertThat(run.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).matches("rose [0-9]+\\.[0-9]+\\.[0-9]+"),
                        line -> assertThat(line).startsWith("jvm " + Runtime.version().feature()),
                        line ->
                                assertThat(line)
                                        .matches("llama\\.cpp [0-9]+\\.[0-9]+\\.[0-9]+ \\(.+\\)"));
    }

    @Test
    void versionOfALibraryFolderWithoutALibrarySaysSo(@TempDir Path folder) {
        var run = new Cli().environment("ROSE_LLAMA_DIR", folder.toString()).run("--version");
        assertThat(run.code()).isZero();
        assertThat(run.out().lines())
                .last()
                .asString()
                .startsWith("llama.cpp none: ")
                .contains(folder.toString());
    }

    @Test
    void everyOptionHasAVariableAndTheFlagWins() {
        var cli = new Cli().environment("ROSE_MAX_TOKENS", "2").environment("ROSE_JSON", "1");
        assertThat(cli.run("generate", "Why?").out()).contains("\"completion_tokens\":2");
        cli = new Cli().environment("ROSE_MAX_TOKENS", "2").environment("ROSE_JSON", "1");
        assertThat(cli.run("generate", "--max-tokens=3", "Why?").out())
                .contains("\"completion_tokens\":3");
        cli = new Cli().environment("ROSE_JSON", "0").environment("ROSE_MAX_TOKENS", "");
        assertThat(cli.run("generate", "--max-tokens=1", "Why?").out()).doesNotContain("{");
    }

    @Test
    void aBadVariableIsNamed() {
        var run = new Cli().environment("ROSE_ALPHA", "much").run("generate", "Why?");
        assertThat(run)
                .isEqualTo(
                        new Cli.Result(
                                2,
                                "",
                                "rose: invalid value for option '--alpha': 'much' is not a float"
                                        + " (from ROSE_ALPHA); see ./rose generate --help\n"));
        assertThat(new Cli().environment("ROSE_JSON", "maybe").run("generate", "Why?"))
                .isEqualTo(
                        new Cli.Result(
                                2,
                                "",
                                "rose: ROSE_JSON must be 1 or 0, not 'maybe'; unset it or correct"
                                        + " it; see ./rose generate --help\n"));
    }

    @Test
    void deedsHaveNoVariable() {
        var run =
                new Cli()
                        .environment("ROSE_HELP", "1")
                        .environment("ROSE_VERSION", "1")
                        .run("generate", "--max-tokens=1", "Why?");
        assertThat(run.code()).isZero();
        assertThat(run.out()).doesNotContain("Usage");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void completionKnowsCommandsAndOptions(String shell) {
        var run = new Cli().run("completion", shell);
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("generate", "pull", "--max-tokens", "\"rose\" \"plain\" \"reverse\"");
    }

    @Test
    void completionForAnotherShellIsRefused() {
        assertThat(new Cli().run("completion", "fish"))
                .isEqualTo(
                        new Cli.Result(
                                2,
                                "",
                                "rose: there is no script for 'fish'; choose bash or zsh; see"
                                        + " ./rose completion --help\n"));
    }

    @Test
    void theVariableOfVerboseShowsStackTracesToo() {
        var run = new Cli().environment("ROSE_VERBOSE", "1");
        assertThat(run.run("generate", "--template", "none", "Why?").err())
                .startsWith("rose: there is no template 'none'")
                .contains("\tat dev.rose.");
        assertThat(new Cli().run("generate", "--template", "none", "Why?").err()).hasLineCount(1);
    }

    @Test
    void verboseBeforeTheCommandTurnsTheLogOn() {
        var level = "org.slf4j.simpleLogger.defaultLogLevel";
        System.clearProperty(level);
        try {
            new Cli().run("--verbose", "generate", "--max-tokens=1", "Why?");
            assertThat(System.getProperty(level)).isEqualTo("debug");
        } finally {
            System.clearProperty(level);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--lora", "--input"})
    void aTextThatCannotBeAPathIsNoInternalError(String option) {
        var run = new Cli().run("generate", option, "a\0b");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("rose: %s: 'a?b' cannot be the name of a file".formatted(option))
                .hasLineCount(1);
    }
}
