package dev.rose.catalogue;

import dev.rose.error.RoseException;
import java.nio.file.Path;
import java.util.List;

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
@SuppressWarnings("DoNotCallSuggester")
public final class ModelCatalogue {
    private final CatalogueOptions options;

    public ModelCatalogue(CatalogueOptions options) {
        this.options = options;
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
        throw new UnsupportedOperationException(options.toString());
    }

    /**
     * Brings a model into the cache. One that is there already is looked at again: its content is
     * checked against its SHA-256, and a file of the hub is fetched anew if its revision has moved
     * on to another content.
     *
     * @return as {@link #resolve(ModelRef)}
     * @throws RoseException as {@link #resolve(ModelRef, PullListener)}
     */
    public Path pull(ModelRef ref, PullListener listener) {
        throw new UnsupportedOperationException(options.toString());
    }

    /**
     * The models in the cache, by the text of their reference.
     *
     * @throws RoseException of kind STORAGE
     */
    public List<CachedModel> list() {
        throw new UnsupportedOperationException(options.toString());
    }

    /**
     * Deletes a model from the cache, broken downloads of it included.
     *
     * @return bytes freed
     * @throws RoseException NOT_FOUND if it is not in the cache; INVALID_REQUEST for a file of the
     *     user's; STORAGE
     */
    public long remove(ModelRef ref) {
        throw new UnsupportedOperationException(options.toString());
    }
}
