package dev.rose.cli;

/** The program behind {@code ./rose}. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command in this process and gives its exit code. */
    static int run(String... args) {
        return RoseCommand.execute(Host.ofProcess(), args);
    }
}
