package dev.rose.catalogue;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The right to change one slot: one thread of one process at a time. A process that dies loses it,
 * so a waiting one waits only while the other is at work.
 */
final class PullLock implements AutoCloseable {
    // The file lock belongs to the whole process; between its threads a lock in memory decides.
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();
    private static final long POLL_MILLIS = 100;

    private final ReentrantLock thread;
    private final FileChannel channel;
    private final boolean waited;

    private PullLock(ReentrantLock thread, FileChannel channel, boolean waited) {
        this.thread = thread;
        this.channel = channel;
        this.waited = waited;
    }

    /**
     * @param file in a folder that exists; made if it is missing
     * @param onWait called once if somebody else holds it
     */
    static PullLock take(Path file, Runnable onWait) throws IOException, InterruptedException {
        var thread = THREADS.computeIfAbsent(file, _ -> new ReentrantLock());
        boolean waited = !thread.tryLock();
        if (waited) {
            onWait.run();
            thread.lockInterruptibly();
        }
        try {
            return take(file, onWait, thread, waited);
        } catch (IOException | InterruptedException | RuntimeException e) {
            thread.unlock();
            throw e;
        }
    }

    private static PullLock take(
            Path file, Runnable onWait, ReentrantLock thread, boolean waitedForThread)
            throws IOException, InterruptedException {
        boolean waited = waitedForThread;
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            while (tryLock(channel) == null) {
                if (!waited) {
                    waited = true;
                    onWait.run();
                }
                Thread.sleep(POLL_MILLIS);
            }
            return new PullLock(thread, channel, waited);
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            throw new InterruptedException();
        } catch (IOException | InterruptedException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this JVM under another class loader
        }
    }

    /** Whether somebody else held it before. */
    boolean waited() {
        return waited;
    }

    @Override
    public void close() throws IOException {
        try (channel) { // which gives the file lock back
            thread.unlock();
        }
    }
}
