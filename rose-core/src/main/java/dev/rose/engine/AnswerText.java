package dev.rose.engine;

import java.util.List;

/** The text of an answer as it grows: bytes to characters, then past the stop texts. */
final class AnswerText {
    private final Utf8Text characters = new Utf8Text();
    private final StopTexts stops;
    private final StringBuilder shown = new StringBuilder();

    AnswerText(List<String> stop) {
        stops = new StopTexts(stop);
    }

    /** The text to show now, possibly none. */
    String append(byte[] bytes) {
        return show(stops.append(characters.append(bytes)));
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

    private String show(String text) {
        shown.append(text);
        return text;
    }
}
