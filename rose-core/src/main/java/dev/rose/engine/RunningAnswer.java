package dev.rose.engine;

import dev.rose.engine.draft.Acceptance;
import dev.rose.engine.draft.Draft;
import dev.rose.engine.draft.NgramIndex;
import dev.rose.engine.plan.CostCurve;
import dev.rose.model.Logits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * An answer that has seats: for each stream the tokens that are computed and those that are wanted.
 * A step moves the one toward the other, whether they come from the prompt, the answer, or a guess.
 * Belongs to the engine's thread.
 */
final class RunningAnswer {
    /** Moving an answer to another way and back costs about what so many tokens gain by it. */
    private static final int PASSING_TOKENS = 16;

    private final EngineRequest request;
    private final Answer answer;
    private final AnswerChannel channel;
    private final int[][] prompts;
    // Of each stream the prompt and what the answer begins with: all that is known before decoding.
    private final int[][] known;
    private final int begun;
    private final @Nullable Logits[] last;
    private final int[] firstRow;
    private final long begin = System.nanoTime();
    private Seating seating = Seating.none();
    private int streams;
    private Draft draft = Draft.NONE;
    private int rows;
    private long firstScores;
    private final AheadRun ahead = new AheadRun();
    private final DecodeTimes decodeTimes;
    private @Nullable GuessSource guesses;
    private @Nullable RuntimeException failure;

    /**
     * @param costs price what the positive stream alone would take
     */
    RunningAnswer(EngineRequest request, Answer answer, AnswerChannel channel, CostCurve costs) {
        this.request = request;
        this.answer = answer;
        this.channel = channel;
        this.decodeTimes = new DecodeTimes(costs);
        this.begun = answer.tokens().size();
        this.streams = answer.readsReverse() ? request.streams() : 1;
        this.prompts = request.generation().prompts().stream().limit(streams).toArray(int[][]::new);
        for (var unread : request.generation().prompts().subList(streams, request.streams())) {
            answer.cached(unread.length);
        }
        this.known = new int[streams][];
        for (int stream = 0; stream < streams; stream++) {
            known[stream] = first(stream, prompts[stream].length + begun);
        }
        this.last = new Logits[prompts.length];
        this.firstRow = new int[prompts.length];
    }

    EngineRequest request() {
        return request;
    }

    Answer answer() {
        return answer;
    }

    AnswerChannel channel() {
        return channel;
    }

    /** Streams that are read: all of them until the reverse ones are dropped. */
    int streams() {
        return streams;
    }

    /** Streams, without those that are dropped within a few tokens. */
    int lastingStreams() {
        boolean passing =
                answer.tokensLeftAlike() < answer.tokensLeft()
                        && answer.tokensLeftAlike() <= PASSING_TOKENS;
        return passing ? 1 : streams;
    }

    /** Whether it has reverse streams that no later token depends on. */
    boolean canDropReverse() {
        return streams > 1 && !answer.readsReverse();
    }

    /** Gives the reverse streams up, and their seats back. */
    void dropReverse() {
        streams = 1;
        seating.dropReverse();
    }

    /** The tokens of a stream that are there before any is decoded: a prompt, and a beginning. */
    int[] known(int stream) {
        return known[stream];
    }

    /** Whether it goes on from where another answer had shown how it begins. */
    boolean hasBeginning() {
        return begun > 0;
    }

    /** Nothing is computed of it. */
    void needNoPrompt() {
        for (var prompt : prompts) {
            answer.cached(prompt.length);
        }
    }

    /** How many of the first {@code tokens} tokens of a stream are its prompt's. */
    int ofPrompt(int stream, int tokens) {
        return Math.min(tokens, prompts[stream].length);
    }

    Seating seating() {
        return seating;
    }

    /** Takes seats; those it had were given back. */
    void sit(Seating newSeating) {
        seating = newSeating;
    }

    /** Whether a stream still has known tokens to be computed. */
    boolean isPrefilling() {
        return answer.tokens().size() == begun;
    }

