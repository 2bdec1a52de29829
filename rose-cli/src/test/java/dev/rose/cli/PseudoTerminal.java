package dev.rose.cli;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A program on a terminal of its own, as a person has it: {@code script} of util-linux makes the
 * terminal and gives the program its keys.
 */
final class PseudoTerminal implements AutoCloseable {
    static final String CTRL_C = "\u0003";
    static final String CTRL_D = "\u0004";
    static final String ALT_ENTER = "\u001b\r";

    private static final int PATIENCE_SECONDS = 120;
    private static final Pattern CONTROL =
            Pattern.compile("\u001b\\[[0-9;?]*[ -/]*[@-~]|\u001b[()][A-Z0-9]|\u001b[=>]|\r");

    private final Process process;
    private final OutputStream keys;
    private final StringBuilder raw = new StringBuilder();
    private int seen;

    private PseudoTerminal(Process process) {
        this.process = process;
        this.keys = process.getOutputStream();
        Thread.ofPlatform().daemon().name("terminal").start(this::read);
    }

    /** Starts a program; arguments may hold no quotes. */
    static PseudoTerminal start(
            int columns, Map<String, String> environment, List<String> command) {
        // A shell that runs the tests in the background lets its children ignore Ctrl-C.
        var shell =
                "stty rows 40 cols %d; exec env --default-signal=INT '%s'"
                        .formatted(columns, String.join("' '", command));
        var builder = new ProcessBuilder("script", "-qfec", shell, "/dev/null");
        builder.redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("ROSE_"));
        builder.environment().remove("NO_COLOR");
        builder.environment().put("TERM", "xterm-256color");
        builder.environment().put("SHELL", "/bin/sh");
        builder.environment().putAll(environment);
        try {
            return new PseudoTerminal(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (Reader screen =
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            var buffer = new char[1024];
            for (int n = screen.read(buffer); n >= 0; n = screen.read(buffer)) {
                synchronized (raw) {
                    raw.append(buffer, 0, n);
                    raw.notifyAll();
                }
            }
        } catch (IOException ended) {
            // The terminal is gone, and with it whoever wrote to it.
        }
        synchronized (raw) {
            raw.notifyAll();
        }
    }

    void type(String text) {
        try {
            keys.write(text.getBytes(StandardCharsets.UTF_8));
            keys.flush();
        } catch (IOException e) {
            throw new AssertionError("nobody reads the keys; the screen: " + screen(), e);
        }
    }

    /** Types a line and waits for the prompt after what it does; gives what came. */
    String line(String text, String prompt) {
        type(text + "\r");
        return until("\n" + prompt);
    }

    /** Waits for a text after the last one that was waited for; gives all up to it. */
    String until(String text) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        synchronized (raw) {
            while (true) {
                var screen = plain(raw.toString());
                int at = screen.indexOf(text, seen);
                if (at >= 0) {
                    var passed = screen.substring(seen, at + text.length());
                    seen = at + text.length();
                    return passed;
                }
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError(
                            "no '%s' came after: %s".formatted(text, screen.substring(seen)));
                }
                try {
                    raw.wait(left);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    /** All that was shown, without what moves the cursor or colours. */
    String screen() {
        return plain(raw());
    }

    /** All that was written to the terminal. */
    String raw() {
        synchronized (raw) {
            return raw.toString();
        }
    }

    private static String plain(String text) {
        return CONTROL.matcher(text).replaceAll("");
    }

    /** Waits for the end and gives the exit code. */
    int end() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the program does not end; the screen: " + screen());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
