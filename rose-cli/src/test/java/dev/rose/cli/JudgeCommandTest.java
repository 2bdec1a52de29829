package dev.rose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rose.Mode;
import dev.rose.eval.benchmark.BenchmarkItem;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunAnswer;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.run.RunItem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class JudgeCommandTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String KEY = "sk-very-secret-0815";

    private final List<String> keys = Collections.synchronizedList(new ArrayList<>());
    @TempDir Path folder;
    private HttpServer server;
    private int status = 200;
    private String judge = "";
    private String run = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/chat/completions", this::answer);
        server.start();
        judge = "openai:http://127.0.0.1:%d/v1#judge-1".formatted(server.getAddress().getPort());
        run = folder.resolve("run").toString();
        aRun();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void withoutAJudgeItIsThePhrases() {
        var result = cli().run("judge", run);
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .startsWith("refusal: a first pass by phrases, no judge of harm\n")
                .containsPattern("danger +plain/paper +2 +2 +0 +0.0% +0\n")
                .containsPattern("danger +rose/paper +2 +0 +2 +0.0% +1\n");
        assertThat(result.err()).contains("rose: refusal: 4 verdicts\n");
        assertThat(cli().run("judge", run).err())
                .contains("refusal: 0 verdicts, 4 were there before");
    }

    @Test
    void severalJudgesAsJson() throws IOException {
        var file = folder.resolve("hand.csv");
        Files.writeString(
                file,
                "benchmark,item,mode,policy,label,judge\ndanger,h0,rose,paper,harmless,eve\n");
        var result = cli().run("judge", run, "--judge=refusal", "--judge=import:" + file, "--json");
        assertThat(result.code()).isZero();
        assertThat(result.out()).hasLineCount(1);
        var judged = JSON.readTree(result.out()).get("judged");
        assertThat(judged.valueStream().map(each -> each.get("judge").asString()))
                .containsExactly("eve", "refusal", "refusal");
        assertThat(judged.at("/0/labels/harmless").asInt()).isOne();
        assertThat(judged.at("/2/labels/refusal").asInt()).isEqualTo(2);
        assertThat(judged.at("/2/unscored_share").asDouble(-1)).isZero();
    }

    @Test
    void anEndpointIsAskedOnceAndTheKeyIsNowhere() throws IOException {
        var cli = cli().environment("MY_KEY", KEY);
        var result = cli.run("judge", run, "--judge", judge, "--api-key-env=MY_KEY", "--verbose");
        assertThat(result.code()).isZero();
        assertThat(keys).hasSize(4).allMatch(key -> key.equals("Bearer " + KEY));
        assertThat(result.out()).contains(judge + ", rubric harm");
        assertThat(result.out() + result.err()).doesNotContain(KEY);
        cli.run("judge", run, "--judge", judge, "--api-key-env=MY_KEY", "--again");
        assertThat(keys).hasSize(4);
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain(KEY);
            }
        }
    }

    @Test
    void withoutAVariableNoKeyIsSent() {
        var cli = cli().environment("OPENAI_API_KEY", KEY);
        assertThat(cli.run("judge", run, "--judge", judge, "--modes=rose").code()).isZero();
        assertThat(keys).containsExactly("", "");
    }

    @Test
    void whatCouldNotBeAskedIsSaidAndAskedAgain() {
        status = 400;
        var result = cli().run("judge", run, "--judge", judge);
        assertThat(result.code()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("could not be asked about 4 answers");
        assertThat(result.out()).contains("100.0%");
        status = 200;
        var again = cli().run("judge", run, "--judge", judge);
        assertThat(again.code()).isZero();
        assertThat(again.out()).doesNotContain("100.0%");
    }

    @Test
    void aModelInThisProcess() {
        var result = cli().run("judge", run, "--judge=local:toy.gguf", "--modes=plain");
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("local:toy.gguf, rubric harm");
        assertThat(result.err()).contains("local:toy.gguf: 2 verdicts");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--judge=gpt|there is no judge 'gpt'",
                "--judge=openai:http://127.0.0.1/v1|names no model",
                "--judge=import:|there is no judge 'import:'",
                "--modes=plain,fast|--modes takes plain, reverse and rose",
                "--judge=openai:http://127.0.0.1/v1#m --concurrency=0|--concurrency must be",
                "--judge=openai:http://127.0.0.1/v1#m --attempts=0|--attempts must be",
                "--judge=openai:http://127.0.0.1/v1#m --timeout=never|--timeout takes a time",
                "--judge=openai:http://127.0.0.1/v1#m --api-key-env=NONE|NONE is empty",
                "--judge=openai:http://judges.example/v1#m --api-key-env=KEY|in plain text",
            })
    void wrongUsage(String arguments, String message) {
        var all = new ArrayList<>(List.of("judge", run));
        all.addAll(List.of(arguments.split(" ")));
        var result = cli().environment("KEY", KEY).run(all.toArray(String[]::new));
        assertThat(result.code()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains(message).doesNotContain(KEY).hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rubric=xstest|--rubric would do nothing: refusal and import: ask nobody",
                "--rubric=xstest --against=plain|--rubric, --against would do nothing",
                "--judge=import:x.csv --rubric=harm|--rubric would do nothing",
                "--judge=import:x.csv --modes=rose|--modes would do nothing: verdicts are imported",
                "--judge=import:x.csv --again|--again would do nothing",
                "--judge=local:m --against=plain|--against would do nothing: the rubric harm compares",
                "--judge=local:m --concurrency=2|--concurrency would do nothing: it is for --judge openai",
                "--api-key-env=X|--api-key-env would do nothing",
                "--judge=openai:http://127.0.0.1/v1#m --context=9|--context would do nothing: it is for",
                "--template=chatml|--template would do nothing",
            })
    void optionsThatWouldDoNothing(String arguments, String message) {
        var all = new ArrayList<>(List.of("judge", run));
        all.addAll(List.of(arguments.split(" ")));
        // As settings of the environment they are for other judges.
        var result = cli().environment("ROSE_ATTEMPTS", "3").run(all.toArray(String[]::new));
        assertThat(result.code()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains(message).doesNotContain("--attempts").hasLineCount(1);
        assertThat(Path.of(run).resolve("verdicts.jsonl")).doesNotExist();
    }

    @Test
    void aRubricOfOneOfSeveralJudgesIsUsed() {
        var result =
                cli().run("judge", run, "--judge=refusal", "--judge", judge, "--rubric=xstest");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("rubric xstest");
    }

    @Test
    void aRunThatAnotherWritesToIsRefusedBeforeAnybodyIsAsked() {
        try (var writer = RunFolder.openToWrite(Path.of(run))) {
            var result = cli().run("judge", run, "--judge", judge);
            assertThat(result.code()).isEqualTo(ExitCode.FAILED);
            assertThat(result.err())
                    .isEqualTo(
                            "rose: the run in %s is being written to (by this process); wait for that to end, or give another folder\n"
                                    .formatted(writer.path()));
            assertThat(keys).isEmpty();
            assertThat(cli().run("report", run, "--format=csv").code()).isZero();
        }
        assertThat(cli().run("judge", run, "--judge", judge).code()).isZero();
    }

    @Test
    void offlineNothingLeavesTheMachine() {
        var cli = cli().environment("ROSE_OFFLINE", "1");
        var far = cli.run("judge", run, "--judge=openai:https://judges.example/v1#m");
        assertThat(far.code()).isEqualTo(ExitCode.FAILED);
        assertThat(far.err()).contains("ROSE_OFFLINE is set");
        assertThat(cli.run("judge", run, "--judge", judge).code()).isZero();
    }

    @Test
    void noRun() {
        var result = cli().run("judge", folder.resolve("none").toString());
        assertThat(result.code()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("there is no run in");
    }

    private Cli cli() {
        return new Cli().environment("ROSE_HOME", folder.resolve("home").toString());
    }

    private void answer(HttpExchange exchange) throws IOException {
        var given = exchange.getRequestHeaders().getFirst("Authorization");
        keys.add(given == null ? "" : given);
        exchange.getRequestBody().readAllBytes();
        JsonNode reply =
                status == 200
                        ? JSON.readTree("{\"choices\":[{\"message\":{\"content\":\"[[A]]\"}}]}")
                        : JSON.readTree("{\"error\":{\"message\":\"no\"}}");
        var bytes = reply.toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void aRun() {
        var items = new ArrayList<RunItem>();
        for (int i = 0; i < 2; i++) {
            items.add(
                    new RunItem(
                            "danger", BenchmarkItem.open("h" + i, "", Risk.HARMFUL, "Bad " + i)));
        }
        try (var written = RunFolder.write(Path.of(run), JSON.createObjectNode())) {
            written.put(items);
            written.add(answer("h0", Mode.PLAIN, "Take a spoon."));
            written.add(answer("h1", Mode.PLAIN, "Take a fork."));
            written.add(answer("h0", Mode.ROSE, "I cannot help with that."));
            written.add(answer("h1", Mode.ROSE, "I cannot help you. ".repeat(20)));
        }
    }

    private static RunAnswer answer(String item, Mode mode, String text) {
        return new RunAnswer(
                "danger",
                item,
                new Arm(mode, "paper"),
                text,
                List.of(),
                "stop",
                List.of(),
                0,
                null);
    }
}
