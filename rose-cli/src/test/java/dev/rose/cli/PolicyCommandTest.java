package dev.rose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.prompt.PaperPrompts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.ObjectMapper;

final class PolicyCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path home;

    @Test
    void listShowsWhatThereIsAndWhatIsBroken() throws IOException {
        write("bad", "name: bad\nalpha: x\n");
        write("mine", "name: mine\ndescription: |\n  of\n  mine\n");
        var run = run("list");
        assertThat(run.code()).isZero();
        assertThat(run.out().lines())
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .startsWith("POLICY      ALPHA  STRENGTH  PLAUSIBILITY"),
                        line -> assertThat(line).startsWith("paper       0.5    constant  0 "),
                        line -> assertThat(line).startsWith("strict      0.7    constant  0.15 "),
                        line -> assertThat(line).startsWith("balanced    0.7    first:1   0.25 "),
                        line -> assertThat(line).startsWith("permissive  0.5    first:8   0.3 "),
                        line ->
                                assertThat(line)
                                        .startsWith("bad         -      -         -")
                                        .endsWith(
                                                "broken: %s:2: alpha: must be a number of at least"
                                                                .formatted(file("bad"))
                                                        + " 0, not 'x'"),
                        line -> assertThat(line).endsWith("0             of mine"));
        var lines = run("list", "--json").out().lines().map(JSON::readTree).toList();
        assertThat(lines).hasSize(6);
        assertThat(lines.get(1).get("alpha").floatValue()).isEqualTo(0.7f);
        assertThat(lines.get(1).get("file").stringValue()).isEqualTo("shipped");
        assertThat(lines.get(4).get("problem").stringValue()).contains(":2: alpha: ");
    }

    @Test
    void showPrintsTheYamlOrWhatItComesTo() throws IOException {
        var file =
                write("mine", "# mine\nname: mine\nreverse: [opposite, {text: Lie., weight: 1}]");
        assertThat(run("show", "mine").out()).isEqualTo(Files.readString(file) + "\n");
        var json = JSON.readTree(run("show", "mine", "--json").out());
        assertThat(json.get("positive").stringValue()).isEqualTo(PaperPrompts.POSITIVE);
        assertThat(json.get("reverse").get(0).get("text").stringValue())
                .startsWith("You are an unhelpful, disrespectful and dishonest assistant.");
        assertThat(json.get("reverse").get(1).get("weight").floatValue()).isEqualTo(1);
        assertThat(json.get("strength").stringValue()).isEqualTo("constant");
        var none = run("show", "none");
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err())
                .isEqualTo(
                        "rose: there is no policy 'none'; there are paper, strict, balanced,"
                                + " permissive, mine, and a path to a file (./x.yaml)\n");
    }

    @Test
    void whatShowPrintsCanBeReadAgain() {
        for (var name : new String[] {"paper", "strict", "balanced", "permissive"}) {
            assertThat(run("show", name).out()).startsWith("# ").contains("\nname: " + name + "\n");
        }
    }

    @Test
    void checkSaysAllThatIsWrong() throws IOException {
        var bad = write("bad", "name: bad\nalpha: x\nmode: rose\n");
        var pirate = write("pirate", "name: p\npositive: {text: Sing.}\nreverse: [opposite]\n");
        var good = write("good", "name: good\nreverse: [model]\n");
        var run = run("check", bad.toString(), good.toString(), pirate.toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEqualTo(good + ": nothing is wrong\n");
        assertThat(run.err().lines())
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .isEqualTo(
                                                "rose: %s:2: alpha: must be a number of at least 0,"
                                                                .formatted(bad)
                                                        + " not 'x'"),
                        line ->
                                assertThat(line)
                                        .startsWith(
                                                "rose: %s:3: mode: there is no such key; allowed"
                                                                .formatted(bad)
                                                        + " are name, "),
                        line ->
                                assertThat(line)
                                        .startsWith(
                                                "rose: %s: reverse: nothing in the prompt has an"
                                                                .formatted(pirate)
                                                        + " opposite ('Sing.'); "));
        assertThat(run("check", "strict").out()).isEqualTo("strict: nothing is wrong\n");
    }

    @Test
    void initWritesAnExampleThatIsFine() throws IOException {
        var file = home.resolve("careful.yaml");
        var run = run("init", file.toString());
        assertThat(run).isEqualTo(new Cli.Result(0, file + "\n", ""));
        assertThat(Files.readString(file))
                .contains("\nname: careful\n")
                .doesNotContain("my-policy");
        assertThat(run("check", file.toString()).code()).isZero();
        var again = run("init", file.toString());
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err())
                .isEqualTo("rose: '%s' is there already; name another file\n".formatted(file));
        assertThat(run("init", home.resolve("no/such/x.yaml").toString()).code()).isEqualTo(1);
    }

    @Test
    void aCommandIsNeeded() {
        assertThat(run())
                .isEqualTo(
                        new Cli.Result(
                                2,
                                "",
                                "rose: there is no command; try ./rose policy list; see ./rose"
                                        + " policy --help\n"));
        assertThat(run("lst").err())
                .isEqualTo(
                        "rose: there is no command 'lst'; the commands are list, show, check, init;"
                                + " see ./rose policy --help\n");
        assertThat(run("show").code()).isEqualTo(2);
        assertThat(run("init", "--help").out()).contains("rose policy init");
    }

    private Path file(String name) {
        return home.resolve("policies").resolve(name + ".yaml");
    }

    private Path write(String name, String document) throws IOException {
        Files.createDirectories(home.resolve("policies"));
        return Files.writeString(file(name), document);
    }

    private Cli.Result run(String... args) {
        var all = new String[args.length + 1];
        all[0] = "policy";
        System.arraycopy(args, 0, all, 1, args.length);
        return new Cli().environment("ROSE_HOME", home.toString()).run(all);
    }
}
