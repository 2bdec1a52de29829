package dev.rose.cli;

/** The program behind {@code ./rose}. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.exit(RoseCommand.execute(Host.ofProcess(), args));
    }
}
