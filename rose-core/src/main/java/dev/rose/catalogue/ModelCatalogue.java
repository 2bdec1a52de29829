package dev.rose.catalogue;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a user names into a checked file on disk.
 *
 * <pre>{@code
 * var catalogue = new ModelCatalogue(CatalogueOptions.defaults());
 * Path file = catalogue.resolve(ModelRef.parse("smollm2"));
 * }</pre>
 *
 * <p>A file is checked when it is stored; later only its size is compared with what was noted then.
 * Processes and threads that want the same model share one download. A pull whose thread is
 * interrupted throws a {@link RoseException} whose cause is an {@link InterruptedException}, keeps
 * what it has, and goes on from there the next time.
 *
 * <p>Safe for use by several threads.
 */
public final class ModelCatalogue {
    private final CatalogueOptions options;
    private final Cache cache;
    private final Pull.@Nullable Machine machine;

    public ModelCatalogue(CatalogueOptions options) {
        this(options, null);
    }

    /**
     * @param machine null for this one, which is then looked at only when something is pulled
     */
    ModelCatalogue(CatalogueOptions options, Pull.@Nullable Machine machine) {
        this.options = options;
        this.cache = new Cache(options.home());
        this.machine = machine;
    }

    /** The models that Rose knows by name, the default first. */
    public static List<String> names() {
        return CatalogueEntry.names();
    }

    /** {@link #resolve(ModelRef, PullListener)}, unheard. */
    public Path resolve(ModelRef ref) {
        return resolve(ref, PullListener.silent());
    }

    /**
     * The file to load: the user's own, or the one in the cache, fetched where it is missing or of
     * another size than it had. Uses no network for a cached file.
     *
     * @return of a split model the first part; the others lie beside it
     * @throws RoseException NOT_FOUND for a missing file, repository or revision; INVALID_REQUEST
     *     for a folder or a part other than the first; OFFLINE if it would have to be fetched and
     *     must not; DOWNLOAD_FAILED; STORAGE
     */
    public Path resolve(ModelRef ref, PullListener listener) {
        // Every start with a cached model comes through here, so it loads no HTTP and no hashing,
        // and asks by instanceof: a switch over types is linked anew in each process.
        try {
            if (ref instanceof ModelRef.Named named && cache.holds(named)) {
                return cache.slot(named).file();
            }
            if (ref instanceof ModelRef.Hub hub && cache.holds(hub)) {
                return cache.slot(hub).file();
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        return pull(ref, listener, false);
    }

    /**
     * Brings a model into the cache. One that is there already is looked at again: its content is
     * checked against its SHA-256, and a file of the hub is fetched anew if its revision has moved
     * on to another content. A file of the user's is only looked for.
     *
     * @return as {@link #resolve(ModelRef)}
     * @throws RoseException as {@link #resolve(ModelRef, PullListener)}
     */
    public Path pull(ModelRef ref, PullListener listener) {
        return pull(ref, listener, true);
    }

    private Path pull(ModelRef ref, PullListener listener, boolean recheck) {
        var used = machine != null ? machine : Pull.Machine.real();
        var pull = new Pull(options, cache, used, listener, recheck);
        return switch (ref) {
            case ModelRef.Local local -> local.existing();
            case ModelRef.Named named -> pull.named(named);
            case ModelRef.Hub hub -> pull.hub(hub);
        };
    }

    /**
     * The models in the cache, by the text of their reference.
     *
     * @throws RoseException of kind STORAGE
     */
    public List<CachedModel> list() {
        try {
            var models = new ArrayList<CachedModel>();
            for (var ref : cache.refs()) {
                if (holds(ref)) {
                    models.add(cached(ref));
                }
            }
            models.sort(Comparator.comparing(model -> model.ref().toString()));
            return models;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private boolean holds(ModelRef ref) {
        try {
            return switch (ref) {
                case ModelRef.Local _ -> false;
                case ModelRef.Named named -> cache.holds(named);
                case ModelRef.Hub hub -> cache.holds(hub);
            };
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private CachedModel cached(ModelRef ref) throws IOException {
        var slots = slots(ref);
        long bytes = 0;
        for (var slot : slots) {
            bytes += Files.size(slot.file());
        }
        return CachedModel.read(ref, slots.getFirst().file(), bytes);
    }

    /**
     * Deletes a model from the cache, broken downloads of it included.
     *
     * @return bytes freed
     * @throws RoseException NOT_FOUND if it is not in the cache; INVALID_REQUEST for a file of the
     *     user's; STORAGE
     */
    public long remove(ModelRef ref) {
        var slots = slots(ref);
        var first = slots.getFirst();
        if (slots.stream().noneMatch(Cache::occupied)) {
            throw new RoseException(
                    Kind.NOT_FOUND,
                    "%s is not in the cache (%s); ./rose models lists what is"
                            .formatted(ref, options.home().models()));
        }
        long freed = 0;
        try (var _ = PullLock.take(first.lock(), () -> {})) {
            for (var slot : slots) {
                freed += Cache.delete(slot);
            }
        } catch (IOException e) {
            throw options.home().unwritable(first.folder(), e);
        } catch (InterruptedException e) {
            throw Failures.interrupted(
                    "removing %s was interrupted; run it again to go on".formatted(ref));
        }
        return freed;
    }

    private List<Slot> slots(ModelRef ref) {
        return switch (ref) {
            case ModelRef.Local local ->
                    throw new RoseException(
                            Kind.INVALID_REQUEST,
                            "%s is a file of yours and not in the cache; delete it yourself"
                                    .formatted(local));
            case ModelRef.Named named -> List.of(cache.slot(named));
            case ModelRef.Hub hub -> cache.parts(hub).stream().map(cache::slot).toList();
        };
    }

    private RoseException unreadable(IOException e) {
        return new RoseException(
                Kind.STORAGE,
                "cannot read the cache folder %s (%s); make it readable or set ROSE_HOME to another"
                        .formatted(options.home().models(), Failures.reason(e)),
                e);
    }
}
