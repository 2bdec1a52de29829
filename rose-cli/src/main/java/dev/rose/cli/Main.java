package dev.rose.cli;

import dev.rose.llama.LlamaLibrary;
import java.util.Set;

/** The program behind {@code ./rose}. */
public final class Main {

    private static final Set<String> STARTS_A_MODEL = Set.of("generate", "chat", "serve");

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command in this process and gives its exit code. */
    static int run(String... args) {
        // Several threads may be the first to log, which is no news to a user.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        if (args.length > 0 && args[0].equals("serve")) {
            System.setProperty(
                    CommonOptions.OWN_LOG, "warn"); // to whom else would a server say it?
        }
        if (args.length > 0 && STARTS_A_MODEL.contains(args[0])) {
            LlamaLibrary.prepare(); // while the arguments are read
        }
        return RoseCommand.execute(Host.ofProcess(), args);
    }
}
