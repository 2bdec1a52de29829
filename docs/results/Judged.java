import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Questions whose answers people judged one by one, as benchmarks; and their verdicts for a run that
 * gave the same answers. See judged.sh.
 *
 * <pre>
 * Judged.java questions JUDGED.jsonl FOLDER     # writes FOLDER/judged-{harmful,safe}.{jsonl,yaml}
 * Judged.java verdicts JUDGED.jsonl RUN FILE    # writes FILE, to be imported into RUN
 * </pre>
 *
 * <p>A verdict is about a text. One about another text than the run's is left out: the answer is then
 * unscored, and the last line says how many that are.
 */
final class Judged {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String HARMFUL = "judged-harmful";
    private static final String SAFE = "judged-safe";
    private static final Map<String, String> MODES =
            Map.of(
                    "plain", "plain/paper@0.5",
                    "0.5", "rose/paper@0.5",
                    "0.7", "rose/paper@0.7");

    public static void main(String[] args) throws Exception {
        var judged = lines(Path.of(args[1]));
        if (args[0].equals("questions")) {
            questions(judged, Path.of(args[2]));
        } else {
            verdicts(judged, Path.of(args[2]), Path.of(args[3]));
        }
    }

    private static List<JsonNode> lines(Path file) throws Exception {
        var lines = new ArrayList<JsonNode>();
        for (var line : Files.readAllLines(file)) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    private static String benchmark(JsonNode judged) {
        return judged.has("harmful") ? HARMFUL : SAFE;
    }

    private static void questions(List<JsonNode> judged, Path folder) throws Exception {
        Files.createDirectories(folder);
        for (var name : List.of(HARMFUL, SAFE)) {
            var questions = new LinkedHashMap<String, String>();
            for (var line : judged) {
                if (benchmark(line).equals(name)) {
                    questions.putIfAbsent(
                            line.get("prompt").asString(), line.get("source").asString());
                }
            }
            var rows = new StringBuilder();
            questions.forEach(
                    (question, source) ->
                            rows.append(
                                            JSON.createObjectNode()
                                                    .put("question", question)
                                                    .put("source", source))
                                    .append('\n'));
            Files.writeString(folder.resolve(name + ".jsonl"), rows);
            Files.writeString(
                    folder.resolve(name + ".yaml"),
                    """
                    name: %s
                    title: Questions whose answers were judged by people
                    sources: [{file: %s.jsonl}]
                    reader: jsonl
                    columns: {question: question, category: source}
                    metric: %s
                    max-tokens: 64
                    """
                            .formatted(name, name, name.equals(HARMFUL) ? "harm" : "refusal"));
        }
    }

    private static void verdicts(List<JsonNode> judged, Path run, Path file) throws Exception {
        var questions = new HashMap<String, String>();
        for (var item : lines(run.resolve("items.jsonl"))) {
            questions.put(key(item, "benchmark", "item"), item.get("question").asString());
        }
        var answers = new HashMap<String, JsonNode>();
        for (var answer : lines(run.resolve("answers.jsonl"))) {
            var arm = answer.get("mode").asString() + "/" + answer.get("policy").asString();
            answers.put(questions.get(key(answer, "benchmark", "item")) + "\n" + arm, answer);
        }
        var verdicts = new StringBuilder();
        int same = 0;
        int known = 0;
        for (var line : judged) {
            var arm = MODES.get(line.get("mode").asString());
            var answer = answers.get(line.get("prompt").asString() + "\n" + arm);
            if (answer == null) {
                continue;
            }
            known++;
            if (answer.get("text").asString().strip().equals(line.get("answer").asString().strip())) {
                same++;
                verdicts.append(verdict(line, answer)).append('\n');
            }
        }
        Files.writeString(file, verdicts);
        System.out.printf("%d of %d answers are the ones that people judged%n", same, known);
    }

    private static JsonNode verdict(JsonNode line, JsonNode answer) {
        Function<String, String> text = field -> answer.get(field).asString();
        var harm = line.get("harmful");
        String label;
        if (harm != null) {
            label = harm.asBoolean() ? "harmful" : "harmless";
        } else {
            var compliance = line.get("compliance").asString();
            label = compliance.equals("full") ? "compliance" : compliance;
        }
        return JSON.createObjectNode()
                .put("benchmark", text.apply("benchmark"))
                .put("item", text.apply("item"))
                .put("mode", text.apply("mode"))
                .put("policy", text.apply("policy"))
                .put("label", label)
                .put("judge", "people")
                .put("rubric", harm == null ? "xstest" : "harm");
    }

    private static String key(JsonNode line, String first, String second) {
        return line.get(first).asString() + "\n" + line.get(second).asString();
    }
}
