package dev.rose.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Walks the tables of fields in {@code docs/server.md}: what they say is what happens. */
final class MatrixTest {
    private static final Pattern ROW =
            Pattern.compile("\\| `([a-z_]+)` \\| (honoured|without effect|refused) \\|.*");

    /** A value of each field that a request may have. */
    private static final Map<String, String> VALUES =
            Map.ofEntries(
                    Map.entry("messages", "[{'role':'user','content':'Why?'}]"),
                    Map.entry("prompt", "'the'"),
                    Map.entry("model", "'toy'"),
                    Map.entry("stream", "true"),
                    Map.entry("stream_options", "{'include_usage':true}"),
                    Map.entry("max_tokens", "3"),
                    Map.entry("max_completion_tokens", "3"),
                    Map.entry("temperature", "0.5"),
                    Map.entry("top_p", "0.5"),
                    Map.entry("n", "2"),
                    Map.entry("best_of", "1"),
                    Map.entry("stop", "['x']"),
                    Map.entry("seed", "5"),
                    Map.entry("top_logprobs", "2"),
                    Map.entry("logit_bias", "{'5':1}"),
                    Map.entry("presence_penalty", "0.5"),
                    Map.entry("frequency_penalty", "0.5"),
                    Map.entry("rose", "{'mode':'plain'}"),
                    Map.entry("echo", "true"),
                    Map.entry("user", "'me'"),
                    Map.entry("metadata", "{'a':'b'}"),
                    Map.entry("safety_identifier", "'me'"),
                    Map.entry("prompt_cache_key", "'me'"),
                    Map.entry("store", "false"),
                    Map.entry("service_tier", "'auto'"),
                    Map.entry("tool_choice", "'none'"),
                    Map.entry("response_format", "{'type':'text'}"),
                    Map.entry("modalities", "['text']"));

    private static final ToyServer TOY = new ToyServer();

    @AfterAll
    static void stop() {
        TOY.close();
    }

    private static Map<String, String> table(String path) throws IOException {
        var page = Files.readString(Path.of("..", "docs", "server.md"));
        var begin = page.indexOf("### `" + path + "`");
        assertThat(begin).isPositive();
        var end = page.indexOf("\n#", begin + 5);
        var rows = new LinkedHashMap<String, String>();
        page.substring(begin, end)
                .lines()
                .map(ROW::matcher)
                .filter(row -> row.matches())
                .forEach(row -> rows.put(row.group(1), row.group(2)));
        return rows;
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, messages, ChatRequest",
        "/v1/completions, prompt, CompletionRequest"
    })
    void everyFieldIsWhatTheTableSays(String path, String required, String schema)
            throws IOException {
        var table = table(path);
        assertThat(table.size()).isGreaterThan(15);
        var needed = "'%s':%s".formatted(required, VALUES.get(required));
        table.forEach((field, fate) -> {
            var body =
                    fate.equals("refused")
                            ? "{%s,'%s':'x'}".formatted(needed, field)
                            : with(needed, field, path);
            var reply = TOY.post(path, body);
            if (fate.equals("refused")) {
                assertThat(reply.error()).as(field).isEqualTo("400 unsupported_parameter " + field);
            } else {
                assertThat(reply.status()).as(body + reply.text()).isEqualTo(200);
            }
            var absent = TOY.post(path, "{%s,'%s':null}".formatted(needed, field));
            assertThat(absent.status())
                    .as("null for " + field)
                    .isEqualTo(field.equals(required) ? 400 : 200);
        });
        var documented = TOY.get("/openapi.json").json().at("/components/schemas/" + schema);
        assertThat(documented.get("properties").propertyNames())
                .containsExactlyInAnyOrderElementsOf(table.keySet());
    }

    private static String with(String needed, String field, String path) {
        var value = VALUES.get(field);
        if (field.equals("logprobs")) {
            value = path.contains("chat") ? "true" : "2";
        }
        assertThat(value).as("a value for the test of " + field).isNotNull();
        var more =
                switch (field) {
                    case "stream_options" -> ",'stream':true";
                    case "top_logprobs" -> ",'logprobs':true";
                    default -> "";
                };
        return needed.startsWith("'" + field + "'")
                ? "{%s%s}".formatted(needed, more)
                : "{%s,'%s':%s%s}".formatted(needed, field, value, more);
    }
}
