package dev.rose.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Gives every option that is not on the command line the value of its environment variable: {@code
 * --max-tokens} is {@code ROSE_MAX_TOKENS}. An empty variable counts as unset. Options that are
 * deeds rather than settings ({@code --help}, {@code --version}, {@code --rm}) have none.
 */
final class EnvironmentDefaults implements IDefaultValueProvider {
    private final Map<String, String> environment;

    EnvironmentDefaults(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        var name = variable(argument).orElse("");
        var value = environment.get(name);
        if (value == null || value.isEmpty()) {
            return null;
        }
        if (argument.preprocessor() instanceof Explained.Attached) {
            return Explained.Attached.defaultOf(value);
        }
        if (!isSwitch(argument)) {
            return value;
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "1", "true", "yes", "on" -> "true";
            case "0", "false", "no", "off" -> "false";
            default ->
                    throw new UsageException(
                            "%s must be 1 or 0, not '%s'; unset it or correct it"
                                    .formatted(name, value));
        };
    }

    /** The variable that a value came from, where it did not come from the command line. */
    Optional<String> sourceOf(ArgSpec argument, String[] args) {
        return variable(argument)
                .filter(name -> !environment.getOrDefault(name, "").isEmpty())
                .filter(_ ->
                        argument instanceof OptionSpec option
                                && Arrays.stream(args)
                                        .map(arg -> arg.split("=", 2)[0])
                                        .noneMatch(arg ->
                                                Arrays.asList(option.names()).contains(arg)));
    }

    private static boolean isSwitch(ArgSpec argument) {
        return argument.arity().max() == 0;
    }

    static Optional<String> variable(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)
                || option.usageHelp()
                || option.versionHelp()
                || option.hidden()
                // A template's context is another thing than a model's, which ROSE_CONTEXT means.
                || option.command().userObject() instanceof TemplateRenderCommand
                || option.longestName().equals("--rm")) {
            return Optional.empty();
        }
        return Optional.of(
                "ROSE_"
                        + option.longestName()
                                .substring("--".length())
                                .replace('-', '_')
                                .toUpperCase(Locale.ROOT));
    }
}
