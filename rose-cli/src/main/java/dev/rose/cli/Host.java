package dev.rose.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command sees of its process. The only door to the standard streams and the environment, so
 * that a test can hand in its own.
 *
 * @param in bytes of standard input
 * @param out for text and JSON, unbuffered
 * @param err for everything else; UTF-8
 * @param environment variables by name
 * @param terminal which streams a person looks at
 */
record Host(
        InputStream in,
        OutputStream out,
        PrintStream err,
        Map<String, String> environment,
        Terminal terminal) {

    /** Whether a person sits at each end. */
    record Terminal(boolean in, boolean out, boolean err) {
        static final Terminal NONE = new Terminal(false, false, false);
    }

    static Host ofProcess() {
        // Not System.out: text is UTF-8 whatever the locale says, and a lone "\n" ends a line.
        return new Host(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                new PrintStream(
                        new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8),
                System.getenv(),
                terminalOfProcess());
    }

    @SuppressWarnings("SystemConsoleNull") // a JDK may be started with another console provider
    private static Terminal terminalOfProcess() {
        var descriptors = Path.of("/proc/self/fd");
        if (Files.isDirectory(descriptors)) {
            return new Terminal(
                    isTerminal(descriptors.resolve("0")),
                    isTerminal(descriptors.resolve("1")),
                    isTerminal(descriptors.resolve("2")));
        }
        // Elsewhere the JDK tells only whether standard input and output are both terminals.
        var console = System.console();
        var interactive = console != null && console.isTerminal();
        return new Terminal(interactive, interactive, interactive);
    }

    private static boolean isTerminal(Path descriptor) {
        try {
            var target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException closed) {
            return false;
        }
    }
}
