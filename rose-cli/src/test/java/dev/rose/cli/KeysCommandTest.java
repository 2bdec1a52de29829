package dev.rose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.server.access.ApiKeys;
import dev.rose.server.access.Caller;
import dev.rose.server.access.CallerLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandTest {
    @TempDir private Path folder;

    @Test
    void showsTheKeyAndTheLineApart() throws IOException {
        var run =
                new Cli()
                        .run(
                                "keys",
                                "new",
                                "ann",
                                "--limit",
                                "concurrent=2",
                                "--limit=max-tokens=9");
        assertThat(run.code()).isZero();
        assertThat(run.err()).matches("rose-\\S{43}\n");
        assertThat(run.out())
                .matches("ann sha256:[0-9a-f]{64} concurrent=2 max-tokens=9\n")
                .doesNotContain(run.err().strip());

        var file = Files.writeString(folder.resolve("keys"), run.out());
        assertThat(ApiKeys.load(file).require("Bearer " + run.err().strip()))
                .isEqualTo(
                        new Caller(
                                "ann", CallerLimits.of(Map.of("concurrent", 2, "max-tokens", 9))));
    }

    @Test
    void addsTheLineToTheFileOfTheServer() {
        var file = folder.resolve("keys");
        var ann = new Cli().run("keys", "new", "ann", "--api-keys", file.toString());
        var bob = new Cli().run("keys", "new", "bob", "--api-keys", file.toString());
        assertThat(ann.err() + bob.err()).isEmpty();

        var keys = ApiKeys.load(file);
        assertThat(keys.require("Bearer " + ann.out().strip()).name()).isEqualTo("ann");
        assertThat(keys.require("Bearer " + bob.out().strip()).name()).isEqualTo("bob");
    }

    @Test
    void refusesWhatItCannotMake() {
        assertThat(new Cli().run("keys", "new", "a b").err()).contains("letters, digits");
        assertThat(new Cli().run("keys", "new", "a", "--limit", "speed=1").err())
                .contains("no limit 'speed'")
                .contains("tokens-per-minute");
        assertThat(new Cli().run("keys", "new", "a", "--limit", "concurrent=0").err())
                .contains("concurrent must be at least 1, not 0");
        for (var args : new String[][] {{"keys"}, {"keys", "new"}, {"keys", "new", "a b"}}) {
            assertThat(new Cli().run(args).code()).isEqualTo(2);
        }
    }
}
