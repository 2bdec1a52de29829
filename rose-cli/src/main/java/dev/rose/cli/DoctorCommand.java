package dev.rose.cli;

import dev.rose.catalogue.ModelCatalogue;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rose doctor}: whether this machine can answer, and what to do where it cannot. */
@Command(
        name = "doctor",
        description = "Check what an answer needs, and say what to do where something is amiss.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Exit code 1 where something fails; a warning is no failure.",
            "",
            "Examples:",
            "  ./rose doctor",
            "  ./rose doctor --json | jq -r '.findings[] | select(.status != \"ok\")'",
        })
final class DoctorCommand implements Callable<Integer> {
    private final Host host;

    @Option(
            names = "--llama-dir",
            paramLabel = "DIR",
            description = "check a llama.cpp build of your own instead of the one that Rose brings")
    private @Nullable Path llamaDir;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it
    private CommonOptions common = new CommonOptions();

    DoctorCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        var options = Surroundings.catalogue(host.environment());
        var checkup =
                new Checkup(
                        host.environment(), options.home(), llamaDir, new ModelCatalogue(options));
        var findings = checkup.findings();
        try {
            var output = new Output(host.out());
            if (json) {
                output.line(object(findings));
            } else {
                output.print(text(findings));
            }
        } catch (Output.ClosedException e) {
            // Whoever reads has seen enough; the code still tells.
        }
        return healthy(findings) ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static boolean healthy(List<Finding> findings) {
        return findings.stream().noneMatch(f -> f.status() == Finding.Status.FAIL);
    }

    static String text(List<Finding> findings) {
        var text = new StringBuilder();
        for (var finding : findings) {
            text.append(
                    "%-4s  %-9s  %s%n"
                            .formatted(finding.status().label(), finding.check(), finding.seen()));
            if (!finding.advice().isEmpty()) {
                text.append("                 → ").append(finding.advice()).append('\n');
            }
        }
        return text.toString();
    }

    static String object(List<Finding> findings) {
        return AnswerJson.object(json -> {
            json.writeBooleanProperty("ok", healthy(findings));
            json.writeArrayPropertyStart("findings");
            for (var finding : findings) {
                json.writeStartObject();
                json.writeStringProperty("check", finding.check());
                json.writeStringProperty("status", finding.status().label());
                json.writeStringProperty("seen", finding.seen());
                json.writeStringProperty("advice", finding.advice());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }
}
