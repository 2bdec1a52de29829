package dev.rose.cli.bench;

import static dev.rose.cli.bench.Figures.count;
import static dev.rose.cli.bench.Figures.number;
import static dev.rose.cli.bench.Figures.percent;
import static dev.rose.cli.bench.Figures.ratio;

import java.util.Locale;

/** A result as tables for a terminal of 80 columns. */
public final class BenchTable {
    private static final int COLUMNS = 80;
    private static final int MOST_SHAPES = 5;

    private final BenchResult result;
    private final StringBuilder text = new StringBuilder();

    private BenchTable(BenchResult result) {
        this.result = result;
    }

    public static String of(BenchResult result) {
        return new BenchTable(result).text();
    }

    private String text() {
        head();
        single();
        firstToken();
        kinds();
        concurrent();
        planner();
        texts();
        return text.toString();
    }

    private void head() {
        var setting = result.setting();
        line("%s, %s".formatted(setting.model(), result.machine().processor()));
        line(
                "%d cores, %d threads; %d prompts, at most %d tokens, alpha %s"
                        .formatted(
                                result.machine().cores(),
                                setting.threads(),
                                setting.prompts(),
                                setting.maxTokens(),
                                Figures.plain(setting.alpha())));
    }

    private void single() {
        var table = new TextTable();
        table.row(
                "One request",
                "ms/token",
                "to plain",
                "spread",
                "acceptance",
                "near ties",
                "tokens");
        result.single()
                .forEach((way, single) ->
                        table.row(
                                Ways.title(way),
                                number(single.msPerToken()),
                                ratio(single.ratio()),
                                percent(single.spread()),
                                percent(single.acceptance()),
                                count(single.nearTies()),
                                count(single.tokens())));
        section(table);
    }

    private void firstToken() {
        var table = new TextTable();
        table.row("Time to the first token", "ms", "to plain");
        double plain = result.firstTokenMs().getOrDefault("plain", Double.NaN);
        result.firstTokenMs()
                .forEach((way, ms) ->
                        table.row(Ways.firstToken(way), number(ms), ratio(ms / plain)));
        section(table);
    }

    private void kinds() {
        var table = new TextTable();
        table.row(
                "ms/token by kind", "prompts", "plain", "naive", "batched", "engine", "to batched");
        for (var kind : result.kinds()) {
            table.row(
                    kind.name(),
                    count(kind.prompts()),
                    number(kind.plain()),
                    number(kind.naive()),
                    number(kind.batched()),
                    number(kind.engine()),
                    ratio(kind.engineToBatched()));
        }
        section(table);
        line(verdict(result));
    }

    /** Whether the engine was ever worse than batched decoding, which it must not be. */
    static String verdict(BenchResult result) {
        var worse = result.worseThanBatched();
        return worse.isEmpty()
                ? "The engine was on no kind slower than batched decoding."
                : "The engine was SLOWER than batched decoding on: " + String.join(", ", worse);
    }

    private void concurrent() {
        if (result.concurrent().isEmpty()) {
            return;
        }
        var table = new TextTable();
        table.row("Requests at a time", "plain t/s", "rose t/s", "ratio", "spread", "rounds");
        for (var concurrent : result.concurrent()) {
            table.row(
                    Integer.toString(concurrent.n()),
                    number(concurrent.plainTokensPerSecond()),
                    number(concurrent.roseTokensPerSecond()),
                    ratio(concurrent.ratio()),
                    percent(concurrent.spread()),
                    count(concurrent.rounds()));
        }
        section(table);
        for (var concurrent : result.concurrent()) {
            if (!concurrent.failure().isEmpty()) {
                line("%d at a time: %s".formatted(concurrent.n(), concurrent.failure()));
            }
        }
    }

    private void planner() {
        var planner = result.planner();
        var table = new TextTable();
        table.row("Planner, one request", "steps", "median ms", "of the time");
        double all = planner.shapes().stream().mapToDouble(s -> s.totalMs()).sum();
        for (var shape : planner.shapes().stream().limit(MOST_SHAPES).toList()) {
            table.row(
                    Ways.shape(shape),
                    count(shape.count()),
                    number(shape.medianMs()),
                    percent(shape.totalMs() / all));
        }
        if (planner.shapes().size() > MOST_SHAPES) {
            var rest = planner.shapes().subList(MOST_SHAPES, planner.shapes().size());
            table.row(
                    "%d other shapes".formatted(rest.size()),
                    count(rest.stream().mapToLong(s -> s.count()).sum()),
                    "",
                    percent(rest.stream().mapToDouble(s -> s.totalMs()).sum() / all));
        }
        section(table);
        line(steps(planner));
        planner.reasons().forEach(this::line);
    }

    static String steps(BenchResult.Planner planner) {
        var steps = new StringBuilder("Decodes:");
        planner.steps()
                .forEach((way, n) -> steps.append(" %s %s,".formatted(Ways.way(way), count(n))));
        return steps.append(
                        " moves %d; %s of a step is not decoding"
                                .formatted(
                                        planner.moves(),
                                        String.format(
                                                Locale.ROOT,
                                                "%.1f%%",
                                                planner.engineShare() * 100)))
                .toString();
    }

    private void texts() {
        text.append('\n');
        line(texts(result.texts()));
        for (var difference : result.texts().differences()) {
            line(
                    "  prompt %d from token %d on%s"
                            .formatted(
                                    difference.prompt(),
                                    difference.token(),
                                    difference.nearTie() ? ", a near tie" : ", UNEXPLAINED"));
        }
    }

    static String texts(BenchResult.Texts texts) {
        return "Texts to naive decoding's: %d equal, %d part at a near tie, %d unexplained"
                .formatted(texts.equal(), texts.partedAtNearTie(), texts.unexplained());
    }

    private void section(TextTable table) {
        text.append('\n').append(table);
    }

    /** A line, or several where it is long. */
    private void line(String words) {
        int room = COLUMNS;
        for (var word : words.split(" ", -1)) {
            if (room < COLUMNS && word.length() + 1 > room) {
                text.append('\n');
                room = COLUMNS;
            }
            if (room < COLUMNS) {
                text.append(' ');
                room--;
            }
            text.append(word);
            room -= word.length();
        }
        text.append('\n');
    }
}
