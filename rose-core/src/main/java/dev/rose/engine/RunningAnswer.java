package dev.rose.engine;

import dev.rose.engine.draft.Acceptance;
import dev.rose.engine.draft.Draft;
import dev.rose.engine.draft.NgramIndex;
import dev.rose.engine.plan.RunAhead;
import dev.rose.engine.plan.Way;
import dev.rose.method.ContrastiveScorer;
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
    private final EngineRequest request;
    private final Answer answer;
    private final AnswerChannel channel;
    private final int[][] prompts;
    private final @Nullable Logits[] last;
    private final int[] firstRow;
    private final long begin = System.nanoTime();
    private List<Lane.Seat> seats = List.of();
    private Way way = Way.JOINT;
    private Draft draft = Draft.NONE;
    private int rows;
    private long firstScores;
    private final int[] lengthsBefore;
    private @Nullable NgramIndex ownText;
    private @Nullable NgramIndex othersTexts;
    private int[] text = new int[0];
    private int textLength;
    private Draft found = Draft.NONE;
    private final ContrastiveScorer alone = new ContrastiveScorer();
    private final List<Logits> ahead = new ArrayList<>();
    private final List<Integer> aheadTokens = new ArrayList<>();
    private @Nullable RuntimeException failure;

    RunningAnswer(EngineRequest request, Answer answer, AnswerChannel channel) {
        this.request = request;
        this.answer = answer;
        this.channel = channel;
        this.prompts = new int[request.streams()][];
        prompts[0] = request.generation().prompt();
        for (int i = 1; i < prompts.length; i++) {
            prompts[i] = request.generation().reverse().get(i - 1).prompt();
        }
        this.last = new Logits[prompts.length];
        this.firstRow = new int[prompts.length];
        this.lengthsBefore = new int[prompts.length];
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

    int streams() {
        return prompts.length;
    }

    int[] prompt(int stream) {
        return prompts[stream];
    }

    Way way() {
        return way;
    }

    List<Lane.Seat> seats() {
        return seats;
    }

    /**
     * Moves a stream to a lower free sequence of its lane, where there is one: sequences that
     * follow each other without a gap are decoded at once.
     *
     * @return whether it moved
     */
    boolean closeUp(int stream) {
        var seat = seats.get(stream);
        if (seat.lane().lowestFree() > seat.sequence()) {
            return false;
        }
        var lower = seat.lane().lease();
        if (!seat.copyTo(lower)) {
            lower.giveBack();
            return false;
        }
        seat.giveBack();
        var moved = new ArrayList<>(seats);
        moved.set(stream, lower);
        seats = List.copyOf(moved);
        return true;
    }

    void sit(Way newWay, List<Lane.Seat> newSeats) {
        way = newWay;
        seats = newSeats;
    }

    /** Whether a prompt still has tokens to be computed. */
    boolean isPrefilling() {
        return answer.tokens().isEmpty();
    }

    /** Rows of the step that is being made, over all streams. */
    int rows() {
        return rows;
    }

    /** Rows that {@code rowsEach} rows a stream are in the fuller lane. */
    int rowsInFullestLane(int rowsEach) {
        return switch (way) {
            case JOINT -> rowsEach * streams();
            case SPLIT -> rowsEach * Math.max(1, streams() - 1);
        };
    }

    /** Rows a stream that can still ask for logits in a step that has {@code otherRows} already. */
    int outputsLeft(int otherRows) {
        int most = Integer.MAX_VALUE;
        int chunk = Integer.MAX_VALUE;
        for (var seat : seats) {
            var size = seat.lane().session().options();
            // Every sequence may need one for the end of its prompt.
            most = Math.min(most, size.outputs() - size.sequences());
            chunk = Math.min(chunk, seat.lane().session().chunk());
        }
        return Math.min(chunk, (most - otherRows) / rowsInFullestLane(1));
    }

    /** Remembers where the step begins. */
    void beginStep() {
        for (int stream = 0; stream < seats.size(); stream++) {
            lengthsBefore[stream] = seats.get(stream).length();
        }
    }

    /** Takes back what a failed step computed; false where the memory cannot. */
    boolean undoStep() {
        boolean undone = true;
        for (int stream = 0; stream < seats.size(); stream++) {
            if (seats.get(stream).length() > lengthsBefore[stream]) {
                undone &= seats.get(stream).cut(lengthsBefore[stream]);
            }
            undone &= seats.get(stream).length() == lengthsBefore[stream];
        }
        return undone;
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
        int length = seats.get(stream).length();
        var held = Arrays.copyOf(prompts[stream], length);
        var tokens = answer.tokens();
        for (int i = prompts[stream].length; i < length; i++) {
            held[i] = tokens.get(i - prompts[stream].length);
        }
        return held;
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
        int mostEach = most / rowsInFullestLane(1);
        for (int stream = 0; stream < prompts.length; stream++) {
            var seat = seats.get(stream);
            int from = seat.length();
            int end =
                    Math.min(
                            prompts[stream].length,
                            from + Math.min(mostEach, seat.lane().session().chunk()));
            firstRow[stream] = -1;
            for (int i = from; i < end; i++) {
                boolean isLast = i == prompts[stream].length - 1;
                int row = seat.lane().batch().add(prompts[stream][i], i, seat.sequence(), isLast);
                if (isLast) {
                    firstRow[stream] = row;
                }
            }
            rows += Math.max(0, end - from);
            longest = Math.max(longest, end - from);
        }
        return rowsInFullestLane(longest);
    }

    /** Keeps the rows after prompts; true when all streams have theirs and a token can be taken. */
    boolean takePrefillRows() {
        boolean all = true;
        for (int stream = 0; stream < prompts.length; stream++) {
            if (firstRow[stream] >= 0) {
                last[stream] = seats.get(stream).lane().logits(firstRow[stream]).copy();
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
        for (int stream = 0; stream < prompts.length; stream++) {
            var seat = seats.get(stream);
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
        return takeRows(i -> seats.getFirst().lane().logits(firstRow[0] + i));
    }

    private int takeRows(IntFunction<Logits> positive) {
        int taken = 0;
        var reverse = new ArrayList<Logits>(prompts.length);
        while (taken < rows && !answer.ended()) {
            reverse.clear();
            for (int stream = 1; stream < prompts.length; stream++) {
                reverse.add(seats.get(stream).lane().logits(firstRow[stream] + taken));
            }
            take(positive.apply(taken), reverse);
            taken++;
            if (taken < rows && answer.last() != draft.tokens()[taken - 1]) {
                break;
            }
        }
        if (taken < rows) {
            for (var seat : seats) {
                seat.cut(seat.length() - rows + taken);
            }
        }
        return taken;
    }

    /** Rows that the positive stream can be ahead, for the others to check in one decode. */
    int mostCheckRows() {
        var session = seats.getFirst().lane().session();
        int outputs = session.options().outputs() / Math.max(1, streams() - 1);
        return Math.min(RunAhead.MOST_ROWS, Math.min(outputs, session.chunk()));
    }

    /** Begins to run ahead. */
    void beginAhead() {
        ahead.clear();
        aheadTokens.clear();
        aheadTokens.add(answer.last());
    }

    /** Adds the positive stream's next row to its lane's batch. */
    void addAheadRow() {
        var seat = seats.getFirst();
        rows = 1;
        firstRow[0] =
                seat.lane()
                        .batch()
                        .add(aheadTokens.getLast(), seat.length(), seat.sequence(), true);
    }

    /** Keeps the row that was decoded; true where the stream is clear enough to go on. */
    boolean takeAheadRow(int most) {
        var lane = seats.getFirst().lane();
        var row = lane.logits(firstRow[0]).copy();
        lane.endStep();
        ahead.add(row);
        var top = alone.topTwo(row, List.of());
        if (ahead.size() == most
                || top.margin() < RunAhead.CLEAR_MARGIN
                || answer.isEnd(top.best())) {
            return false;
        }
        aheadTokens.add(top.best());
        return true;
    }

    /** Rows that the positive stream is ahead. */
    int aheadRows() {
        return ahead.size();
    }

    /** Adds to the reverse streams what the positive one has. */
    void addCheckRows() {
        rows = ahead.size();
        for (int stream = 1; stream < prompts.length; stream++) {
            var seat = seats.get(stream);
            int position = seat.length();
            for (int i = 0; i < rows; i++) {
                int row =
                        seat.lane()
                                .batch()
                                .add(aheadTokens.get(i), position + i, seat.sequence(), true);
                if (i == 0) {
                    firstRow[stream] = row;
                }
            }
        }
    }

    /** Takes tokens as far as the positive stream ran rightly; returns how many. */
    int takeCheckRows() {
        draft = new Draft(aheadTokens.stream().skip(1).mapToInt(Integer::intValue).toArray(), 0);
        return takeRows(i -> ahead.get(i));
    }

    /** The guess that was checked last. */
    Draft draft() {
        return draft;
    }

    private void take(Logits positive, List<Logits> reverse) {
        var text = answer.take(positive, reverse);
        if (!text.isEmpty()) {
            channel.send(new GenerationEvent.Text(text));
        }
    }

    /** Begins to keep the text, to guess from it and from {@code others}. */
    void beginText(NgramIndex others) {
        othersTexts = others;
        var own = new NgramIndex(prompts[0].length + answer.tokensLeft() + 2);
        own.addText(prompts[0], prompts[0].length);
        ownText = own;
        text = Arrays.copyOf(prompts[0], prompts[0].length + 64);
        textLength = prompts[0].length;
        extendText();
    }

    /** The best guess of what comes next, of at most {@code most} tokens. */
    Draft lookUp(int most) {
        var own = ownText;
        var others = othersTexts;
        if (own == null || others == null) {
            return Draft.NONE;
        }
        var fromOwn = own.propose(text, textLength, most);
        var fromOthers = others.propose(text, textLength, most);
        found = fromOthers.match() > fromOwn.match() ? fromOthers : fromOwn;
        return found;
    }

    /** How many guesses of the last step were right; {@code taken} tokens were taken in it. */
    int rightGuesses(int taken) {
        var tokens = answer.tokens();
        var guesses = draft.tokens();
        int first = tokens.size() - taken;
        int right = 0;
        while (right < Math.min(taken, guesses.length)
                && tokens.get(first + right) == guesses[right]) {
            right++;
        }
        return right;
    }

    /** Teaches how good the guesses were, those of the last step that were not checked included. */
    void learn(Acceptance acceptance, int taken) {
        learn(acceptance, found, taken);
    }

    /** Teaches how good {@code guess} was, of whose step {@code taken} tokens were taken. */
    void learn(Acceptance acceptance, Draft guess, int taken) {
        var tokens = answer.tokens();
        int first = tokens.size() - taken;
        for (int i = 0; i < taken && i < guess.tokens().length; i++) {
            boolean right = tokens.get(first + i) == guess.tokens()[i];
            acceptance.observe(guess.match() + i, right);
        }
        found = Draft.NONE;
        extendText();
    }

    /** Leaves the text to others. */
    void leaveText(NgramIndex others) {
        extendText();
        others.addText(text, textLength);
    }

    void extendText() {
        var own = ownText;
        var tokens = answer.tokens();
        for (int i = textLength - prompts[0].length; own != null && i < tokens.size(); i++) {
            if (textLength == text.length) {
                text = Arrays.copyOf(text, textLength * 2);
            }
            text[textLength++] = tokens.get(i);
            own.add(tokens.get(i));
        }
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
        var text = answer.end(FinishReason.CANCELLED);
        if (!text.isEmpty()) {
            channel.send(new GenerationEvent.Text(text));
        }
    }

    void sendResult() {
        var cause = failure;
        if (cause != null) {
            channel.fail(cause);
            return;
        }
        long now = System.nanoTime();
        long scores = firstScores == 0 ? now : firstScores;
        channel.send(new GenerationEvent.Finished(answer.result(scores - begin, now - scores)));
    }

    void giveSeatsBack() {
        seats.forEach(Lane.Seat::giveBack);
        seats = List.of();
    }
}
