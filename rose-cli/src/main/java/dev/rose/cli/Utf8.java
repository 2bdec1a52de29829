package dev.rose.cli;

import java.nio.ByteBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Bytes as text, strictly: what is not UTF-8 is refused, not replaced. */
final class Utf8 {

    private Utf8() {}

    /** The bytes are not UTF-8; the message says where. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(int offset, byte seen) {
            super("byte 0x%02x at offset %d begins no character".formatted(seen, offset));
        }
    }

    static String decode(byte[] bytes) throws MalformedException {
        var decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        var in = ByteBuffer.wrap(bytes);
        var out = java.nio.CharBuffer.allocate(bytes.length);
        var result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw new MalformedException(in.position(), bytes[in.position()]);
        }
        return out.flip().toString();
    }
}
