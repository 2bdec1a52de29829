package dev.rose.server.supervise;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Server-sent events, cut behind whole ones: where the source breaks off in the middle of one, its
 * beginning is not given out.
 */
final class WholeEvents {
    private final InputStream source;
    private final byte[] buffer = new byte[16 << 10];
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    WholeEvents(InputStream source) {
        this.source = source;
    }

    /** One or more whole events; at the end of the source what there is, or nothing. */
    byte[] next() throws IOException {
        while (true) {
            int read = source.read(buffer);
            if (read < 0) {
                var rest = begun.toByteArray();
                begun.reset();
                return rest;
            }
            begun.write(buffer, 0, read);
            var bytes = begun.toByteArray();
            int end = endOfLastEvent(bytes);
            if (end > 0) {
                begun.reset();
                begun.write(bytes, end, bytes.length - end);
                return Arrays.copyOf(bytes, end);
            }
        }
    }

    private static int endOfLastEvent(byte[] bytes) {
        for (int i = bytes.length - 1; i > 0; i--) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\n') {
                return i + 1;
            }
        }
        return 0;
    }
}
