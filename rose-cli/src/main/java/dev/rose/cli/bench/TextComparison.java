package dev.rose.cli.bench;

import dev.rose.engine.GenerationResult;
import java.util.ArrayList;
import java.util.List;

/** Counts how the engine's texts compare with the naive decoder's, which are the truth. */
final class TextComparison {
    private final List<BenchResult.Difference> differences = new ArrayList<>();
    private int equal;

    /**
     * Compares the answers to one prompt.
     *
     * @param prompt its number, from 0
     */
    void add(int prompt, GenerationResult naive, GenerationResult engine) {
        var expected = naive.tokens();
        var seen = engine.tokens();
        int at = 0;
        while (at < Math.min(expected.size(), seen.size())
                && expected.get(at).equals(seen.get(at))) {
            at++;
        }
        if (at == expected.size() && at == seen.size()) {
            equal++;
        } else {
            differences.add(
                    new BenchResult.Difference(
                            prompt + 1, at + 1, naive.nearTieSteps().contains(at)));
        }
    }

    BenchResult.Texts counts() {
        return new BenchResult.Texts(equal, List.copyOf(differences));
    }
}
