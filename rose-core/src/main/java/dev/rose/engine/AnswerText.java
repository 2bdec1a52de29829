package dev.rose.engine;

import java.util.List;

/** The text of an answer as it grows: bytes to characters, then past the stop texts. */
final class AnswerText {
    private final Utf8Text characters = new Utf8Text();
    private final StopTexts stops;
    private final StringBuilder shown = new StringBuilder();
    private int decoded;

    AnswerText(List<String> stop) {
        stops = new StopTexts(stop);
    }

    /** The text to show now, possibly none. */
    String append(byte[] bytes) {
        var whole = characters.append(bytes);
        decoded += whole.length();
        return show(stops.append(whole));
    }

    /**
     * Characters that must be shown for all bytes so far to be: those of whole characters, and at
     * least one more where a character is unfinished.
     */
    int reached() {
        return characters.isWhole() ? decoded : decoded + 1;
    }

    /** What was held back, once the answer has ended. */
    String end() {
        if (stops.found()) {
            return "";
        }
        var rest = stops.append(characters.end());
        return show(stops.found() ? rest : rest + stops.end());
    }

    /** Whether a stop text was reached. */
    boolean stopped() {
        return stops.found();
    }

    /** All text that was shown. */
    String shown() {
        return shown.toString();
    }

    /** Characters that were shown. */
    int shownLength() {
        return shown.length();
    }

    private String show(String text) {
        shown.append(text);
        return text;
    }
}
