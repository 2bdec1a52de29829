package dev.rose.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The reports of tokens whose text is not shown yet. Positions are characters of the answer. */
final class TokenReports {
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    private record Waiting(TokenReport report, int begin, int end) {}

    /**
     * A token was taken.
     *
     * @param begin where its text begins
     * @param end where the text ends that shows it whole
     */
    void add(TokenReport report, int begin, int end) {
        waiting.add(new Waiting(report, begin, end));
    }

    /** The tokens that are whole in {@code shown} characters. */
    List<TokenReport> take(int shown) {
        var taken = new ArrayList<TokenReport>();
        while (!waiting.isEmpty() && waiting.element().end() <= shown) {
            taken.add(waiting.remove().report());
        }
        return taken;
    }

    /**
     * The last ones, some of them shown in part: {@code shown} characters are all there will be.
     */
    List<TokenReport> takeLast(int shown) {
        var taken = take(shown);
        while (!waiting.isEmpty() && waiting.element().begin() < shown) {
            taken.add(waiting.remove().report());
        }
        return taken;
    }
}
