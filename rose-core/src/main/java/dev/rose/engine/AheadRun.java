package dev.rose.engine;

import dev.rose.engine.draft.Draft;
import dev.rose.engine.plan.RunAhead;
import dev.rose.method.ContrastiveScorer;
import dev.rose.method.ScoreChanges;
import dev.rose.method.TopTwo;
import dev.rose.model.Logits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the positive stream finds on its own, to be checked by the others: its rows, and the tokens
 * that were decoded for them. The first token is the answer's last and no guess.
 */
final class AheadRun {
    private final ContrastiveScorer alone = new ContrastiveScorer();
    private final List<Logits> rows = new ArrayList<>();
    private final List<Integer> tokens = new ArrayList<>();
    private @Nullable ScoreChanges changes;

    /**
     * @param scoreChanges of the next token; belong to this until the next run
     */
    void begin(int lastToken, Optional<ScoreChanges> scoreChanges) {
        rows.clear();
        tokens.clear();
        tokens.add(lastToken);
        changes = scoreChanges.orElse(null);
    }

    /** The token to decode next. */
    int next() {
        return tokens.getLast();
    }

    /** Rows that the stream is ahead. */
    int length() {
        return rows.size();
    }

    int token(int row) {
        return tokens.get(row);
    }

    Logits row(int row) {
        return rows.get(row);
    }

    /**
     * Keeps the row of the token that was decoded.
     *
     * @param row is copied
     * @return whether it is clear enough to go on
     */
    boolean take(Logits row, int most, Answer answer) {
        rows.add(row.copy());
        var top = best(row);
        if (rows.size() == most
                || top.margin() < RunAhead.CLEAR_MARGIN
                || answer.isEnd(top.best())) {
            return false;
        }
        tokens.add(top.best());
        if (changes != null) {
            changes.count(top.best());
        }
        return true;
    }

    private TopTwo best(Logits row) {
        return changes == null
                ? alone.topTwo(row, List.of())
                : alone.choose(row, List.of(), changes).top();
    }

    /** The tokens but the first, as a guess. */
    Draft guess() {
        return new Draft(tokens.stream().skip(1).mapToInt(Integer::intValue).toArray(), 0);
    }
}
