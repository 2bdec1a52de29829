package dev.rose.cli;

import dev.rose.template.Template;
import dev.rose.template.TemplateException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rose template check}: compiles a template. */
@Command(
        name = "check",
        description = "Compile a template, or all of a model's, and say what is wrong.",
        sortOptions = false,
        footer = {
            "",
            "Exit code 0 where every template compiles, 1 where one does not.",
            "",
            "Examples:",
            "  ./rose template check chat.jinja",
            "  ./rose template check ./model.gguf --json",
        })
final class TemplateCheckCommand implements Callable<Integer> {
    private final Host host;

    @Parameters(
            paramLabel = "FILE",
            description = "a template file, a GGUF file, or a model such as smollm2")
    private String file = "";

    @Option(names = "--json", description = "print one JSON object a line for each template")
    private boolean json;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it
    private CommonOptions common = new CommonOptions();

    TemplateCheckCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        var output = new Output(host.out());
        var code = ExitCode.DONE;
        try {
            for (var source : TemplateSource.all(file, host).values()) {
                var problem = problem(source);
                if (problem != null) {
                    code = ExitCode.FAILED;
                }
                report(source, problem, output);
            }
        } catch (Output.ClosedException e) {
            return code;
        }
        return code;
    }

    private static @Nullable TemplateException problem(TemplateSource source) {
        try {
            Template.compile(source.text());
            return null;
        } catch (TemplateException e) {
            return e;
        }
    }

    private void report(TemplateSource source, @Nullable TemplateException problem, Output output) {
        if (json) {
            output.line(object(source, problem));
        } else if (problem == null) {
            output.line(source.name() + ": ok");
        } else {
            host.err().println("rose: " + source.described(problem));
            host.err().flush();
        }
    }

    private static String object(TemplateSource source, @Nullable TemplateException problem) {
        return AnswerJson.object(json -> {
            json.writeStringProperty("template", source.name());
            json.writeBooleanProperty("ok", problem == null);
            if (problem != null) {
                json.writeStringProperty("kind", problem.kind().name().toLowerCase(Locale.ROOT));
                json.writeNumberProperty("line", problem.line());
                json.writeNumberProperty("column", problem.column());
                json.writeStringProperty("error", problem.reason());
            }
        });
    }
}
