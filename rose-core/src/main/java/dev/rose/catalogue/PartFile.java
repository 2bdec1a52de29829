package dev.rose.catalogue;

import dev.rose.error.RoseException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A file that is being filled from its beginning to its end, under a name that nobody loads. Its
 * SHA-256 is taken as the bytes come. Used by one thread, under the slot's lock.
 */
final class PartFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final long total;
    private final MessageDigest digest;
    private long length;

    private PartFile(Path path, FileChannel channel, long total) {
        this.path = path;
        this.channel = channel;
        this.total = total;
        this.digest = Hashing.sha256();
    }

    /**
     * Opens what an earlier pull left, or an empty one.
     *
     * @param total size of the whole file
     * @param listener hears of the reading of what is there already
     */
    static PartFile open(Slot slot, long total, PullListener listener)
            throws IOException, InterruptedException {
        var channel =
                FileChannel.open(
                        slot.part(),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        var part = new PartFile(slot.part(), channel, total);
        try {
            if (channel.size() > total) {
                channel.truncate(0);
            }
            if (channel.size() > 0) {
                Hashing.update(part.digest, channel, slot.name(), listener);
            }
            part.length = channel.position();
            return part;
        } catch (IOException | InterruptedException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    long length() {
        return length;
    }

    long missing() {
        return total - length;
    }

    /**
     * @throws RoseException of kind STORAGE if the disk does not take them; what it took is kept
     */
    void append(ByteBuffer bytes) throws InterruptedException {
        try {
            while (bytes.hasRemaining()) {
                var copy = bytes.duplicate();
                int written = channel.write(bytes);
                digest.update(copy.limit(copy.position() + written));
                length += written;
            }
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            throw new InterruptedException();
        } catch (IOException e) {
            throw Storage.unwritten(path, missing(), e);
        }
    }

    /** Throws away what is there. */
    void restart() {
        if (length > 0) {
            try {
                channel.truncate(0);
            } catch (IOException e) {
                throw Storage.unwritten(path, total, e);
            }
        }
        digest.reset();
        length = 0;
    }

    /** SHA-256 of the bytes so far, lower-case hex; after it nothing may be appended. */
    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Gives the file its good name, in one step and on the disk for good. The caller writes the
     * sidecar next: a file without one is checked again, a sidecar of another file would lie.
     */
    void moveTo(Slot slot) throws IOException {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw Storage.unwritten(path, missing(), e);
        }
        channel.close();
        Files.deleteIfExists(slot.sidecar());
        Files.move(
                path,
                slot.file(),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** Closes and deletes it. */
    void delete() throws IOException {
        channel.close();
        Files.deleteIfExists(path);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
