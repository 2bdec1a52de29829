package dev.rose.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Text out of bytes in pieces: whole characters, and nothing of a stop text. */
class AnswerTextTest {

    @Test
    void aCharacterInPartsComesOutWhole() {
        var text = new AnswerText(List.of());

        assertThat(text.append(bytes(0xF0, 0x9F))).isEmpty();
        assertThat(text.append(bytes(0x8C))).isEmpty();
        assertThat(text.append(bytes(0xB9, 'a', 0xC3))).isEqualTo("🌹a");
        assertThat(text.append(bytes(0xA9))).isEqualTo("é");
        assertThat(text.end()).isEmpty();
        assertThat(text.shown()).isEqualTo("🌹aé");
    }

    @Test
    void whatCannotBecomeACharacterIsReplaced() {
        var text = new AnswerText(List.of());

        assertThat(text.append(bytes(0xFF))).isEqualTo("\uFFFD");
        assertThat(text.append(bytes(0xC3))).isEmpty();
        assertThat(text.append(bytes('x'))).isEqualTo("\uFFFDx");
        assertThat(text.append(bytes(0xE2, 0x82))).isEmpty();
        assertThat(text.end()).isEqualTo("\uFFFD");
    }

    @Test
    void piecesTogetherAreTheWholeForRandomBytes() {
        var random = new SplittableRandom(3);
        var alphabet = bytes('a', 0xC3, 0xA9, 0xF0, 0x9F, 0x8C, 0xB9, 0xE2, 0x82, 0xAC, 0xED, 0xA0);
        for (int round = 0; round < 5000; round++) {
            var all = new byte[random.nextInt(1, 30)];
            for (int i = 0; i < all.length; i++) {
                all[i] = alphabet[random.nextInt(alphabet.length)];
            }
            var text = new AnswerText(List.of());
            for (var piece : split(random, all)) {
                text.append(piece);
            }
            text.end();
            assertThat(text.shown()).isEqualTo(new String(all, UTF_8));
        }
    }

    @Test
    void aStopTextAcrossPiecesIsNeverShownInPart() {
        var text = new AnswerText(List.of("\nHuman:"));

        assertThat(text.append("Yes.\n".getBytes(UTF_8))).isEqualTo("Yes.");
        assertThat(text.append("Hu".getBytes(UTF_8))).isEmpty();
        assertThat(text.append("man".getBytes(UTF_8))).isEmpty();
        assertThat(text.stopped()).isFalse();
        assertThat(text.append(": more".getBytes(UTF_8))).isEmpty();
        assertThat(text.stopped()).isTrue();
        assertThat(text.end()).isEmpty();
        assertThat(text.shown()).isEqualTo("Yes.");
    }

    @Test
    void whatOnlyBeganLikeAStopTextComesOut() {
        var text = new AnswerText(List.of("aab"));

        assertThat(text.append("xaa".getBytes(UTF_8))).isEqualTo("x");
        assertThat(text.append("a".getBytes(UTF_8))).isEqualTo("a");
        assertThat(text.append("c".getBytes(UTF_8))).isEqualTo("aac");
        assertThat(text.append("a".getBytes(UTF_8))).isEmpty();
        assertThat(text.end()).isEqualTo("a");
        assertThat(text.shown()).isEqualTo("xaaaca");
    }

    @Test
    void aStopTextMayEndWithACharacterThatNeverBecameWhole() {
        var text = new AnswerText(List.of("a\uFFFD"));

        assertThat(text.append(bytes('x', 'a', 0xC3))).isEqualTo("x");
        assertThat(text.end()).isEmpty();
        assertThat(text.shown()).isEqualTo("x");
    }

    @Test
    void theStopTextThatIsCompleteFirstEndsTheAnswerHoweverItIsCut() {
        var random = new SplittableRandom(5);
        int stopped = 0;
        for (int round = 0; round < 5000; round++) {
            var all = word(random, random.nextInt(1, 25));
            var stops = new ArrayList<String>();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                stops.add(word(random, random.nextInt(1, 6)));
            }
            var text = new AnswerText(stops);
            var streamed = new StringBuilder();
            for (var piece : split(random, all.getBytes(UTF_8))) {
                if (!text.stopped()) {
                    streamed.append(text.append(piece));
                    assertThat(before(all, stops)).startsWith(streamed);
                }
            }
            streamed.append(text.end());

            stopped += text.stopped() ? 1 : 0;
            assertThat(text.stopped()).isEqualTo(!before(all, stops).equals(all));
            assertThat(text.shown()).isEqualTo(before(all, stops)).isEqualTo(streamed.toString());
        }
        assertThat(stopped).isBetween(500, 4500);
    }

    /** The text before the stop text that ends first, of those before the longest. */
    private static String before(String all, List<String> stops) {
        for (int end = 1; end <= all.length(); end++) {
            var ending = all.substring(0, end);
            var longest = stops.stream().filter(ending::endsWith).mapToInt(String::length).max();
            if (longest.isPresent()) {
                return ending.substring(0, end - longest.getAsInt());
            }
        }
        return all;
    }

    private static String word(SplittableRandom random, int length) {
        var letters = new String[] {"a", "b", "é", "🌹"};
        var word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append(letters[random.nextInt(letters.length)]);
        }
        return word.toString();
    }

    private static List<byte[]> split(SplittableRandom random, byte[] all) {
        var pieces = new ArrayList<byte[]>();
        for (int from = 0; from < all.length; ) {
            int to = Math.min(all.length, from + random.nextInt(0, 5));
            pieces.add(Arrays.copyOfRange(all, from, to));
            from = to;
        }
        return pieces;
    }

    private static byte[] bytes(int... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
