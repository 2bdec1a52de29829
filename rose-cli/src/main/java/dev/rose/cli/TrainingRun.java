package dev.rose.cli;

import java.util.List;

/**
 * What the build runs once to see which classes a start needs and which methods are hot, for the
 * ahead-of-time cache: the usual commands, one after the other in one JVM, on a model that the
 * build makes.
 */
final class TrainingRun {

    private TrainingRun() {}

    /** Argument: the model's file. Ends with the code of the first command that failed, or 0. */
    public static void main(String[] args) {
        var model = args[0];
        var commands =
                List.of(
                        List.of("--help"),
                        List.of("--version"),
                        List.of("generate", "--model", model, "--max-tokens", "1", "Hello"),
                        List.of("generate", "--model", model, "--max-tokens", "32", "Hello"),
                        List.of(
                                "generate",
                                "--model",
                                model,
                                "--max-tokens",
                                "32",
                                "--mode",
                                "plain",
                                "--temperature",
                                "0.8",
                                "--seed",
                                "1",
                                "Hello"),
                        List.of(
                                "generate",
                                "--model",
                                model,
                                "--max-tokens",
                                "8",
                                "--json",
                                "--explain",
                                "One",
                                "Two"),
                        List.of("generate", "--help"),
                        List.of("models"),
                        List.of("doctor", "--json"));
        for (var command : commands) {
            var code = Main.run(command.toArray(String[]::new));
            if (code != ExitCode.DONE) {
                System.exit(code);
            }
        }
        var code = new TrainingServer(model).run();
        if (code != ExitCode.DONE) {
            System.exit(code);
        }
    }
}
