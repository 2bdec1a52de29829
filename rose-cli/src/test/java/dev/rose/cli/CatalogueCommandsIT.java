package dev.rose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.testing.RealModel;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** {@code rose pull} and {@code rose models} on the cache that has the default model. */
final class CatalogueCommandsIT {

    @Test
    void whatIsThereIsCheckedAndNamed() {
        var path = RealModel.path().toString();
        assertThat(Program.rose("pull", "smollm2").run())
                .isEqualTo(new Cli.Result(0, path + "\n", ""));
        var json = Program.rose("pull", "--json", "smollm2").run();
        assertThat(new JsonMapper().readTree(json.out()).get("path").stringValue()).isEqualTo(path);
    }

    @Test
    void itsTemplateCanBeLookedAt() {
        RealModel.path();
        assertThat(Program.rose("template", "check", "smollm2").run())
                .isEqualTo(new Cli.Result(0, "smollm2: ok\n", ""));
        var context = "{\"messages\": [{\"role\": \"user\", \"content\": \"Hi é\"}]}";
        assertThat(
                        Program.rose("template", "render", "smollm2", "--context", "-")
                                .in(context)
                                .run())
                .isEqualTo(
                        new Cli.Result(
                                0,
                                "<|im_start|>system\nYou are a helpful AI assistant named SmolLM,"
                                        + " trained by Hugging Face<|im_end|>\n<|im_start|>user\nHi"
                                        + " é<|im_end|>\n",
                                ""));
    }

    @Test
    void theTableSaysWhatTheModelIs() {
        RealModel.path();
        var table = Program.rose("models").run();
        assertThat(table.err()).isEmpty();
        assertThat(table.code()).isZero();
        assertThat(table.out().lines().findFirst().orElseThrow())
                .matches("MODEL +SIZE +QUANTISATION +CONTEXT +TEMPLATE");
        assertThat(table.out()).containsPattern("(?m)^smollm2 +98\\.4 MB +Q4_1 +8192 +own$");
        var json =
                Program.rose("models", "--json")
                        .run()
                        .out()
                        .lines()
                        .map(new JsonMapper()::readTree)
                        .filter(model -> model.get("model").stringValue().equals("smollm2"))
                        .findFirst()
                        .orElseThrow();
        assertThat(json.get("bytes").longValue()).isEqualTo(98_362_432);
        assertThat(json.get("context_length").intValue()).isEqualTo(8192);
        assertThat(json.get("chat_template").booleanValue()).isTrue();
    }
}
