package dev.rose.eval.run;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The right to write to a run: one process at a time, and one {@link RunFolder} in it. A process
 * that dies loses it.
 */
final class RunLock implements AutoCloseable {
    private static final String FILE = ".lock";

    private final Path folder;
    private final FileChannel channel;

    private RunLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * @throws RoseException with kind {@code BUSY} where another writes to the run
     */
    static RunLock take(Path folder) {
        try {
            var channel =
                    FileChannel.open(
                            folder.resolve(FILE),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                channel.close();
                throw new RoseException(
                        Kind.BUSY,
                        "another program writes to the run in %s; wait for it to end, or give another --out"
                                .formatted(folder));
            }
            return new RunLock(folder, channel);
        } catch (IOException e) {
            throw RunFolder.storage("lock", folder, e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this process
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw RunFolder.storage("unlock", folder, e);
        }
    }
}
