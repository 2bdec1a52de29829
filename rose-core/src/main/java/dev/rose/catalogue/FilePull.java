package dev.rose.catalogue;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Brings files from addresses to places on disk, as models are brought: a download that broke off
 * goes on where it was, the content is checked, and the file has its name only when it is whole.
 * Safe for use by several threads and processes.
 */
public final class FilePull {
    /** Folder beside a file for what is not whole yet. */
    private static final String WORK = ".pull";

    private final CatalogueOptions options;
    private final PullListener listener;

    /**
     * @param options whose home does not matter
     */
    public FilePull(CatalogueOptions options, PullListener listener) {
        this.options = options;
        this.listener = listener;
    }

    /**
     * A file that is where it belongs.
     *
     * @param sha256 of its content, lower-case hex
     * @param fetched whether it was not there before
     */
    public record Pulled(Path file, String sha256, boolean fetched) {}

    /**
     * Brings a file. One that is there is read and compared, and never replaced.
     *
     * @param sha256 of the content, lower-case hex; empty where it is not known
     * @throws RoseException NOT_FOUND if the server does not have it; DOWNLOAD_FAILED, also where
     *     another content is there; OFFLINE; STORAGE
     */
    public Pulled pull(URI address, Path file, String sha256) {
        var place = file.toAbsolutePath().normalize();
        var folder = Objects.requireNonNull(place.getParent());
        var slot = new Slot(folder, place.getFileName().toString(), folder.resolve(WORK));
        try {
            if (Files.exists(place)) {
                return there(slot, file, sha256);
            }
            if (options.offline()) {
                throw new RoseException(
                        Kind.OFFLINE,
                        ("%s is missing and offline mode is on; switch it off (ROSE_OFFLINE,"
                                        + " HF_HUB_OFFLINE) once, or put the file there")
                                .formatted(file));
            }
            Files.createDirectories(slot.work());
            Runnable onWait = () -> listener.on(new PullEvent.Waiting(slot.name()));
            try (var lock = PullLock.take(slot.lock(), onWait)) {
                return lock.waited() && Files.exists(place)
                        ? there(slot, file, sha256)
                        : fetch(address, slot, file, sha256);
            }
        } catch (InterruptedException e) {
            throw Failures.interrupted(
                    "the pull of %s was interrupted; run it again to go on".formatted(slot.name()));
        } catch (IOException e) {
            throw new RoseException(
                    Kind.STORAGE,
                    "cannot write to %s (%s); make it writable or name another folder"
                            .formatted(folder, Failures.reason(e)),
                    e);
        }
    }

    private Pulled there(Slot slot, Path file, String sha256)
            throws IOException, InterruptedException {
        var seen = Hashing.sha256(slot.file(), slot.name(), listener);
        if (!sha256.isEmpty() && !seen.equals(sha256)) {
            throw new RoseException(
                    Kind.DOWNLOAD_FAILED,
                    ("%s is there, but with SHA-256 %s, not %s; delete it to have it brought"
                                    + " anew")
                            .formatted(file, seen, sha256));
        }
        return stored(slot, file, seen, false);
    }

    private Pulled fetch(URI address, Slot slot, Path file, String sha256)
            throws IOException, InterruptedException {
        try (var client = new AddressClient(options, address, file)) {
            var whole = describe(client, slot, sha256);
            if (whole.etag().isEmpty()) {
                Files.deleteIfExists(slot.part()); // nothing tells whether it is of this content
            }
            Storage.demand(
                    Storage::usableBytes,
                    slot.folder(),
                    whole.bytes() - Download.kept(slot, whole));
            var seen = new Download(client, options.patience(), listener, slot, whole).run();
            return stored(slot, file, seen, true);
        }
    }

    private Whole describe(AddressClient client, Slot slot, String sha256)
            throws InterruptedException {
        var attempts = new Attempts(options.patience(), listener, slot.name(), client.host());
        while (true) {
            try {
                return client.describe(slot.name(), sha256);
            } catch (IOException e) {
                attempts.failed(e, () -> "");
            }
        }
    }

    private Pulled stored(Slot slot, Path file, String sha256, boolean fetched) throws IOException {
        listener.on(
                new PullEvent.Stored(slot.name(), slot.file(), Files.size(slot.file()), fetched));
        return new Pulled(file, sha256, fetched);
    }
}
