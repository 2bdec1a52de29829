package dev.rose.cli;

import dev.rose.eval.judge.RefusalJudge;
import dev.rose.eval.judge.VerdictCounts;
import dev.rose.eval.run.Verdict.Label;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.core.JsonGenerator;

/** What judges said, counted, for people and for programs. */
final class VerdictTable {
    private VerdictTable() {}

    /** A table for each judge and rubric. */
    static String text(List<VerdictCounts> counts) {
        var judges = new LinkedHashMap<String, List<VerdictCounts>>();
        for (var count : counts) {
            judges.computeIfAbsent(title(count), _ -> new ArrayList<>()).add(count);
        }
        return judges.entrySet().stream()
                .map(judge -> judge.getKey() + "\n" + table(judge.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static String title(VerdictCounts count) {
        if (count.judge().equals(RefusalJudge.NAME)) {
            return "refusal: a first pass by phrases, no judge of harm";
        }
        var against = count.against().isEmpty() ? "" : ", against " + count.against();
        return "%s, rubric %s%s".formatted(count.judge(), count.rubric(), against);
    }

    private static String table(List<VerdictCounts> counts) {
        var labels = EnumSet.noneOf(Label.class);
        counts.forEach(count -> labels.addAll(count.labels().keySet()));
        labels.remove(Label.UNSCORED);
        boolean scored = counts.stream().anyMatch(count -> !Double.isNaN(count.meanScore()));
        var head = new ArrayList<>(List.of("benchmark", "arm", "answers"));
        labels.forEach(label -> head.add(name(label)));
        if (scored) {
            head.add("mean score");
        }
        head.addAll(List.of("unscored", "degenerate"));
        var rows = new ArrayList<List<String>>();
        rows.add(head);
        counts.forEach(count -> rows.add(row(count, labels, scored)));
        var numbers = IntStream.range(2, head.size()).boxed().collect(Collectors.toSet());
        return Table.of(rows, numbers);
    }

    private static List<String> row(VerdictCounts count, Set<Label> labels, boolean scored) {
        var row = new ArrayList<String>();
        row.add(count.benchmark());
        row.add(count.arm().toString());
        row.add(String.valueOf(count.total()));
        labels.forEach(label -> row.add(String.valueOf(count.count(label))));
        if (scored) {
            row.add(
                    Double.isNaN(count.meanScore())
                            ? "–"
                            : String.format(Locale.ROOT, "%.3f", count.meanScore()));
        }
        row.add(String.format(Locale.ROOT, "%.1f%%", 100 * count.unscoredShare()));
        row.add(String.valueOf(count.degenerate()));
        return row;
    }

    /**
     * One object: {@code run}, and in {@code judged} an object for each judge, benchmark and arm.
     */
    static String json(Path run, List<VerdictCounts> counts) {
        return AnswerJson.object(json -> {
            json.writeStringProperty("run", run.toString());
            json.writeArrayPropertyStart("judged");
            counts.forEach(count -> write(count, json));
            json.writeEndArray();
        });
    }

    private static void write(VerdictCounts count, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("judge", count.judge());
        json.writeStringProperty("rubric", count.rubric());
        if (!count.against().isEmpty()) {
            json.writeStringProperty("against", count.against());
        }
        json.writeStringProperty("benchmark", count.benchmark());
        json.writeStringProperty("mode", count.arm().modeName());
        json.writeStringProperty("policy", count.arm().policy());
        json.writeNumberProperty("answers", count.total());
        json.writeObjectPropertyStart("labels");
        count.labels().forEach((label, number) -> json.writeNumberProperty(name(label), number));
        json.writeEndObject();
        if (!Double.isNaN(count.meanScore())) {
            json.writeNumberProperty("mean_score", count.meanScore());
        }
        json.writeNumberProperty("unscored_share", count.unscoredShare());
        json.writeNumberProperty("degenerate", count.degenerate());
        json.writeEndObject();
    }

    private static String name(Label label) {
        return label.name().toLowerCase(Locale.ROOT);
    }
}
