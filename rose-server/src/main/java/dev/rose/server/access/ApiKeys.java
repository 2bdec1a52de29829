package dev.rose.server.access;

import dev.rose.error.RoseException;
import dev.rose.server.error.ApiException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The keys that a server knows, from a file that is read again when it changes. Safe for any number
 * of threads.
 *
 * <p>A changed file counts from the first request that comes a second or more after the last look.
 * One that cannot be read, has a wrong line or no key at all changes nothing: the keys from before
 * stay, and the log says so once.
 */
public final class ApiKeys {
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();
    private static final String SCHEME = "bearer ";

    private final @Nullable Path file;
    private final LongSupplier nanos;
    private final Consumer<String> warnings;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile @Nullable KeysFile keys;
    private volatile long lookedAt;
    private KeysFile.@Nullable Stamp refused;
    private boolean missing;

    private ApiKeys(@Nullable Path file, LongSupplier nanos, Consumer<String> warnings) {
        this.file = file;
        this.nanos = nanos;
        this.warnings = warnings;
        this.lookedAt = nanos.getAsLong();
        if (file != null) {
            take(KeysFile.read(file), file);
        }
    }

    /**
     * The keys of a file.
     *
     * @throws RoseException if it cannot be read, a line is wrong or there is no key in it
     */
    public static ApiKeys load(Path file) {
        var log = LoggerFactory.getLogger(ApiKeys.class);
        return load(file, System::nanoTime, log::warn);
    }

    static ApiKeys load(Path file, LongSupplier nanos, Consumer<String> warnings) {
        return new ApiKeys(file, nanos, warnings);
    }

    /** No keys: everybody is {@link Caller#anonymous()}. */
    public static ApiKeys none() {
        return new ApiKeys(null, System::nanoTime, warning -> {});
    }

    /** Whether a request must bring a key. */
    public boolean required() {
        return file != null;
    }

    /**
     * Whose key a request brought.
     *
     * @param authorization its header {@code Authorization}, null where it has none; not looked at
     *     where no keys are required
     * @throws ApiException 401 if it is not {@code Bearer} and a key of the file
     */
    public Caller require(@Nullable String authorization) {
        if (file == null) {
            return Caller.anonymous();
        }
        look(file);
        var known = keys;
        if (known == null || authorization == null) {
            throw ApiException.unauthorized(
                    "there is no API key; send the header 'Authorization: Bearer KEY'");
        }
        if (!authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            throw ApiException.unauthorized("the header Authorization is not 'Bearer KEY'");
        }
        var hash = KeyHash.of(authorization.substring(SCHEME.length()).strip());
        Caller caller = null;
        // To the end, also behind a match: the time tells nothing of the place.
        for (var line : known.lines()) {
            if (line.hash().matches(hash)) {
                caller = line.caller();
            }
        }
        if (caller == null) {
            throw ApiException.unauthorized("this API key is not known here");
        }
        return caller;
    }

    private void look(Path file) {
        var now = nanos.getAsLong();
        if (now - lookedAt < LOOK_NANOS || !looking.tryLock()) {
            return;
        }
        try {
            lookedAt = now;
            lookAgain(file);
        } finally {
            looking.unlock();
        }
    }

    private void lookAgain(Path file) {
        KeysFile.Stamp stamp;
        try {
            stamp = KeysFile.Stamp.of(file);
        } catch (IOException e) {
            if (!missing) {
                missing = true;
                warnings.accept(
                        "the keys file %s is gone; the keys from before stay".formatted(file));
            }
            return;
        }
        missing = false;
        var known = keys;
        if ((known != null && stamp.equals(known.stamp())) || stamp.equals(refused)) {
            return;
        }
        try {
            take(KeysFile.read(file), file);
            refused = null;
        } catch (RoseException e) {
            refused = stamp;
            warnings.accept(e.getMessage() + "; the keys from before stay");
        }
    }

    private void take(KeysFile read, Path file) {
        keys = read;
        if (read.readableByAll()) {
            warnings.accept(
                    "everybody on this machine can read the keys file %s; chmod 600 it"
                            .formatted(file));
        }
    }
}
