package dev.rose.eval.report;

import dev.rose.eval.run.RunFolder;
import dev.rose.eval.summary.RunSummary;
import dev.rose.eval.summary.Summaries;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run as the page needs it.
 *
 * @param number from 0, in the order of the report
 * @param name tells it apart from the other runs of the report: its folder's, or that with a number
 * @param items how many it asks
 * @param words what it says, the most important first
 */
record HtmlRun(
        int number,
        String name,
        RunSummary summary,
        ObjectNode manifest,
        int items,
        List<String> words) {

    static List<HtmlRun> all(List<RunFolder> folders) {
        var names = names(folders);
        var runs = new ArrayList<HtmlRun>();
        for (int i = 0; i < folders.size(); i++) {
            var folder = folders.get(i);
            var summary = Summaries.of(folder);
            runs.add(
                    new HtmlRun(
                            i,
                            names.get(i),
                            summary,
                            folder.manifest(),
                            folder.items().size(),
                            words(summary)));
        }
        return runs;
    }

    /** The words but the verdict on the steering, which the page has over them with its chart. */
    private static List<String> words(RunSummary summary) {
        var steering = summary.steering();
        return PlainWords.of(summary).stream()
                .filter(word -> steering == null || !word.equals(steering.sentence()))
                .toList();
    }

    /** Of each folder a name that no other has. */
    static List<String> names(List<RunFolder> folders) {
        var names = new LinkedHashSet<String>();
        for (var folder : folders) {
            var last = folder.path().toAbsolutePath().normalize().getFileName();
            var name = last == null ? "run" : last.toString();
            var free = name;
            for (int i = 2; !names.add(free); i++) {
                free = name + " (" + i + ")";
            }
        }
        return List.copyOf(names);
    }

    /** For ids of elements. */
    String id(String part) {
        return part + "-" + number;
    }
}
