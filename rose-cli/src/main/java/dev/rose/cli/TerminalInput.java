package dev.rose.cli;

import dev.rose.catalogue.RoseHome;
import dev.rose.error.RoseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jline.keymap.KeyMap;
import org.jline.reader.Completer;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.UserInterruptException;
import org.jline.reader.Widget;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Lines that a person types: edited, remembered, as long as wanted. */
final class TerminalInput implements ChatInput {
    private static final int HISTORY_LINES = 1000;

    private final Terminal terminal;
    private final LineReader reader;
    private final Interruption interruption;
    private final Runnable interruptedLine;

    /**
     * @param home where the history is kept
     * @param interruption a request to terminate ends the lines
     * @param interruptedLine runs when Ctrl-C drops a line that is being typed
     * @throws IOException where the terminal cannot be used
     */
    TerminalInput(RoseHome home, Interruption interruption, Runnable interruptedLine)
            throws IOException {
        this.interruption = interruption;
        this.interruptedLine = interruptedLine;
        terminal = TerminalBuilder.builder().name("rose").system(true).build();
        var builder =
                LineReaderBuilder.builder()
                        .terminal(terminal)
                        .appName("rose")
                        .parser(TerminalInput::parse)
                        .completer(verbs())
                        // An exclamation mark is one.
                        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                        .variable(LineReader.SECONDARY_PROMPT_PATTERN, "... ")
                        .variable(LineReader.HISTORY_SIZE, HISTORY_LINES)
                        .variable(LineReader.HISTORY_FILE_SIZE, HISTORY_LINES);
        history(home).ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
        reader = builder.build();
        // JLine raises the signal when it sees the key and reads the key as well, at times only in
        // the next line, which would be dropped too. The signal is enough.
        Widget nothing = () -> true;
        reader.getKeyMaps().values().forEach(keys -> keys.bind(nothing, KeyMap.ctrl('C')));
    }

    private static Completer verbs() {
        return new StringsCompleter(Arrays.stream(ChatVerb.values()).map(ChatVerb::typed).toList());
    }

    /** The history's file, for its user's eyes alone; none where it cannot be made. */
    private static Optional<Path> history(RoseHome home) {
        try {
            var file = home.make(home.root()).resolve("chat-history");
            if (!Files.exists(file)) {
                if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                    Files.createFile(
                            file,
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
                } else {
                    Files.createFile(file);
                }
            }
            return Optional.of(file);
        } catch (IOException | RoseException e) {
            return Optional.empty();
        }
    }

    /** A line is one word, whatever is in it. */
    private record Line(String line, int cursor) implements CompletingParsedLine {
        @Override
        public String word() {
            return line;
        }

        @Override
        public int wordCursor() {
            return cursor;
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(line);
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return cursor;
        }

        @Override
        public int rawWordLength() {
            return line.length();
        }
    }

    private static ParsedLine parse(String line, int cursor, Parser.ParseContext context) {
        if (context == Parser.ParseContext.ACCEPT_LINE && line.endsWith("\\")) {
            throw new EOFError(-1, -1, "the line goes on");
        }
        return new Line(line, cursor);
    }

    @Override
    public Optional<String> read(String prompt) {
        while (true) {
            try {
                var line = reader.readLine(prompt).replace("\\\n", "\n").stripTrailing();
                if (!line.isBlank()) {
                    return Optional.of(line);
                }
            } catch (UserInterruptException e) {
                if (interruption.requested()) {
                    return Optional.empty();
                }
                interruptedLine.run();
            } catch (EndOfFileException e) {
                return Optional.empty();
            }
        }
    }

    @Override
    public void interruptibly(Runnable stop, Runnable deed) {
        var before = terminal.handle(Terminal.Signal.INT, signal -> stop.run());
        try {
            deed.run();
        } finally {
            terminal.handle(Terminal.Signal.INT, before);
        }
    }

    @Override
    public int columns() {
        return terminal.getColumns();
    }

    @Override
    public void close() {
        try {
            terminal.close();
        } catch (IOException e) {
            // The process ends, and with it the terminal's state is the shell's again.
        }
    }
}
