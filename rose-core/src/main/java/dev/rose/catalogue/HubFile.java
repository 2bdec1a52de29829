package dev.rose.catalogue;

import org.jspecify.annotations.Nullable;

/**
 * What the hub declares of a file.
 *
 * @param ref where it is; by commit if the hub named one, so that it cannot change meanwhile
 * @param bytes its size
 * @param etag what the hub calls this content, without quotes
 * @param sha256 lower-case hex; null if the hub does not declare it
 * @param commit empty if the hub did not name one
 */
record HubFile(ModelRef.Hub ref, long bytes, String etag, @Nullable String sha256, String commit) {

    /** The content that is wanted. */
    Whole whole() {
        var file = ref.file();
        return new Whole(file.substring(file.lastIndexOf('/') + 1), bytes, etag, sha256);
    }
}