    /** Rows of the step that is being made, over all streams. */
    int rows() {
        return rows;
    }

    /** Tokens of the positive stream, those of its prompt included. */
    int tokensInAll() {
        return prompts[0].length + answer.tokens().size();
    }

    /** The token of the positive stream at a position. */
    int token(int position) {
        int inAnswer = position - prompts[0].length;
        return inAnswer < 0 ? prompts[0][position] : answer.tokens().get(inAnswer);
    }

    /** All tokens of a stream that its sequence holds. */
    int[] held(int stream) {
        return first(stream, seating.seat(stream).length());
    }

    private int[] first(int stream, int length) {
        var first = Arrays.copyOf(prompts[stream], length);
        var tokens = answer.tokens();
        for (int i = prompts[stream].length; i < length; i++) {
            first[i] = tokens.get(i - prompts[stream].length);
        }
        return first;
    }

    /**
     * Adds prompt rows to the lanes' batches, as many a stream.
     *
     * @param most rows in the fuller lane
     * @return rows added in the fuller lane
     */
    int addPrefillRows(int most) {
        rows = 0;
        int longest = 0;
        int mostEach = most / seating.rowsInFullestLane(1);
        for (int stream = 0; stream < prompts.length; stream++) {
            var seat = seating.seat(stream);
            int from = seat.length();
            int end =
                    Math.min(
                            known[stream].length,
                            from + Math.min(mostEach, seat.lane().session().chunk()));
            firstRow[stream] = -1;
            for (int i = from; i < end; i++) {
                boolean isLast = i == known[stream].length - 1;
                int row = seat.lane().batch().add(known[stream][i], i, seat.sequence(), isLast);
                if (isLast) {
                    firstRow[stream] = row;
                }
            }
            rows += Math.max(0, end - from);
            longest = Math.max(longest, end - from);
        }
        return seating.rowsInFullestLane(longest);
    }

    /** Keeps the rows after prompts; true when all streams have theirs and a token can be taken. */
    boolean takePrefillRows() {
        boolean all = true;
        for (int stream = 0; stream < prompts.length; stream++) {
            if (firstRow[stream] >= 0) {
                last[stream] = seating.seat(stream).lane().logits(firstRow[stream]).copy();
            }
            all &= last[stream] != null;
        }
        return all;
    }

    /** The first token, from the rows that {@link #takePrefillRows} kept. */
    void takeFirst() {
        var reverse = new ArrayList<Logits>();
        for (int stream = 1; stream < last.length; stream++) {
            reverse.add(kept(stream));
        }
        take(kept(0), reverse);
        Arrays.fill(last, null);
        firstScores = System.nanoTime();
    }

    private Logits kept(int stream) {
        var logits = last[stream];
        if (logits == null) {
            throw new IllegalStateException("stream " + stream + " has no row yet");
        }
        return logits;
    }

    /** Adds the last token and the guesses after it to the lanes' batches. */
    void addDecodeRows(Draft guess) {
        draft = guess;
        rows = 1 + guess.tokens().length;
        for (int stream = 0; stream < streams; stream++) {
            var seat = seating.seat(stream);
            int position = seat.length();
            firstRow[stream] =
                    seat.lane().batch().add(answer.last(), position, seat.sequence(), true);
            for (int i = 1; i < rows; i++) {
                seat.lane().batch().add(guess.tokens()[i - 1], position + i, seat.sequence(), true);
            }
        }
    }

    /**
     * Takes a token from each row as long as the guesses were right, and cuts what was computed for
     * wrong ones.
     *
     * @return tokens taken
     */
    int takeDecodeRows() {
        return takeRows(i -> seating.seat(0).lane().logits(firstRow[0] + i));
    }

    private int takeRows(IntFunction<Logits> positive) {
        int taken = 0;
        var reverse = new ArrayList<Logits>(streams);
        while (taken < rows && !answer.ended()) {
            reverse.clear();
            for (int stream = 1; stream < streams; stream++) {
                reverse.add(seating.seat(stream).lane().logits(firstRow[stream] + taken));
            }
            take(positive.apply(taken), reverse);
            taken++;
            if (taken < rows && answer.last() != draft.tokens()[taken - 1]) {
                break;
            }
        }
        if (taken < rows) {
            seating.cut(rows - taken);
        }
        return taken;
    }

