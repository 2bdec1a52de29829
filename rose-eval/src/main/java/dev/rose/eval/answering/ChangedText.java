package dev.rose.eval.answering;

import dev.rose.engine.GenerationResult;
import dev.rose.eval.run.RunAnswer.Span;
import dev.rose.model.Vocabulary;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Where an answer's text comes from tokens that plain decoding would not have taken. */
final class ChangedText {
    private static final int CONTINUATION_MASK = 0xC0;
    private static final int CONTINUATION = 0x80;

    private ChangedText() {}

    /** Characters of the text, in order; neighbours are one span, and none is empty. */
    static List<Span> spans(GenerationResult result, Vocabulary vocabulary) {
        if (result.changedSteps().isEmpty()) {
            return List.of();
        }
        var bytes = new ByteArrayOutputStream();
        var ends = new int[result.tokens().size()];
        for (int i = 0; i < ends.length; i++) {
            bytes.writeBytes(vocabulary.bytes(result.tokens().get(i)));
            ends[i] = bytes.size();
        }
        return spans(result, bytes.toByteArray(), ends);
    }

    private static List<Span> spans(GenerationResult result, byte[] bytes, int[] ends) {
        var changed = new HashSet<>(result.changedSteps());
        var spans = new ArrayList<Span>();
        for (int i = 0; i < ends.length; i++) {
            if (changed.contains(i)) {
                int begin = i == 0 ? 0 : ends[i - 1];
                int from = characters(bytes, wholeBefore(bytes, begin));
                int to =
                        Math.min(
                                characters(bytes, wholeFrom(bytes, ends[i])),
                                result.text().length());
                if (ends[i] > begin && from < to) {
                    add(spans, from, to);
                }
            }
        }
        return spans;
    }

    private static void add(List<Span> spans, int from, int to) {
        if (!spans.isEmpty() && spans.getLast().to() >= from) {
            var before = spans.removeLast();
            spans.add(new Span(before.from(), to));
        } else {
            spans.add(new Span(from, to));
        }
    }

    private static int characters(byte[] bytes, int length) {
        return new String(bytes, 0, length, StandardCharsets.UTF_8).length();
    }

    /** Where the character begins that the byte at {@code at} belongs to. */
    private static int wholeBefore(byte[] bytes, int at) {
        int begin = at;
        while (begin > 0 && isInside(bytes, begin)) {
            begin--;
        }
        return begin;
    }

    /** Where the character ends that the byte before {@code at} belongs to. */
    private static int wholeFrom(byte[] bytes, int at) {
        int end = at;
        while (isInside(bytes, end)) {
            end++;
        }
        return end;
    }

    private static boolean isInside(byte[] bytes, int at) {
        return at < bytes.length && (bytes[at] & CONTINUATION_MASK) == CONTINUATION;
    }
}
