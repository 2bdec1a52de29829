package dev.rose.cli.bench;

import java.util.List;
import java.util.Map;

/**
 * What was found for one request at a time; see {@link BenchResult}.
 *
 * @param costs of decodes here
 */
record SingleResult(
        Map<String, BenchResult.Single> ways,
        List<BenchResult.Kind> kinds,
        Map<String, Double> firstTokenMs,
        BenchResult.Texts texts,
        BenchResult.Planner planner,
        Costs costs) {}
