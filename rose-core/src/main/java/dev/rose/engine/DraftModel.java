package dev.rose.engine;

import dev.rose.engine.draft.Acceptance;
import dev.rose.engine.draft.Draft;
import dev.rose.engine.plan.LatestTimes;
import dev.rose.error.RoseException;
import dev.rose.method.ContrastiveScorer;
import dev.rose.model.LanguageModel;
import dev.rose.model.SessionOptions;
import dev.rose.model.Vocabulary;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A smaller model of the same vocabulary that guesses the next tokens: it reads what the positive
 * stream has read, and goes on greedily. Belongs to the engine's thread.
 */
final class DraftModel implements AutoCloseable {
    /** Where learning begins: how often a small model's next token is the large one's. */
    private static final double PRIOR = 0.7;

    private final Lane lane;
    private final ContrastiveScorer scorer = new ContrastiveScorer();
    private final Acceptance acceptance = Acceptance.of(PRIOR);
    private final LatestTimes rowTimes = new LatestTimes();
    private final Map<RunningAnswer, Reader> readers = new HashMap<>();

    /** A sequence of the draft model, and the tokens that are in it. */
    private static final class Reader {
        private final Lane.Seat seat;
        private int[] held = new int[256];

        Reader(Lane.Seat seat) {
            this.seat = seat;
        }

        void hold(int position, int token) {
            if (position == held.length) {
                held = Arrays.copyOf(held, held.length * 2);
            }
            held[position] = token;
        }
    }

    private DraftModel(LanguageModel model, EngineOptions options, int threads) {
        this.lane =
                new Lane(
                        model.openSession(
                                new SessionOptions(
                                        options.contextLength(),
                                        options.slots(),
                                        EngineOptions.BATCH_SIZE,
                                        threads)));
    }

    /**
     * The draft model of an engine, where it has one whose memory can forget wrong guesses.
     *
     * @throws RoseException with kind {@code INVALID_REQUEST} where its vocabulary is another one
     */
    static Optional<DraftModel> open(LanguageModel model, EngineOptions options, int threads) {
        var draft = options.draftModel();
        if (draft == null) {
            return Optional.empty();
        }
        requireSame(model, draft);
        var opened = new DraftModel(draft, options, threads);
        if (!opened.lane.session().canCutDecoded()) {
            opened.close();
            throw new RoseException(
                    RoseException.Kind.INVALID_REQUEST,
                    "%s cannot forget tokens, so it cannot guess; choose another draft model"
                            .formatted(draft.info().name()));
        }
        return Optional.of(opened);
    }

    private static void requireSame(LanguageModel model, LanguageModel draft) {
        var wanted = model.vocabulary();
        var seen = draft.vocabulary();
        if (wanted.size() != seen.size() || !sameTokens(wanted, seen)) {
            throw new RoseException(
                    RoseException.Kind.INVALID_REQUEST,
                    ("the draft model %s has another vocabulary than %s (%d and %d tokens);"
                                    + " choose a smaller model of the same family")
                            .formatted(
                                    draft.info().name(),
                                    model.info().name(),
                                    seen.size(),
                                    wanted.size()));
        }
    }

    private static boolean sameTokens(Vocabulary wanted, Vocabulary seen) {
        for (int token = 0; token < wanted.size(); token++) {
            if (!Arrays.equals(wanted.bytes(token), seen.bytes(token))) {
                return false;
            }
        }
        return true;
    }

    /** How often its guesses were right. */
    Acceptance acceptance() {
        return acceptance;
    }

    /** Milliseconds of one guess; NaN until one was made. */
    double msPerGuess() {
        return rowTimes.undisturbed();
    }

    /** Guesses {@code length} tokens, at least one, behind those of the positive stream. */
    Draft guess(RunningAnswer answer, int length) {
        var reader = readers.computeIfAbsent(answer, a -> new Reader(lane.lease()));
        int known = answer.tokensInAll();
        int from = keepCommon(reader, answer, known);
        var guesses = new int[length];
        int token = read(reader, answer, from, known);
        for (int i = 0; i < length; i++) {
            guesses[i] = token;
            if (i + 1 < length) {
                long begin = System.nanoTime();
                token = next(reader, known + i, token);
                rowTimes.add((System.nanoTime() - begin) / 1e6);
            }
        }
        return new Draft(guesses, Draft.MODEL_MATCH);
    }

    /** Cuts what the answer did not take; the last token stays to be read, for its logits. */
    private static int keepCommon(Reader reader, RunningAnswer answer, int known) {
        int most = Math.min(reader.seat.length(), known - 1);
        int common = 0;
        while (common < most && reader.held[common] == answer.token(common)) {
            common++;
        }
        reader.seat.cut(common);
        return common;
    }

    private int read(Reader reader, RunningAnswer answer, int from, int to) {
        int most = lane.session().chunk();
        int best = 0;
        for (int begin = from; begin < to; begin += most) {
            int end = Math.min(to, begin + most);
            for (int position = begin; position < end; position++) {
                int token = answer.token(position);
                reader.hold(position, token);
                lane.batch().add(token, position, reader.seat.sequence(), position == to - 1);
            }
            best = decode(end == to, end - begin - 1);
        }
        return best;
    }

    private int next(Reader reader, int position, int token) {
        reader.hold(position, token);
        lane.batch().add(token, position, reader.seat.sequence(), true);
        return decode(true, 0);
    }

    private int decode(boolean wanted, int row) {
        try {
            lane.decode();
            return wanted ? scorer.argMax(lane.logits(row), List.of()) : 0;
        } finally {
            lane.endStep();
        }
    }

    /** Forgets an answer that has ended. */
    void letGo(RunningAnswer answer) {
        var reader = readers.remove(answer);
        if (reader != null) {
            reader.seat.giveBack();
        }
    }

    @Override
    public void close() {
        lane.close();
    }
}
