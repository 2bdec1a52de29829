package dev.rose.cli;

import dev.rose.eval.run.RunFolder;
import java.util.ArrayList;
import java.util.List;

/** Runs that a command reads, closed together. */
final class OpenRuns implements AutoCloseable {
    private final List<RunFolder> runs = new ArrayList<>();

    /**
     * Opens the folders in order.
     *
     * @param command what the error names where a name is no path
     */
    static OpenRuns of(String command, List<String> folders) {
        var opened = new OpenRuns();
        try {
            for (var folder : folders) {
                opened.runs.add(RunFolder.open(TextArgument.path(command, folder)));
            }
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    List<RunFolder> all() {
        return List.copyOf(runs);
    }

    RunFolder get(int i) {
        return runs.get(i);
    }

    @Override
    public void close() {
        runs.forEach(RunFolder::close);
    }
}
