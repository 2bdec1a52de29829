package dev.rose.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rose template}: for people who debug chat templates. */
@Command(
        name = "template",
        description = "Render or check a chat template.",
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  ./rose template render chat.jinja --context context.json",
            "  ./rose template check smollm2",
        })
final class TemplateCommand implements Runnable {
    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it
    private CommonOptions common = new CommonOptions();

    private TemplateCommand() {}

    /** The command with its own. */
    static CommandLine with(Host host) {
        return new CommandLine(new TemplateCommand())
                .addSubcommand(new TemplateRenderCommand(host))
                .addSubcommand(new TemplateCheckCommand(host));
    }

    @Override
    public void run() {
        throw new UsageException(
                "there is no command after template; the commands are render, check");
    }
}
