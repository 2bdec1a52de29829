package dev.rose.cli;

import dev.rose.llama.LlamaLibrary;

/** The program behind {@code ./rose}. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command in this process and gives its exit code. */
    static int run(String... args) {
        if (args.length > 0 && args[0].equals("generate")) {
            LlamaLibrary.prepare(); // while the arguments are read
        }
        return RoseCommand.execute(Host.ofProcess(), args);
    }
}
