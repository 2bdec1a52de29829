package dev.rose.eval.judge;

import dev.rose.eval.run.Verdict;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What a judge says of one answer.
 *
 * @param label what it says
 * @param score from 0 to 1 where the rubric gives one; null for none
 * @param note why, for people; null for nothing to say
 */
public record Ruling(Verdict.Label label, @Nullable Double score, @Nullable String note) {
    /** How the note begins where no reply was had at all: it is asked for again the next time. */
    static final String FAILED = "failed: ";

    /** How it begins where there is somebody who does not want this answer. */
    private static final String REFUSED = FAILED + "refused with ";

    private static final int NOTE = 400;

    public Ruling {
        note = note == null ? null : shortened(note);
    }

    /** A label. */
    public static Ruling of(Verdict.Label label, @Nullable String note) {
        return new Ruling(label, null, note);
    }

    /** There was a reply, and no verdict could be read in it. */
    static Ruling unscored(String note) {
        return new Ruling(Verdict.Label.UNSCORED, null, note);
    }

    /** The judge could not be asked. */
    static Ruling failed(String why) {
        return unscored(FAILED + why);
    }

    /**
     * The judge does not want to be asked about this answer: it is too long perhaps, or caught in a
     * filter. A failure of one answer, and no sign that others fail.
     *
     * @param why such as {@code status 400: …}
     */
    static Ruling refused(String why) {
        return unscored(REFUSED + why);
    }

    static Ruling scored(OptionalDouble score, String note) {
        return score.isPresent()
                ? new Ruling(Verdict.Label.SCORED, score.getAsDouble(), note)
                : unscored(note);
    }

    /** Whether the judge could not be asked, so that asking again may help. */
    public boolean isFailed() {
        return isFailed(label, note);
    }

    /** Whether it is a failure of this answer alone. */
    boolean isRefused() {
        return note != null && isFailed() && note.startsWith(REFUSED);
    }

    /** Why it failed; empty where it did not. */
    String why() {
        if (note == null || !isFailed()) {
            return "";
        }
        return note.substring((isRefused() ? REFUSED : FAILED).length());
    }

    /**
     * Whether {@link #isFailed()} held of what became this verdict: it says nothing of the answer.
     */
    public static boolean isFailed(Verdict verdict) {
        return isFailed(verdict.label(), verdict.note());
    }

    private static boolean isFailed(Verdict.Label label, @Nullable String note) {
        return label == Verdict.Label.UNSCORED && note != null && note.startsWith(FAILED);
    }

    /** On one line; of a long text its end, where the verdict is. */
    private static String shortened(String text) {
        var line = text.strip().replaceAll("\\s+", " ");
        if (line.length() <= NOTE) {
            return line;
        }
        return line.startsWith(FAILED)
                ? line.substring(0, NOTE) + "…"
                : "…" + line.substring(line.length() - NOTE);
    }
}
