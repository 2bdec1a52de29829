package dev.rose.engine;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Text out of bytes that come in pieces. A character whose last bytes are still to come is held
 * back; bytes that can no longer become one are U+FFFD. All pieces together are what {@code new
 * String(bytes, UTF_8)} makes of all bytes together.
 */
final class Utf8Text {
    private static final int LONGEST_CHARACTER = 4;

    private final CharsetDecoder decoder =
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] held = {};

    /** The characters that are whole now. */
    String append(byte[] piece) {
        return decode(piece, false);
    }

    /** Whether no bytes of an unfinished character are held back. */
    boolean isWhole() {
        return held.length == 0;
    }

    /** What is left at the end: an unfinished character is U+FFFD. */
    String end() {
        return decode(new byte[0], true);
    }

    private String decode(byte[] piece, boolean atEnd) {
        var bytes = ByteBuffer.allocate(held.length + piece.length).put(held).put(piece).flip();
        var text = CharBuffer.allocate(bytes.remaining() + LONGEST_CHARACTER);
        decoder.reset().decode(bytes, text, atEnd);
        if (atEnd) {
            decoder.flush(text);
        }
        held = new byte[bytes.remaining()];
        bytes.get(held);
        return text.flip().toString();
    }
}
