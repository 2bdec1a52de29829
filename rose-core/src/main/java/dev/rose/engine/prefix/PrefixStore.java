package dev.rose.engine.prefix;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Caches of prompts on disk, so that a new process starts warm. A file's name is a hash of the
 * model and the tokens; what is in it is checked by whoever loads it. Bounded: the files that were
 * not used for longest go first. Thread-safe, and safe against other processes.
 */
public final class PrefixStore {
    private static final Logger LOG = LoggerFactory.getLogger(PrefixStore.class);
    private static final String SUFFIX = ".sequence";

    private final Path folder;
    private final String model;
    private final long capacity;

    /**
     * @param folder is made when it is first needed
     * @param model tells models apart, see {@link dev.rose.model.LanguageModel#fingerprint}
     * @param capacity of all files, in bytes
     */
    public PrefixStore(Path folder, String model, long capacity) {
        this.folder = folder;
        this.model = model;
        this.capacity = capacity;
    }

    /** The file of a prefix, where there is one; from now on the one used last. */
    public Optional<Path> find(int[] tokens) {
        var file = folder.resolve(name(tokens));
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException e) {
            LOG.debug("cannot mark {} as used: {}", file, e.toString());
        }
        return Optional.of(file);
    }

    /**
     * Where a prefix is to be written; after that, {@link #trim}.
     *
     * @throws RoseException with kind {@code STORAGE} where the folder cannot be made
     */
    public Path fileFor(int[] tokens) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new RoseException(
                    Kind.STORAGE,
                    "cannot make the folder %s (%s); check its permissions".formatted(folder, e),
                    e);
        }
        return folder.resolve(name(tokens));
    }

    /** Deletes the files that were not used for longest, as far as there are too many. */
    public void trim() {
        record Kept(Path file, long size, FileTime used) {}
        var kept = new ArrayList<Kept>();
        try (var files = Files.list(folder)) {
            for (var file : (Iterable<Path>) files::iterator) {
                if (file.toString().endsWith(SUFFIX)) {
                    kept.add(new Kept(file, Files.size(file), Files.getLastModifiedTime(file)));
                }
            }
        } catch (IOException e) {
            // Another process may have removed a file meanwhile; the next time does it.
            LOG.debug("cannot list {}: {}", folder, e.toString());
        }
        kept.sort(Comparator.comparing(Kept::used).reversed());
        delete(
                beyondCapacity(
                        kept.stream().map(Kept::file).toList(),
                        kept.stream().mapToLong(Kept::size).toArray()));
    }

    private List<Path> beyondCapacity(List<Path> files, long[] sizes) {
        var beyond = new ArrayList<Path>();
        long total = 0;
        for (int i = 0; i < sizes.length; i++) {
            total += sizes[i];
            if (total > capacity) {
                beyond.add(files.get(i));
            }
        }
        return beyond;
    }

    private static void delete(List<Path> files) {
        for (var file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.debug("cannot delete {}: {}", file, e.toString());
            }
        }
    }

    private String name(int[] tokens) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(model.getBytes(StandardCharsets.UTF_8));
            var bytes = ByteBuffer.allocate(tokens.length * Integer.BYTES);
            bytes.asIntBuffer().put(tokens);
            digest.update(bytes);
            return HexFormat.of().formatHex(digest.digest(), 0, 16) + SUFFIX;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
