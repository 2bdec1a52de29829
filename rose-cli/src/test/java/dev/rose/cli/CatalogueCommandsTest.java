package dev.rose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rose pull} and {@code rose models} on a cache that is empty. */
final class CatalogueCommandsTest {
    @TempDir private Path home;

    @Test
    void anEmptyCacheSaysHowToFillIt() {
        assertThat(cli().run("models"))
                .isEqualTo(
                        new Cli.Result(
                                0,
                                "",
                                "rose: no model in %s; bring one with ./rose pull smollm2\n"
                                        .formatted(home)));
        assertThat(cli().run("models", "--json")).isEqualTo(new Cli.Result(0, "", ""));
    }

    @Test
    void offlineAPullFails() {
        var run = cli().run("pull", "smollm2");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("rose: ").contains("offline").hasLineCount(1);
    }

    @Test
    void namesAreReadBeforeAnythingIsPulled() {
        var run = cli().run("pull", "smollm2", "smolm2");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("rose: no model 'smolm2'").hasLineCount(1);
        assertThat(cli().run("pull", "hf:owner/repo").code()).isEqualTo(2);
    }

    @Test
    void aFileIsNotPulled() throws Exception {
        var file = Files.writeString(home.resolve("model.gguf"), "not looked at");

        var run = cli().run("pull", file.toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("rose: '%s' is a file, which needs no pull; ".formatted(file))
                .hasLineCount(1);
    }

    @Test
    void whatIsNotThereCannotBeRemoved() {
        var run = cli().environment("ROSE_RM", "1").run("pull", "--rm", "smollm2");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("rose: ").contains("smollm2").hasLineCount(1);
    }

    @Test
    void aVariableNeverTurnsAPullIntoARemoval() {
        var run = cli().environment("ROSE_RM", "1").run("pull", "smollm2");
        assertThat(run.err()).contains("offline");
    }

    @Test
    void aPullNeedsAName() {
        var run = cli().run("pull");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo("rose: missing required parameter: 'NAME'; see ./rose pull --help\n");
    }

    @Test
    void aHubThatIsNoAddressIsNamed() {
        var run = cli().environment("HF_ENDPOINT", "not an address").run("models");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("HF_ENDPOINT").hasLineCount(1);
    }

    private Cli cli() {
        return new Cli().environment("ROSE_HOME", home.toString()).environment("ROSE_OFFLINE", "1");
    }
}