    /** Begins to run ahead. */
    void beginAhead() {
        ahead.begin(answer.last(), answer.scoreChanges());
    }

    /** Adds the positive stream's next row to its lane's batch. */
    void addAheadRow() {
        var seat = seating.seat(0);
        rows = 1;
        firstRow[0] = seat.lane().batch().add(ahead.next(), seat.length(), seat.sequence(), true);
    }

    /** Keeps the row that was decoded; true where the stream is clear enough to go on. */
    boolean takeAheadRow(int most) {
        var lane = seating.seat(0).lane();
        boolean goesOn = ahead.take(lane.logits(firstRow[0]), most, answer);
        lane.endStep();
        return goesOn;
    }

    /** Rows that the positive stream is ahead. */
    int aheadRows() {
        return ahead.length();
    }

    /** Adds to the reverse streams what the positive one has. */
    void addCheckRows() {
        rows = ahead.length();
        for (int stream = 1; stream < streams; stream++) {
            var seat = seating.seat(stream);
            int position = seat.length();
            for (int i = 0; i < rows; i++) {
                int row =
                        seat.lane()
                                .batch()
                                .add(ahead.token(i), position + i, seat.sequence(), true);
                if (i == 0) {
                    firstRow[stream] = row;
                }
            }
        }
    }

    /** Takes tokens as far as the positive stream ran rightly; returns how many. */
    int takeCheckRows() {
        draft = ahead.guess();
        return takeRows(ahead::row);
    }

    /** The guess that was checked last. */
    Draft draft() {
        return draft;
    }

    private void take(Logits positive, List<Logits> reverse) {
        answer.take(positive, reverse).ifPresent(channel::send);
    }

    /** Begins to keep the text, to guess from it and from {@code others}. */
    void beginText(NgramIndex others) {
        guesses = new GuessSource(prompts[0], answer.tokens().size() + answer.tokensLeft(), others);
        extendText();
    }

    /** The best guess of what comes next, of at most {@code most} tokens. */
    Draft lookUp(int most) {
        return guesses == null ? Draft.NONE : guesses.lookUp(most);
    }

    /** How many guesses of the last step were right; {@code taken} tokens were taken in it. */
    int rightGuesses(int taken) {
        return draft.right(lastTokens(taken));
    }

    /** Teaches how good the texts' guess was in the last step, whether it was checked or not. */
    void learn(Acceptance acceptance, int taken) {
        if (guesses != null) {
            guesses.learn(acceptance, answer.tokens(), taken);
        }
        extendText();
    }

    /** The tokens that were taken last. */
    List<Integer> lastTokens(int taken) {
        var tokens = answer.tokens();
        return tokens.subList(tokens.size() - taken, tokens.size());
    }

    /** Leaves the text to others. */
    void leaveText() {
        extendText();
        if (guesses != null) {
            guesses.leave();
        }
    }

    void extendText() {
        if (guesses != null) {
            guesses.extend(answer.tokens());
        }
    }

    /** What its decodes took, and would have taken for the positive stream alone. */
    DecodeTimes decodeTimes() {
        return decodeTimes;
    }

    /** Ends the answer with an error; the first one is told when it is let go. */
    void fail(RuntimeException cause) {
        if (failure == null) {
            failure = cause;
        }
    }

    boolean hasFailed() {
        return failure != null;
    }

    void cancel() {
        answer.end(FinishReason.CANCELLED).ifPresent(channel::send);
    }

    void sendResult() {
        var cause = failure;
        if (cause != null) {
            channel.fail(cause);
            return;
        }
        long now = System.nanoTime();
        long scores = firstScores == 0 ? now : firstScores;
        channel.send(
                new GenerationEvent.Finished(
                        answer.result(scores - begin, now - scores, decodeTimes.overhead())));
    }
}
