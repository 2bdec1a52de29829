package dev.rose.catalogue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of files, heard and stoppable. */
final class Hashing {
    private static final int BUFFER = 1 << 20;

    private Hashing() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /** SHA-256 of a file, lower-case hex. */
    static String sha256(Path file, String name, PullListener listener)
            throws IOException, InterruptedException {
        var digest = sha256();
        try (var channel = FileChannel.open(file)) {
            update(digest, channel, name, listener);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Reads a channel from its position to its end. */
    static void update(
            MessageDigest digest, FileChannel channel, String name, PullListener listener)
            throws IOException, InterruptedException {
        var meter =
                new Meter(
                        listener,
                        PullEvent.Phase.CHECKING,
                        name,
                        channel.position(),
                        channel.size());
        var buffer = ByteBuffer.allocate(BUFFER);
        try {
            for (int read; (read = channel.read(buffer.clear())) >= 0; ) {
                digest.update(buffer.flip());
                meter.add(read);
            }
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            throw new InterruptedException();
        }
    }
}
