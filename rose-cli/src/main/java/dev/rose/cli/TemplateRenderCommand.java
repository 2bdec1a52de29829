package dev.rose.cli;

import static dev.rose.error.RoseException.Kind.INVALID_REQUEST;
import static dev.rose.error.RoseException.Kind.NOT_FOUND;
import static dev.rose.error.RoseException.Kind.STORAGE;

import dev.rose.error.RoseException;
import dev.rose.template.RenderOptions;
import dev.rose.template.Template;
import dev.rose.template.TemplateException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rose template render}: the text that a template makes of a context. */
@Command(
        name = "render",
        description = "Print the text that a template makes of a context, to the byte.",
        sortOptions = false,
        footer = {
            "",
            "The context is a JSON object with the variables that the template sees, and no others:",
            "messages, tools, add_generation_prompt, bos_token, eos_token, …",
            "",
            "Examples:",
            "  ./rose template render chat.jinja --context context.json",
            "  echo '{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}' |",
            "      ./rose template render smollm2 --context -",
            "  ./rose template render ./model.gguf --variant tool_use --context context.json",
        })
final class TemplateRenderCommand implements Callable<Integer> {
    private final Host host;

    @Parameters(
            paramLabel = "FILE",
            description = "a template file, a GGUF file, or a model such as smollm2")
    private String file = "";

    @Option(
            names = "--context",
            paramLabel = "CONTEXT.json",
            required = true,
            description = "what the template sees: a JSON object in a file, or - for stdin")
    private String context = "";

    @Option(
            names = "--now",
            paramLabel = "DATE",
            description =
                    "the day that strftime_now shows, as 2026-07-26 or 2026-07-26T12:30 (default:"
                            + " the clock's)")
    private @Nullable String now;

    @Option(
            names = "--variant",
            paramLabel = "NAME",
            defaultValue = TemplateSource.DEFAULT,
            description = "which of a model's templates, such as tool_use (default: default)")
    private String variant = TemplateSource.DEFAULT;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it
    private CommonOptions common = new CommonOptions();

    TemplateRenderCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        var options = options();
        var source = source();
        var variables = variables();
        String text;
        try {
            text = Template.compile(source.text()).render(variables, options);
        } catch (TemplateException e) {
            new ErrorReport(host.err(), new EnvironmentDefaults(host.environment()))
                    .line(source.described(e));
            host.err().flush();
            return ExitCode.FAILED;
        } catch (IllegalArgumentException e) {
            throw new RoseException(
                    INVALID_REQUEST, "--context: " + ErrorReport.message(e) + "; correct it", e);
        }
        try {
            new Output(host.out()).print(text);
        } catch (Output.ClosedException e) {
            return ExitCode.DONE;
        }
        return ExitCode.DONE;
    }

    private RenderOptions options() {
        if (now == null) {
            return RenderOptions.defaults();
        }
        try {
            return RenderOptions.defaults()
                    .withNow(
                            now.contains("T")
                                    ? LocalDateTime.parse(now)
                                    : LocalDate.parse(now).atStartOfDay());
        } catch (DateTimeParseException e) {
            throw new UsageException(
                    "--now takes a day, 2026-07-26, or a time, 2026-07-26T12:30, not '%s'"
                            .formatted(now));
        }
    }

    private TemplateSource source() {
        var all = TemplateSource.all(file, host);
        var source = all.get(variant);
        if (source == null) {
            throw new UsageException(
                    "--variant: %s has no template '%s'; it has %s"
                            .formatted(file, variant, String.join(", ", all.keySet())));
        }
        return source;
    }

    private Map<String, @Nullable Object> variables() {
        try {
            return JsonContext.read(Utf8.decode(bytes()));
        } catch (Utf8.MalformedException e) {
            throw new RoseException(
                    STORAGE,
                    "--context: '%s' is not UTF-8 (%s)".formatted(context, e.getMessage()));
        } catch (JsonContext.MalformedException e) {
            throw new RoseException(
                    INVALID_REQUEST,
                    "--context: '%s' is no JSON object with the template's variables (%s)"
                            .formatted(context, e.getMessage()));
        }
    }

    private byte[] bytes() {
        if (context.isEmpty()) {
            throw new UsageException("--context is empty; name a file, or - for standard input");
        }
        try {
            if (context.equals("-")) {
                return host.in().readAllBytes();
            }
            var path = TextArgument.path("--context", context);
            if (!Files.exists(path)) {
                throw new RoseException(
                        NOT_FOUND, "--context: there is no file '%s'; check it".formatted(context));
            }
            if (Files.isDirectory(path)) {
                throw new RoseException(
                        STORAGE,
                        "--context: '%s' is a folder, not a file; check it".formatted(context));
            }
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new RoseException(
                    STORAGE,
                    "--context: cannot read '%s' (%s)".formatted(context, TextArgument.reason(e)),
                    e);
        }
    }
}
