package dev.rose.eval.run;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The right to write to a run: one process at a time, and one {@link RunFolder} in it. A process
 * that dies loses it. The file says who has it.
 */
final class RunLock implements AutoCloseable {
    private static final String FILE = ".lock";

    /** What is locked lies behind what is written, which others could not read on Windows else. */
    private static final long LOCKED = 1 << 16;

    private static final int MOST_SAID = 200;
    private static final Pattern SAID = Pattern.compile("process \\d+, since [-0-9T:]+Z");

    /**
     * Folders that this process holds. To open the file of one again is not to be tried: POSIX
     * takes all locks on a file from a process that closes any opening of it.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final Path key;
    private final FileChannel channel;

    private RunLock(Path folder, Path key, FileChannel channel) {
        this.folder = folder;
        this.key = key;
        this.channel = channel;
    }

    /**
     * @throws RoseException with kind {@code BUSY} where another writes to the run
     */
    static RunLock take(Path folder) {
        try {
            var key = folder.toRealPath();
            if (!HELD.add(key)) {
                throw busy(folder, "this process");
            }
            try {
                return new RunLock(folder, key, locked(folder));
            } catch (IOException | RuntimeException e) {
                HELD.remove(key);
                throw e;
            }
        } catch (IOException e) {
            throw RunFolder.storage("lock", folder, e);
        }
    }

    private static FileChannel locked(Path folder) throws IOException {
        var channel =
                FileChannel.open(
                        folder.resolve(FILE),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            if (channel.tryLock(LOCKED, 1, false) == null) {
                throw busy(folder, holder(channel));
            }
            var said =
                    "process %d, since %s\n"
                            .formatted(
                                    ProcessHandle.current().pid(),
                                    Instant.now().truncatedTo(ChronoUnit.SECONDS));
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(said.getBytes(StandardCharsets.US_ASCII)), 0);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Who wrote into the file; nobody by name where it is not readable, or was not written yet. */
    private static String holder(FileChannel channel) throws IOException {
        var bytes = ByteBuffer.allocate(MOST_SAID);
        channel.read(bytes, 0);
        var said = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
        return SAID.matcher(said.strip()).matches() ? said.strip() : "another program";
    }

    private static RoseException busy(Path folder, String holder) {
        return new RoseException(
                Kind.BUSY,
                "the run in %s is being written to (by %s); wait for that to end, or give another folder"
                        .formatted(folder, holder));
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw RunFolder.storage("unlock", folder, e);
        } finally {
            HELD.remove(key);
        }
    }
}
