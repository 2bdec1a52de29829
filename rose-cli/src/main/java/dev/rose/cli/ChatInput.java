package dev.rose.cli;

import java.util.Optional;

/** Where the lines of a chat come from. */
interface ChatInput extends AutoCloseable {

    /** The next turn or command, not blank; empty at the end. */
    Optional<String> read(String prompt);

    /** Does {@code deed}; Ctrl-C meanwhile runs {@code stop}, in another thread. */
    void interruptibly(Runnable stop, Runnable deed);

    /** Cells in a line of the terminal; 0 where there is none. */
    int columns();

    @Override
    void close();
}
