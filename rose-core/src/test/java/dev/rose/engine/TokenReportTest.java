package dev.rose.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each token comes with the text that completes it. */
class TokenReportTest {
    private static final int CASES = 1500;

    @Test
    void tokensComeWithTheTextThatCompletesThem() {
        int split = 0;
        for (long seed = 0; seed < CASES; seed++) {
            var toy = ToyCase.of(seed);
            var outcome =
                    toy.with(toy.request().withExplain(false).withLogprobs(2)).run(Decoder.naive());
            var vocabulary = toy.model().vocabulary();
            var shown = new StringBuilder();
            var told = new ArrayList<Integer>();
            for (var piece : outcome.pieces()) {
                shown.append(piece.text());
                piece.tokens().forEach(report -> told.add(report.token()));
                var ofToken = new StringBuilder();
                for (int token : told) {
                    ofToken.append(characters(vocabulary.bytes(token)));
                }
                boolean last = piece == outcome.pieces().getLast();
                if (!last) {
                    assertThat(text(ofToken.toString()).length())
                            .as("case %d: tokens that are whole", seed)
                            .isLessThanOrEqualTo(shown.length());
                    split += text(ofToken.toString()).length() < shown.length() ? 1 : 0;
                }
                int next = told.size();
                if (next < outcome.tokens().size()) {
                    ofToken.append(characters(vocabulary.bytes(outcome.tokens().get(next))));
                    boolean more = text(ofToken.toString()).length() > shown.length();
                    boolean silent = vocabulary.bytes(outcome.tokens().get(next)).length == 0;
                    assertThat(more || silent || endsInside(ofToken.toString()))
                            .as("case %d: token %d is late", seed, next)
                            .isTrue();
                }
            }
            assertThat(told).isEqualTo(outcome.tokens().subList(0, told.size()));
        }
        assertThat(split).as("texts that end inside a token").isPositive();
    }

    @Test
    void anAnswerThatEndsByItsLengthNamesAllTokensOfItsText() {
        int compared = 0;
        for (long seed = 0; seed < CASES; seed++) {
            var toy = ToyCase.of(seed);
            var outcome =
                    toy.with(toy.request().withExplain(true).withLogprobs(-1)).run(Decoder.naive());
            if (outcome.finishReason() == FinishReason.LENGTH) {
                compared++;
                var bytes =
                        outcome.pieces().stream()
                                .flatMap(piece -> piece.tokens().stream())
                                .map(Outcome.Told::bytes)
                                .collect(Collectors.joining());
                assertThat(text(bytes)).as("case %d", seed).isEqualTo(outcome.text());
            }
        }
        assertThat(compared).isGreaterThan(100);
    }

    @Test
    void aReportHoldsWhatTheResultHolds() {
        for (long seed = 0; seed < 300; seed++) {
            var toy = ToyCase.of(seed);
            var outcome =
                    toy.with(toy.request().withExplain(true).withLogprobs(3)).run(Decoder.naive());
            int at = 0;
            for (var piece : outcome.pieces()) {
                for (var report : piece.tokens()) {
                    assertThat(report.token()).isEqualTo(outcome.tokens().get(at));
                    assertThat(report.step()).isEqualTo(outcome.steps().get(at));
                    assertThat(report.logprobs()).isEqualTo(outcome.logprobs().get(at));
                    at++;
                }
            }
            assertThat(outcome.logprobs()).hasSameSizeAs(outcome.tokens());
        }
    }

    @Test
    void nothingIsToldUnasked() {
        for (long seed = 0; seed < 100; seed++) {
            var toy = ToyCase.of(seed);
            var outcome =
                    toy.with(toy.request().withExplain(false).withLogprobs(-1))
                            .run(Decoder.naive());
            assertThat(outcome.pieces()).allMatch(piece -> piece.tokens().isEmpty());
            assertThat(outcome.logprobs()).isEmpty();
        }
    }

    private static String characters(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String text(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Whether bytes may end inside a character. */
    private static boolean endsInside(String bytes) {
        return text(bytes).endsWith("\uFFFD");
    }
}
