package dev.rose.eval.report;

import dev.rose.eval.benchmark.BenchmarkItem;
import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunAnswer;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.run.RunItem;
import dev.rose.eval.run.Verdict;
import dev.rose.eval.summary.Baseline;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * All items of some runs for the page's browser: each item once, with the answers of every column
 * (a run's arm) and what judges say of them. What another run asks under the same id is another
 * item, with the run's name behind its id. {@code js/data.js} has the shape.
 */
final class ItemsJson {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ObjectNode root = JSON.createObjectNode();
    private final Map<Asked, ObjectNode> items = new LinkedHashMap<>();
    private final Set<RunItem.Key> names = new HashSet<>();
    private int columns;

    /** An item of any run. */
    private record Asked(RunItem.Key key, String digest) {
        static Asked of(RunItem item) {
            return new Asked(item.key(), item.item().digest());
        }
    }

    private ItemsJson() {}

    /** JSON that can stand within a script element. */
    static String of(List<RunFolder> runs) {
        var json = new ItemsJson();
        json.root.putArray("runs");
        json.root.putArray("columns");
        var names = HtmlRun.names(runs);
        for (int i = 0; i < runs.size(); i++) {
            json.add(names.get(i), i, runs.get(i));
        }
        json.root.putArray("items").addAll(json.items.values());
        return harmless(JSON.writeValueAsString(json.root));
    }

    private void add(String name, int number, RunFolder run) {
        root.withArray("runs").addObject().put("name", name);
        var here = new LinkedHashMap<RunItem.Key, ObjectNode>();
        for (var asked : run.items()) {
            here.put(
                    asked.key(),
                    items.computeIfAbsent(Asked.of(asked), _ -> item(asked, named(asked, name))));
        }
        var answers = new LinkedHashMap<RunItem.Key, Map<Arm, RunAnswer>>();
        var arms = new TreeSet<Arm>();
        run.answers(answer -> {
            arms.add(answer.arm());
            answers.computeIfAbsent(answer.key(), key -> new LinkedHashMap<>())
                    .put(answer.arm(), answer);
        });
        var column = columns(run, number, arms);
        var verdicts = verdicts(run);
        here.forEach((key, item) -> {
            var given = answers.getOrDefault(key, Map.of());
            var said = verdicts.getOrDefault(key, Map.of());
            column.forEach((arm, at) -> {
                var answer = given.get(arm);
                if (answer != null) {
                    put(
                            item.withArray("answers").addObject().put("column", at),
                            answer,
                            said.getOrDefault(arm, Map.of()));
                }
            });
        });
    }

    /** Plain arms come first, so that the number of an arm's baseline is known. */
    private Map<Arm, Integer> columns(RunFolder run, int number, SortedSet<Arm> arms) {
        var column = new LinkedHashMap<Arm, Integer>();
        var baseline = new Baseline(run.manifest());
        for (var arm : arms) {
            column.put(arm, columns++);
            var node =
                    root.withArray("columns")
                            .addObject()
                            .put("run", number)
                            .put("mode", arm.modeName())
                            .put("policy", arm.policy())
                            .put("name", HtmlNumbers.name(arm, arms));
            var plain = baseline.of(arm, arms);
            if (plain != null) {
                node.put("plain", column.getOrDefault(plain, -1));
            }
        }
        return column;
    }

    /** The item's id, with the run's name where another question has it. */
    private String named(RunItem asked, String run) {
        var id = asked.item().id();
        while (!names.add(new RunItem.Key(asked.benchmark(), id))) {
            id += " (" + run + ")";
        }
        return id;
    }

    /** Of two verdicts about the same, the later one. */
    private static Map<RunItem.Key, Map<Arm, Map<List<@Nullable String>, Verdict>>> verdicts(
            RunFolder run) {
        var all = new LinkedHashMap<RunItem.Key, Map<Arm, Map<List<@Nullable String>, Verdict>>>();
        run.verdicts(verdict ->
                all.computeIfAbsent(verdict.key(), key -> new LinkedHashMap<>())
                        .computeIfAbsent(verdict.arm(), arm -> new LinkedHashMap<>())
                        .put(about(verdict), verdict));
        return all;
    }

    private static List<@Nullable String> about(Verdict verdict) {
        var against = verdict.against();
        return List.of(verdict.judge(), verdict.rubric(), against == null ? "" : against);
    }

    private static ObjectNode item(RunItem asked, String id) {
        var item = asked.item();
        var node = JSON.createObjectNode();
        node.put("benchmark", asked.benchmark());
        node.put("id", id);
        node.put("category", item.category());
        node.put("harmful", item.risk() == BenchmarkItem.Risk.HARMFUL);
        node.put("question", item.question());
        if (!item.options().isEmpty()) {
            item.options().forEach(node.putArray("options")::add);
        }
        if (item.reference() != null) {
            node.put("reference", item.reference());
        }
        node.putArray("answers");
        return node;
    }

    private static void put(
            ObjectNode node, RunAnswer answer, Map<List<@Nullable String>, Verdict> verdicts) {
        node.put("text", answer.text());
        node.put("tokens", answer.tokens().size());
        node.put("finish", answer.finishReason());
        if (answer.nearTies() > 0) {
            node.put("ties", answer.nearTies());
        }
        if (!answer.changed().isEmpty()) {
            var spans = node.putArray("changed");
            answer.changed().forEach(span -> spans.addArray().add(span.from()).add(span.to()));
        }
        var choice = answer.choice();
        if (choice != null) {
            var chosen = node.putObject("choice");
            chosen.put("prediction", choice.prediction()).put("right", choice.answer());
            var probabilities = chosen.putArray("probabilities");
            choice.probabilities()
                    .forEach((letter, p) -> probabilities.addArray().add(letter).add(rounded(p)));
        }
        if (!verdicts.isEmpty()) {
            var said = node.putArray("verdicts");
            verdicts.values().forEach(verdict -> put(said.addObject(), verdict));
        }
    }

    private static void put(ObjectNode node, Verdict verdict) {
        node.put("judge", verdict.judge());
        node.put("rubric", verdict.rubric());
        node.put("label", verdict.label().name().toLowerCase(Locale.ROOT));
        if (verdict.score() != null && Double.isFinite(verdict.score())) {
            node.put("score", verdict.score());
        }
        if (verdict.against() != null) {
            node.put("against", verdict.against());
        }
        if (verdict.note() != null) {
            node.put("note", verdict.note());
        }
    }

    private static double rounded(double p) {
        return Double.isFinite(p) ? Math.round(p * 1e5) / 1e5 : 0;
    }

    /**
     * Escapes, within strings, what could end the script element or begin a comment in it, what
     * JavaScript takes for the end of a line, and halves of pairs, which no file can hold. None of
     * these characters stands outside a string in JSON.
     */
    private static String harmless(String json) {
        var out = new StringBuilder(json.length() + json.length() / 16);
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < json.length()
                    && Character.isLowSurrogate(json.charAt(i + 1))) {
                out.append(c).append(json.charAt(++i));
            } else if (isRisky(c)) {
                out.append("\\u").append(String.format(Locale.ROOT, "%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static boolean isRisky(char c) {
        return c == '<'
                || c == '>'
                || c == '&'
                || c == '\u2028'
                || c == '\u2029'
                || Character.isSurrogate(c);
    }
}
