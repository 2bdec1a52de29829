package dev.rose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TemplateCommandTest {
    private static final String TURNS =
            "{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}";
    private static final String HI = "{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}";

    @TempDir private Path folder;

    @Test
    void renderPrintsTheTextAndNothingElse() throws Exception {
        var template = write("chat.jinja", "{{ bos_token }}" + TURNS + " é\n\n\n");
        var context = write("context.json", HI.replace("}]}", "}], \"bos_token\": \"<s>\"}"));
        assertThat(new Cli().run("template", "render", template, "--context", context))
                .isEqualTo(new Cli.Result(0, "<s>[user]Hi é\n\n", ""));
        assertThat(new Cli().in(HI).run("template", "render", template, "--context", "-"))
                .isEqualTo(new Cli.Result(0, "[user]Hi é\n\n", ""));
    }

    @Test
    void everyKindOfJsonReachesTheTemplate() throws Exception {
        var template = write("t", "{{ x | tojson }}|{{ y is defined }}|{{ x.n * 10 }}");
        var context =
                "{\"x\": {\"s\": \"é\\n\", \"n\": 12345678901234567890, \"f\": 1.50,"
                        + " \"t\": true, \"a\": [null, false, {}]}}";
        assertThat(new Cli().in(context).run("template", "render", template, "--context", "-"))
                .isEqualTo(
                        new Cli.Result(
                                0,
                                "{\"s\": \"é\\n\", \"n\": 12345678901234567890, \"f\": 1.5, \"t\":"
                                        + " true, \"a\": [null, false, {}]}|False|123456789012345678900",
                                ""));
    }

    @Test
    void nowIsTheDayThatTheTemplateShows() throws Exception {
        var template = write("t", "{{ strftime_now('%d %b %Y %H:%M') }}");
        assertThat(render(template, "--now", "2026-07-26").out()).isEqualTo("26 Jul 2026 00:00");
        assertThat(render(template, "--now=2026-07-26T12:30").out()).isEqualTo("26 Jul 2026 12:30");
        assertThat(render(template, "--now", "today"))
                .isEqualTo(
                        new Cli.Result(
                                2,
                                "",
                                "rose: --now takes a day, 2026-07-26, or a time, 2026-07-26T12:30,"
                                        + " not 'today'; see ./rose template render --help\n"));
    }

    @Test
    void failuresOfATemplateNameThePlace() throws Exception {
        var raising = write("t", "a\n  {{ raise_exception('no\nway') }}");
        assertThat(render(raising))
                .isEqualTo(
                        new Cli.Result(
                                1, "", "rose: " + raising + ": line 2, column 21: no way\n"));
        var broken = write("t", "a\n{% if %}");
        assertThat(render(broken).err()).startsWith("rose: " + broken + ": line 2, column 7: ");
        assertThat(render(broken).code()).isEqualTo(1);
    }

    @Test
    void checkSaysOkOrWhatIsWrongAndWhere() throws Exception {
        var good = write("good", TURNS);
        var bad = write("bad", "x\n{{ 'open }}");
        assertThat(new Cli().run("template", "check", good))
                .isEqualTo(new Cli.Result(0, good + ": ok\n", ""));
        var run = new Cli().run("template", "check", bad);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("rose: " + bad + ": line 2, column 4: ").hasLineCount(1);
        assertThat(new Cli().run("template", "check", "--json", good).out())
                .isEqualTo("{\"template\":\"" + good + "\",\"ok\":true}\n");
        assertThat(new Cli().run("template", "check", "--json", bad))
                .satisfies(json -> assertThat(json.code()).isEqualTo(1))
                .satisfies(json ->
                        assertThat(json.out())
                                .startsWith(
                                        "{\"template\":\""
                                                + bad
                                                + "\",\"ok\":false,\"kind\":\"syntax\",\"line\":2,\"column\":4,\"error\":\""));
    }

    @Test
    void aModelsTemplatesAreFoundInItsFile() throws Exception {
        var model =
                gguf(
                        "tokenizer.chat_template",
                        TURNS,
                        "tokenizer.chat_template.tool_use",
                        "tools: {{ tools }}{%");
        var checked = new Cli().run("template", "check", model);
        assertThat(checked.code()).isEqualTo(1);
        assertThat(checked.out()).isEqualTo(model + ": ok\n");
        assertThat(checked.err()).startsWith("rose: " + model + " (tool_use): line 1, column ");
        assertThat(render(model).out()).isEqualTo("[user]Hi");
        assertThat(render(model, "--variant", "tool_use").code()).isEqualTo(1);
        assertThat(render(model, "--variant", "rag"))
                .isEqualTo(
                        new Cli.Result(
                                2,
                                "",
                                "rose: --variant: %s has no template 'rag'; it has default, tool_use; see ./rose template render --help\n"
                                        .formatted(model)));
        var none = gguf("general.name", "None");
        assertThat(render(none))
                .isEqualTo(
                        new Cli.Result(
                                1,
                                "",
                                "rose: %s has no chat template of its own; name a template file\n"
                                        .formatted(none)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                   | it is empty",
                "[1]                  | it begins with [",
                "{\"a\": 1} 2         | there is more behind the object",
                "{\"a\": }            | line 1, column 7: ",
            })
    void aContextThatIsNoObjectIsRefused(String context, String reason) throws Exception {
        var run = new Cli().in(context).run("template", "render", write("t", "x"), "--context=-");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith(
                        "rose: --context: '-' is no JSON object with the template's variables ("
                                + reason)
                .hasLineCount(1);
    }

    @Test
    void theContextOfAnAnswerIsNotThatOfATemplate() throws Exception {
        var run =
                new Cli()
                        .environment("ROSE_CONTEXT", "2048")
                        .run("template", "render", write("t", "x"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--context=CONTEXT.json");
    }

    @Test
    void whatIsNotThereIsNamed() throws Exception {
        var template = write("t", "x");
        assertThat(new Cli().run("template", "render", template, "--context", "none.json"))
                .isEqualTo(
                        new Cli.Result(
                                1,
                                "",
                                "rose: --context: there is no file 'none.json'; check it\n"));
        var run = new Cli().run("template", "check", "none.jinja");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("rose: no model 'none.jinja': it is neither a file");
        assertThat(new Cli().run("template", "check", folder.toString()).err())
                .isEqualTo(
                        "rose: '%s' is a folder, not a file; check the path\n".formatted(folder));
        assertThat(new Cli().run("template", "render", template).code()).isEqualTo(2);
        assertThat(new Cli().run("template"))
                .isEqualTo(
                        new Cli.Result(
                                2,
                                "",
                                "rose: there is no command after template; the commands are render,"
                                        + " check; see ./rose template --help\n"));
    }

    private Cli.Result render(String file, String... more) {
        var args = new java.util.ArrayList<>(java.util.List.of("template", "render", file));
        args.addAll(java.util.List.of("--context", "-"));
        args.addAll(java.util.List.of(more));
        return new Cli().in(HI).run(args.toArray(String[]::new));
    }

    private String write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    /** A file with metadata alone, keys and texts in turn. */
    private String gguf(String... entries) throws Exception {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(little(4).putInt(3).array());
        bytes.writeBytes(little(16).putLong(0).putLong(entries.length / 2).array());
        for (var i = 0; i < entries.length; i++) {
            var text = entries[i].getBytes(StandardCharsets.UTF_8);
            bytes.writeBytes(little(8).putLong(text.length).array());
            bytes.writeBytes(text);
            if (i % 2 == 0) {
                bytes.writeBytes(little(4).putInt(8).array());
            }
        }
        return Files.write(folder.resolve("model.gguf"), bytes.toByteArray()).toString();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
