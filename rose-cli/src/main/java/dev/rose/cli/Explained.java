package dev.rose.cli;

import java.util.Locale;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** What {@code --explain} shows of an answer. */
enum Explained {
    NOT,
    /** The tokens that ROSE changed, marked in the text. */
    MARKED,
    /** A line for each token, after the text. */
    IN_A_TABLE;

    /** What {@code --explain} alone comes to. */
    static final String ALONE = "on";

    /**
     * Reads the option's value, or its variable's, which may be that of a switch.
     *
     * @throws UsageException for any other
     */
    static Explained parse(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "table" -> IN_A_TABLE;
            case ALONE, "1", "true", "yes" -> MARKED;
            case "off", "0", "false", "no" -> NOT;
            default ->
                    throw new UsageException(
                            "--explain stands alone or is --explain=table, not '%s'"
                                    .formatted(value));
        };
    }

    /** A value is written with a {@code =}: what follows {@code --explain} is a prompt. */
    static final class Attached implements IParameterPreprocessor {
        /**
         * What a default begins with, and no argument of a process can: picocli calls both alike.
         */
        private static final String DEFAULT = "\u0000";

        /** A default for an option with this preprocessor. */
        static String defaultOf(String value) {
            return DEFAULT + value;
        }

        @Override
        public boolean preprocess(
                Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
            if (!args.isEmpty() && args.peek().startsWith(DEFAULT)) {
                args.push(args.pop().substring(DEFAULT.length()));
            } else if (" ".equals(info.get("separator"))) {
                args.push(ALONE);
            }
            return false;
        }
    }
}
