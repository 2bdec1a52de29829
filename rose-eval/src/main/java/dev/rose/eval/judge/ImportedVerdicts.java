package dev.rose.eval.judge;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.rose.Mode;
import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.run.RunItem;
import dev.rose.eval.run.Verdict;
import dev.rose.eval.run.Verdict.Label;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Verdicts by people or other programs: a CSV file with a header, or JSON lines, with {@code
 * benchmark}, {@code item}, {@code mode}, {@code policy}, {@code label} and perhaps {@code score},
 * {@code judge}, {@code rubric}, {@code against}, {@code note}. All or nothing: one wrong line, and
 * nothing is taken.
 */
public final class ImportedVerdicts {
    /** How it begins on the command line, and how the judge is named that a file does not name. */
    public static final String PREFIX = "import:";

    private static final Set<String> FIELDS =
            Set.of(
                    "benchmark",
                    "item",
                    "mode",
                    "policy",
                    "label",
                    "score",
                    "judge",
                    "rubric",
                    "against",
                    "note");
    private static final String RUBRIC = "import";

    /** What some programs write in front of UTF-8. */
    private static final String MARK = "\uFEFF";

    private final Path file;
    private final Set<Answered> answered = new HashSet<>();
    private final Set<RunItem.Key> items = new HashSet<>();
    private final Set<Arm> arms = new TreeSet<>();
    private final Map<Judged, Integer> lines = new HashMap<>();

    private record Answered(RunItem.Key item, Arm arm) {}

    private record Judged(Answered answer, String judge, String rubric, @Nullable String against) {
        static Judged of(Verdict verdict) {
            return new Judged(
                    new Answered(verdict.key(), verdict.arm()),
                    verdict.judge(),
                    verdict.rubric(),
                    verdict.against());
        }
    }

    private ImportedVerdicts(Path file, RunFolder run) {
        this.file = file;
        run.items().forEach(item -> items.add(item.key()));
        run.answers(answer -> {
            answered.add(new Answered(answer.key(), answer.arm()));
            arms.add(answer.arm());
        });
    }

    /**
     * Adds the verdicts of a file to a run. Those that are there as they are are not added again.
     *
     * @throws RoseException with kind {@code NOT_FOUND} or {@code STORAGE} for a file that cannot
     *     be read, {@code INVALID_REQUEST} and the line for one that is wrong, {@code BUSY} where
     *     another writes to the run
     */
    public static Judging.Outcome add(Path file, RunFolder run) {
        run.claim();
        var verdicts = new ImportedVerdicts(file, run).read();
        var there = new HashMap<Judged, Verdict>();
        run.verdicts(verdict -> there.put(Judged.of(verdict), verdict));
        var open =
                verdicts.stream()
                        .filter(verdict -> !verdict.equals(there.get(Judged.of(verdict))))
                        .toList();
        open.forEach(run::add);
        return new Judging.Outcome(open.size(), 0, verdicts.size() - open.size());
    }

