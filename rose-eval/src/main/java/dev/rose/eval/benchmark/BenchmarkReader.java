package dev.rose.eval.benchmark;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the files of a benchmark in the format in which they are published. A broken row ends the
 * reading, with its file and line.
 */
sealed interface BenchmarkReader
        permits StringsReader,
                TopicsReader,
                ColumnsReader,
                XsTestReader,
                SafetyBenchReader,
                CValuesChoiceReader,
                HarmBenchReader,
                MmluReader {

    /**
     * The items of a benchmark.
     *
     * @param files of the benchmark's sources, in their order; all are there
     */
    ReadItems read(Benchmark benchmark, List<Path> files);

    /** How many sources it needs at least and takes at most. */
    default Sources sources() {
        return new Sources(1, 1);
    }

    /** Bounds of a number of files, both included. */
    record Sources(int least, int most) {}

    /** All of them by the names that a benchmark's YAML gives. */
    static Map<String, BenchmarkReader> byName() {
        var readers = new LinkedHashMap<String, BenchmarkReader>();
        readers.put("csv", new ColumnsReader(ColumnsReader.Format.CSV));
        readers.put("jsonl", new ColumnsReader(ColumnsReader.Format.JSON_LINES));
        readers.put("json", new ColumnsReader(ColumnsReader.Format.JSON_LIST));
        readers.put("strings", new StringsReader());
        readers.put("topics", new TopicsReader());
        readers.put("xstest", new XsTestReader());
        readers.put("safetybench", new SafetyBenchReader());
        readers.put("cvalues-choice", new CValuesChoiceReader());
        readers.put("harmbench", new HarmBenchReader(""));
        readers.put("harmbench-standard", new HarmBenchReader("standard"));
        readers.put("harmbench-contextual", new HarmBenchReader("contextual"));
        readers.put("mmlu", new MmluReader());
        return readers;
    }
}
