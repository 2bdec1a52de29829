package dev.rose.eval.report;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.rose.eval.run.Arm;
import dev.rose.eval.summary.BenchmarkSummary;
import dev.rose.eval.summary.BenchmarkSummary.Comparison;
import dev.rose.eval.summary.BenchmarkSummary.Measure;
import dev.rose.eval.summary.Rate;
import dev.rose.eval.summary.RunSummary;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Runs as a table for programs: a line for each benchmark, judge, measure, category and arm. */
public final class CsvReport {
    private static final List<String> HEADER =
            List.of(
                    "run",
                    "model",
                    "benchmark",
                    "judge",
                    "rubric",
                    "measure",
                    "category",
                    "mode",
                    "policy",
                    "count",
                    "of",
                    "rate",
                    "low",
                    "high",
                    "detail",
                    "baseline",
                    "items",
                    "difference",
                    "difference_low",
                    "difference_high",
                    "gained",
                    "lost",
                    "p",
                    "p_holm",
                    "smallest_effect");

    /** Cells of {@link #HEADER} that only a comparison has. */
    private static final int COMPARED = 10;

    private CsvReport() {}

    /**
     * By RFC 4180, with a header; runs are numbered from 1. Figures that do not exist are empty.
     */
    public static String of(List<RunSummary> runs) {
        var text = new StringWriter();
        try (var csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            csv.writeRecord(HEADER);
            for (int i = 0; i < runs.size(); i++) {
                var opening = List.of(String.valueOf(i + 1), runs.get(i).model());
                for (var benchmark : runs.get(i).benchmarks()) {
                    for (var measure : benchmark.measures()) {
                        measure.rates()
                                .forEach((arm, rate) ->
                                        csv.writeRecord(
                                                line(opening, benchmark, measure, arm, rate)));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static List<String> line(
            List<String> run, BenchmarkSummary benchmark, Measure measure, Arm arm, Rate rate) {
        var cells = new ArrayList<>(run);
        cells.addAll(
                List.of(
                        benchmark.benchmark(),
                        benchmark.judge(),
                        benchmark.rubric(),
                        Figures.key(measure.kind()),
                        measure.category(),
                        arm.modeName(),
                        arm.policy(),
                        String.valueOf(rate.count()),
                        String.valueOf(rate.of()),
                        figure(rate.value()),
                        figure(rate.low()),
                        figure(rate.high()),
                        figure(measure.detail().getOrDefault(arm, Double.NaN))));
        measure.comparisons().stream()
                .filter(comparison -> comparison.arm().equals(arm))
                .findFirst()
                .ifPresentOrElse(
                        comparison -> cells.addAll(compared(comparison)),
                        () -> {
                            for (int i = 0; i < COMPARED; i++) {
                                cells.add("");
                            }
                        });
        return cells;
    }

    private static List<String> compared(Comparison it) {
        return List.of(
                it.baseline().toString(),
                String.valueOf(it.items()),
                figure(it.difference()),
                figure(it.low()),
                figure(it.high()),
                String.valueOf(it.gained()),
                String.valueOf(it.lost()),
                figure(it.p()),
                figure(it.adjusted()),
                figure(it.smallestEffect()));
    }

    private static String figure(double value) {
        return Double.isNaN(value) ? "" : String.valueOf(value);
    }
}