    private List<Verdict> read() {
        try {
            var name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
            return name.endsWith(".csv") ? csv() : jsonLines();
        } catch (NoSuchFileException e) {
            throw new RoseException(
                    Kind.NOT_FOUND, "there is no file %s to import".formatted(file), e);
        } catch (IOException | UncheckedIOException e) {
            throw new RoseException(
                    Kind.STORAGE,
                    "cannot read %s (%s); check that it is a text file in UTF-8"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private List<Verdict> csv() throws IOException {
        var verdicts = new ArrayList<Verdict>();
        try (var records = CsvReader.builder().detectBomHeader(true).ofNamedCsvRecord(file)) {
            for (NamedCsvRecord line : records) {
                verdicts.add(
                        verdict((int) line.getStartingLineNumber(), filled(line.getFieldsAsMap())));
            }
        } catch (CsvParseException e) {
            throw new RoseException(
                    Kind.INVALID_REQUEST,
                    "%s is no CSV (%s); mend it".formatted(file, e.getMessage()),
                    e);
        }
        return verdicts;
    }

    private List<Verdict> jsonLines() throws IOException {
        var verdicts = new ArrayList<Verdict>();
        try (Stream<String> all = Files.lines(file)) {
            int number = 0;
            for (var line : (Iterable<String>) all::iterator) {
                number++;
                var object = number == 1 && line.startsWith(MARK) ? line.substring(1) : line;
                if (!object.isBlank()) {
                    verdicts.add(verdict(number, filled(fields(number, object))));
                }
            }
        }
        return verdicts;
    }

    private Map<String, String> fields(int number, String line) {
        JsonNode node;
        try {
            node = JsonMapper.shared().readTree(line);
        } catch (JacksonException e) {
            throw wrong(number, "is no JSON; write an object a line");
        }
        if (!node.isObject()) {
            throw wrong(number, "is no JSON object; write one a line");
        }
        var fields = new HashMap<String, String>();
        node.forEachEntry((name, value) -> {
            if (!value.isNull()) {
                fields.put(name, value.isValueNode() ? value.asString() : value.toString());
            }
        });
        return fields;
    }

    /** Those with something in them: an empty cell of a CSV says nothing. */
    private static Map<String, String> filled(Map<String, String> fields) {
        return fields.entrySet().stream()
                .filter(field -> !field.getValue().isBlank())
                .collect(Collectors.toMap(Map.Entry::getKey, field -> field.getValue().strip()));
    }

    private Verdict verdict(int line, Map<String, String> fields) {
        for (var name : fields.keySet()) {
            if (!FIELDS.contains(name)) {
                throw wrong(
                        line,
                        "has a field '%s', which there is not; allowed are benchmark, item, mode, policy, label, score, judge, rubric, against, note"
                                .formatted(name));
            }
        }
        var item = new RunItem.Key(need(line, fields, "benchmark"), need(line, fields, "item"));
        var arm = new Arm(mode(line, fields), need(line, fields, "policy"));
        requireThere(line, item, arm);
        var label = label(line, fields);
        var verdict =
                new Verdict(
                        item.benchmark(),
                        item.item(),
                        arm,
                        fields.getOrDefault("judge", PREFIX + file.getFileName()),
                        fields.getOrDefault("rubric", RUBRIC),
                        label,
                        score(line, fields, label),
                        fields.get("against"),
                        fields.get("note"));
        var before = lines.put(Judged.of(verdict), line);
        if (before != null) {
            throw wrong(
                    line,
                    "judges %s/%s of %s, which line %d did; keep one of the two"
                            .formatted(item.benchmark(), item.item(), arm, before));
        }
        return verdict;
    }

    private void requireThere(int line, RunItem.Key item, Arm arm) {
        if (!items.contains(item)) {
            throw wrong(
                    line,
                    "is about the item '%s' of %s, which is not in the run"
                            .formatted(item.item(), item.benchmark()));
        }
        if (!answered.contains(new Answered(item, arm))) {
            throw wrong(
                    line,
                    "is about an answer of %s to '%s', which is not in the run; its arms are %s"
                            .formatted(
                                    arm,
                                    item.item(),
                                    arms.stream()
                                            .map(Arm::toString)
                                            .collect(Collectors.joining(", "))));
        }
    }

    private Mode mode(int line, Map<String, String> fields) {
        var name = need(line, fields, "mode");
        for (var mode : Mode.values()) {
            if (mode.name().equalsIgnoreCase(name)) {
                return mode;
            }
        }
        throw wrong(line, "has the mode '%s'; write plain, reverse or rose".formatted(name));
    }

    private Label label(int line, Map<String, String> fields) {
        var name = need(line, fields, "label");
        for (var label : Label.values()) {
            if (label.name().equalsIgnoreCase(name)) {
                return label;
            }
        }
        throw wrong(
                line,
                "has the label '%s'; write one of %s"
                        .formatted(
                                name,
                                Stream.of(Label.values())
                                        .map(label -> label.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(", "))));
    }

    private @Nullable Double score(int line, Map<String, String> fields, Label label) {
        var text = fields.get("score");
        if (text == null) {
            if (label == Label.SCORED) {
                throw wrong(line, "is labelled scored and has no score; give one from 0 to 1");
            }
            return null;
        }
        double score;
        try {
            score = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            score = Double.NaN;
        }
        if (!(score >= 0 && score <= 1)) {
            throw wrong(line, "has the score '%s'; write a number from 0 to 1".formatted(text));
        }
        return score;
    }

    private String need(int line, Map<String, String> fields, String name) {
        if (!fields.containsKey(name)) {
            throw wrong(line, "has no %s".formatted(name));
        }
        return Objects.requireNonNull(fields.get(name));
    }

    private RoseException wrong(int line, String what) {
        return new RoseException(
                Kind.INVALID_REQUEST,
                "%s, line %d %s; nothing was imported".formatted(file, line, what));
    }
}
