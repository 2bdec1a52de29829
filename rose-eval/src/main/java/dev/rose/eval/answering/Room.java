package dev.rose.eval.answering;

import static java.util.Comparator.comparingInt;

import dev.rose.AnswerOptions;
import dev.rose.Rose;
import dev.rose.StreamPrompt;
import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.eval.answering.PlannedItems.Planned;
import dev.rose.eval.benchmark.Benchmark.Task;
import dev.rose.eval.run.Arm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets the engine be made at the size that the whole run needs, before its first answer: an engine
 * that must grow while others run is a second one on the same cores, and both crawl.
 */
final class Room {
    /** Items of a benchmark whose tokens are counted: the longest in characters. */
    private static final int COUNTED = 8;

    private final Rose rose;
    private final Asking asking;
    private final List<Arm> arms;

    /**
     * What an item needs in an arm.
     *
     * @param prompt tokens of its longest stream
     * @param context tokens that each stream must hold
     */
    private record Need(
            List<StreamPrompt> streams, AnswerOptions options, int prompt, int context) {}

    Room(Rose rose, Asking asking, List<Arm> arms) {
        this.rose = rose;
        this.asking = asking;
        this.arms = arms;
    }

    /**
     * Begins an answer that needs as much as any, and ends it again.
     *
     * @param items that are still to be answered
     */
    void make(List<Planned> items) {
        var byBenchmark = new LinkedHashMap<String, List<Planned>>();
        items.forEach(item ->
                byBenchmark
                        .computeIfAbsent(item.item().benchmark(), _ -> new ArrayList<>())
                        .add(item));
        var needs = byBenchmark.values().stream().flatMap(all -> needs(all).stream()).toList();
        if (needs.isEmpty()) {
            return;
        }
        // One answer of as many streams as any, and with tokens enough to be as long as any.
        int context = needs.stream().mapToInt(Need::context).max().orElseThrow();
        var widest = needs.stream().max(comparingInt(need -> need.streams().size())).orElseThrow();
        try {
            rose.generate(
                            widest.streams(),
                            widest.options().withMaxTokens(context - widest.prompt()))
                    .close();
        } catch (RoseException e) {
            if (e.kind() != Kind.CONTEXT_EXCEEDED) {
                throw e;
            }
        }
    }

    /** Of the longest item of a benchmark in all arms; empty where nothing fits. */
    private List<Need> needs(List<Planned> items) {
        return items.stream()
                .map(item -> Map.entry(item, asking.query(item).text().length()))
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .map(Map.Entry::getKey)
                .map(item -> arms.stream().map(arm -> need(item, arm)).filter(this::fits).toList())
                .filter(needs -> !needs.isEmpty())
                .limit(COUNTED)
                .max(comparingInt(Room::longest))
                .orElse(List.of());
    }

    private static int longest(List<Need> needs) {
        return needs.stream().mapToInt(Need::context).max().orElse(0);
    }

    private boolean fits(Need need) {
        return need.prompt() < rose.contextLimit();
    }

    private Need need(Planned item, Arm arm) {
        var benchmark = item.data().benchmark();
        var options = asking.options(arm, benchmark);
        var streams = asking.streams(asking.query(item), options);
        int prompt = streams.stream().mapToInt(stream -> stream.tokens().length).max().orElse(0);
        int answer = benchmark.task() == Task.OPEN ? options.maxTokens() : 1;
        return new Need(streams, options, prompt, prompt + answer);
    }
}
